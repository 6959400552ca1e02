// Which back end runs a network's code, and when it is worth generating any.
#include <algorithm>

#include "base/text.h"
#include "equations/fuse.h"
#include "language/wasm_backend.h"
#include "model/state.h"

#if !defined(__EMSCRIPTEN__)
#include "language/native_backend.h"
#endif

namespace myelin {
namespace {

#if defined(__EMSCRIPTEN__) && !defined(__wasm_simd128__)
const std::vector<std::string> kBackends = {"auto", "interpreter"};
#else
const std::vector<std::string> kBackends = {"auto", "interpreter", "native"};
#endif

// `auto` takes code that an earlier run has left, and else lets the interpreter begin. Code is
// generated when it has been at it for kPatience and would go on for kWorthwhile at that speed, or
// when it has been at it for that long already.
constexpr double kPatience = 0.02, kWorthwhile = 0.4;  // s

}  // namespace

Status Simulation::State::choose_backend(const KernelTable& kernels) {
  const std::string& wanted = options.backend;
  if (std::find(kBackends.begin(), kBackends.end(), wanted) == kBackends.end()) {
    return Error{ErrorCode::unsupported, "backend",
                 "'" + wanted + "' is not available; there are: " + join(kBackends, ", ")};
  }
  if (wanted == "interpreter") return {};
#if !defined(__EMSCRIPTEN__)
  NativeOptions native{wanted == "native", options.keep_code};
  auto backend = std::make_unique<NativeBackend>(kernels.name, std::move(native));
  NativeBackend& made = *backend;
  assembly->backend = std::move(backend);
  equations::fuse_updates(*assembly);
  if (wanted == "native" || !options.keep_code.empty()) {
    generate();
  } else {
    generated = made.recall(slots());
  }
#else
  // It takes milliseconds, so there is no reason to wait.
  assembly->backend = make_wasm_backend(kernels);
  if (!assembly->backend) return {};
  equations::fuse_updates(*assembly);
  generate();
#endif
  return {};
}

std::vector<std::shared_ptr<KernelSlot>> Simulation::State::slots() const {
  std::vector<std::shared_ptr<KernelSlot>> slots;
  for (const auto& slot : assembly->kernel_slots) {
    if (auto held = slot.lock()) slots.push_back(std::move(held));
  }
  return slots;
}

void Simulation::State::generate() {
  generated = true;
  assembly->backend->generate(slots());
}

void Simulation::State::consider_generating(double seconds, double left) {
  if (generated || !assembly->backend) return;
  const bool long_run = seconds > kPatience && seconds * left > kWorthwhile;
  if (long_run || statistics.run_seconds + seconds > kWorthwhile) generate();
}

// What has run so far, and why it was not something else.
void Simulation::State::describe_backend(Statistics& into) const {
  into.backend = "interpreter";
  if (!assembly->backend) return;
  into.compile_seconds = assembly->backend->seconds();
  into.backend_problem = assembly->backend->problem();
  for (const auto& slot : slots()) {
    if (slot->function.load()) into.backend = assembly->backend->name();
  }
}

std::string Simulation::generated_code() const {
  const Backend* const backend = state_->assembly->backend.get();
  if (!backend) return {};
#if defined(__EMSCRIPTEN__)
  return wasm_code(*backend);
#else
  // Without asking for it, so that nothing is compiled.
  const NativeTarget* const target = find_native_target(simd_tier(state_->options.simd));
  return target ? native_code(generated_specs(state_->slots()), *target) : std::string();
#endif
}

std::string Simulation::State::explain_backend() const {
  std::string text;
  for (const auto& slot : slots()) {
    const std::string why = why_interpreted(slot->spec);
    if (!why.empty()) text += "  " + slot->spec.program->name + ": " + why + "\n";
  }
  return text.empty() ? text : "always interpreted\n" + text;
}

}  // namespace myelin
