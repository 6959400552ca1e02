#include "language/wasm_backend.h"

#if defined(__wasm_simd128__)

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <mutex>

#include "language/quotient.h"
#include "language/wasm_kernels.h"

// wasm/loader.js
extern "C" {
uint32_t myelin_table_end();
int myelin_load_module(const uint8_t* bytes, size_t size, const void* const* imports, size_t count,
                       void* scratch, uint32_t first);
void myelin_unload_module(uint32_t first, uint32_t count);
}

namespace myelin {
namespace {

constexpr size_t kImports = wasm::Emitter::kImports;
constexpr bool kThreads =
#if defined(__EMSCRIPTEN_PTHREADS__)
    true;
#else
    false;
#endif

// A module that is in use, and what it needs to stay so.
struct Loaded {
  wasm::Bytes bytes;
  wasm::Constants constants;
  const void* imports[kImports];
  uint32_t serial = 0, first = 0, count = 0;  // the place in the function table
};

// All modules in use, by their place. Every thread's table has the same module at the same place.
std::mutex mutex;
std::vector<std::shared_ptr<Loaded>> modules;
uint32_t table_end = 0;  // of the program's own functions
std::atomic<uint32_t> newest{0};
thread_local uint32_t known = 0;
// What imports work on: an answer and two operands of kPadding elements.
alignas(16) thread_local double scratch[3 * kPadding];

bool put_into_table(const Loaded& module) {
  return myelin_load_module(module.bytes.data(), module.bytes.size(), module.imports, kImports,
                            scratch, module.first) == int(module.count);
}

// The first gap that is large enough; modules stay sorted by their place.
bool load(const std::shared_ptr<Loaded>& module) {
  const std::lock_guard lock(mutex);
  if (!table_end) table_end = myelin_table_end();
  module->first = table_end;
  auto next = modules.begin();
  for (; next != modules.end() && module->first + module->count > (*next)->first; ++next) {
    module->first = (*next)->first + (*next)->count;
  }
  if (!put_into_table(*module)) return false;
  // A thread that knew all before knows all now.
  const bool up_to_date = known == newest;
  module->serial = ++newest;
  if (up_to_date) known = newest;
  modules.insert(next, module);
  return true;
}

void unload(const std::shared_ptr<Loaded>& module) {
  const std::lock_guard lock(mutex);
  myelin_unload_module(module->first, module->count);
  modules.erase(std::find(modules.begin(), modules.end(), module));
}

class WasmBackend final : public Backend {
 public:
  explicit WasmBackend(const KernelTable& kernels) : kernels_(kernels) {}
  ~WasmBackend() override {
    for (const auto& module : loaded_) unload(module);
  }

  std::string_view name() const override { return "wasm"; }
  double seconds() const override { return seconds_; }
  std::string problem() const override { return problem_; }
  const std::string& code() const { return code_; }

  void generate(const std::vector<std::shared_ptr<KernelSlot>>& slots) override {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = Clock::now();
    wasm::Emitter emitter;
    std::vector<KernelSlot*> wanted;
    for (const auto& slot : slots) {
      if (!why_interpreted(slot->spec).empty() || !wasm::why_refused(slot->spec).empty()) continue;
      const size_t size = wasm::add_kernel(emitter, slot->spec);
      wanted.push_back(slot.get());
      code_ += slot->spec.program->name + ": WebAssembly, " + std::to_string(size) + " bytes\n";
    }
    if (!wanted.empty()) load_for(wanted, emitter);
    seconds_ += std::chrono::duration<double>(Clock::now() - begin).count();
  }

 private:
  void load_for(const std::vector<KernelSlot*>& wanted, wasm::Emitter& emitter) {
    auto module = std::make_shared<Loaded>();
    module->bytes = emitter.module.finish(kThreads);
    module->constants = std::move(emitter.constants);
    module->count = uint32_t(wanted.size());
    const void** import = module->imports;
    for (const Unary which : wasm::Emitter::kUnaryImports) {
      *import++ = reinterpret_cast<const void*>(kernels_.unary[size_t(which)]);
    }
    for (const Binary which : wasm::Emitter::kBinaryImports) {
      *import++ =
          reinterpret_cast<const void*>(kernels_.binary[size_t(Operands::vv)][size_t(which)]);
    }
    *import++ = reinterpret_cast<const void*>(&quotient_bound);
    *import = reinterpret_cast<const void*>(&latest_start);
    if (!load(module)) {
      problem_ = "the browser refused the generated code";
      return;
    }
    loaded_.push_back(module);
    for (size_t k = 0; k < wanted.size(); ++k) {
      wanted[k]->function = reinterpret_cast<KernelFunction>(uintptr_t(module->first + k));
    }
  }

  const KernelTable& kernels_;
  std::vector<std::shared_ptr<Loaded>> loaded_;
  std::string problem_, code_;
  double seconds_ = 0;
};

}  // namespace

std::unique_ptr<Backend> make_wasm_backend(const KernelTable& kernels) {
  return std::make_unique<WasmBackend>(kernels);
}

std::string wasm_code(const Backend& backend) {
  return static_cast<const WasmBackend&>(backend).code();
}

#if defined(__EMSCRIPTEN_PTHREADS__)
void enter_generated_code() noexcept {
  if (known == newest) return;
  const std::lock_guard lock(mutex);
  for (const auto& module : modules) {
    // The module has been compiled once; there is no reason to refuse it here.
    if (module->serial > known) put_into_table(*module);
  }
  known = newest;
}
#endif

}  // namespace myelin

#else

namespace myelin {

std::unique_ptr<Backend> make_wasm_backend(const KernelTable&) { return nullptr; }
std::string wasm_code(const Backend&) { return {}; }

}  // namespace myelin

#endif
