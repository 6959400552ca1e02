// Every name JavaScript sees. No logic: checks live in core, comfort in web/src.
//
// web/src/module.ts says the same in TypeScript; tests/package/module.test.ts compares the two.
#include <emscripten/bind.h>

#include <new>

#include "model/simulation.h"
#include "stochastic.h"
#include "values.h"

namespace myelin {
namespace {

// Values whose TypeScript type is the text given to register_type below.
EMSCRIPTEN_DECLARE_VAL_TYPE(Options)
EMSCRIPTEN_DECLARE_VAL_TYPE(Numbers)
EMSCRIPTEN_DECLARE_VAL_TYPE(Bytes)
EMSCRIPTEN_DECLARE_VAL_TYPE(Failure)
EMSCRIPTEN_DECLARE_VAL_TYPE(Advanced)
EMSCRIPTEN_DECLARE_VAL_TYPE(Signal)
EMSCRIPTEN_DECLARE_VAL_TYPE(Signals)
EMSCRIPTEN_DECLARE_VAL_TYPE(Monitors)
EMSCRIPTEN_DECLARE_VAL_TYPE(Counts)
EMSCRIPTEN_DECLARE_VAL_TYPE(Needs)
EMSCRIPTEN_DECLARE_VAL_TYPE(Build)
EMSCRIPTEN_DECLARE_VAL_TYPE(Callback)
EMSCRIPTEN_DECLARE_VAL_TYPE(Profile)
EMSCRIPTEN_DECLARE_VAL_TYPE(Deliveries)

// What JavaScript holds, and must delete().
struct Handle {
  std::vector<val> functions;  // of the host; the simulation has their addresses
  Expected<std::unique_ptr<Simulation>> built;
  Simulation& sim() const { return **built; }

  Failure error() const { return Failure(built ? val::undefined() : to_val(built.error())); }
  Failure begin(double duration) { return Failure(to_val(sim().begin(duration))); }
  Failure begin_plan() { return Failure(to_val(sim().begin_plan())); }
  Advanced advance(double steps) { return Advanced(to_val(sim().advance(int64_t(steps)))); }
  Failure step(double count) { return Failure(to_val(sim().step(int64_t(count)))); }
  Failure reset() { return Failure(to_val(sim().reset())); }
  Bytes snapshot() const {
    const std::vector<uint8_t> bytes = sim().snapshot();
    return Bytes(val(emscripten::typed_memory_view(bytes.size(), bytes.data())).call<val>("slice"));
  }
  Failure restore(const std::string& bytes) {
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    return Failure(to_val(sim().restore({data, bytes.size()})));
  }
  std::string digest() const { return sim().digest(); }
  Signals signals() const { return Signals(to_val(sim().signals())); }
  Signal signal(const std::string& name) const { return Signal(to_val(sim().signal(name))); }
  Failure set(const std::string& name, double value) {
    return Failure(to_val(sim().set(name, value)));
  }
  Failure set_text(const std::string& name, const std::string& value) {
    return Failure(to_val(sim().set_text(name, value)));
  }
  Failure set_numbers(const std::string& name, const Numbers& numbers) {
    const auto values = emscripten::convertJSArrayToNumberVector<double>(numbers);
    return Failure(to_val(sim().set(name, Span<const double>{values.data(), values.size()})));
  }
  Failure connect(const std::string& synapses, const std::string& json) {
    return Failure(to_val(sim().connect(synapses, json)));
  }
  Failure disconnect(const std::string& synapses, const std::string& which) {
    return Failure(to_val(sim().disconnect(synapses, which)));
  }
  Deliveries why(const std::string& group, int32_t index) const {
    return Deliveries(to_val(sim().why(group, index)));
  }
  Failure inject(const std::string& group, int32_t index) {
    return Failure(to_val(sim().inject(group, index)));
  }
  void stop() { sim().stop(); }
  Failure set_dt(double dt, const std::string& of) { return Failure(to_val(sim().set_dt(dt, of))); }
  void set_seed(uint64_t seed) { sim().set_seed(seed); }
  Failure set_active(const std::string& name, bool active) {
    return Failure(to_val(sim().set_active(name, active)));
  }
  std::string states() const { return sim().states(); }
  Failure set_states(const std::string& json) { return Failure(to_val(sim().set_states(json))); }
  Failure add_operation(const std::string& when, int32_t order, double dt,
                        const Callback& callback) {
    return Failure(to_val(
        sim().on_step({{}, dt, when, order}, [work = val(callback)](double t) { work(t); })));
  }
  void set_profiled(bool profiled) { sim().set_profiled(profiled); }
  Profile profile() const { return Profile(to_val(sim().profile())); }
  Monitors monitors() const { return Monitors(to_val(sim().monitors())); }
  void forget(double before) { sim().forget(before); }
  Counts statistics() const { return Counts(to_val(sim().statistics())); }
  double dt() const { return sim().dt(); }
  double plan_duration() const { return sim().plan_duration(); }
  std::string explain() const { return sim().explain(); }
  std::string outline() const { return sim().outline(); }
};

// Whether an allocation has failed since the last watch_memory(): what an abort is then called.
bool out_of_memory = false;
void note_out_of_memory() {
  out_of_memory = true;
  std::set_new_handler(nullptr);  // once is enough; the allocation now fails as usual
}

// JavaScript finds the block's fields, 32 bits each, at its address.
void call_host(void* user, const HostBlock& block) {
  (*static_cast<const val*>(user))(double(reinterpret_cast<uintptr_t>(&block)));
}

Handle* build(const std::string& document, const Options& given) {
  watch_memory();
  BuildOptions options;
  if (given.hasOwnProperty("seed")) options.seed = given["seed"].as<uint64_t>();
  options.threads = given["threads"].as<unsigned>();
  options.backend = given["backend"].as<std::string>();
  options.memory_limit = uint64_t(given["memoryLimit"].as<double>());
  const val names = given["functionNames"], functions = given["functions"];
  std::vector<val> held;
  for (unsigned k = 0; k < names["length"].as<unsigned>(); ++k) held.push_back(functions[k]);
  for (size_t k = 0; k < held.size(); ++k) {
    options.functions.push_back({names[k].as<std::string>(), &call_host, &held[k]});
  }
  auto built = Simulation::build(document, options);
  return new Handle{std::move(held), std::move(built)};
}
Needs estimate_document(const std::string& document) { return Needs(to_val(estimate(document))); }
Failure check_document(const std::string& document) { return Failure(to_val(check(document))); }
Build about() {
  return Build(object({{"version", text(version())},
                       {"compiler", text(compiler())},
                       {"simd", text(simd_tier("auto"))},
                       {"backend", text(why_no_native_backend().empty() ? "wasm" : "interpreter")},
                       {"backendProblem", text(why_no_native_backend())}}));
}

}  // namespace

void watch_memory() {
  out_of_memory = false;
  std::set_new_handler(&note_out_of_memory);
}

EMSCRIPTEN_BINDINGS(myelin) {
  using emscripten::allow_raw_pointers, emscripten::class_, emscripten::function;
  using emscripten::register_type;
  register_type<Options>("RawOptions");
  register_type<Numbers>("Float64Array");
  register_type<Bytes>("Uint8Array");
  register_type<Failure>("RawError | undefined");
  register_type<Advanced>("boolean | RawError");
  register_type<Signal>("RawSignal | RawError");
  register_type<Signals>("RawSignal[]");
  register_type<Monitors>("RawMonitor[]");
  register_type<Counts>("RawStatistics");
  register_type<Needs>("RawEstimate | RawError");
  register_type<Build>("RawBuild");
  register_type<Callback>("(t: number) => void");
  register_type<Profile>("RawProfileRow[]");
  register_type<Deliveries>("RawDelivery[] | RawError");

  class_<Handle>("Simulation")
      .function("error", &Handle::error)
      .function("begin", &Handle::begin)
      .function("beginPlan", &Handle::begin_plan)
      .function("advance", &Handle::advance)
      .function("step", &Handle::step)
      .function("reset", &Handle::reset)
      .function("snapshot", &Handle::snapshot)
      .function("restore", &Handle::restore)
      .function("digest", &Handle::digest)
      .function("signals", &Handle::signals)
      .function("signal", &Handle::signal)
      .function("set", &Handle::set)
      .function("setText", &Handle::set_text)
      .function("setNumbers", &Handle::set_numbers)
      .function("connect", &Handle::connect)
      .function("disconnect", &Handle::disconnect)
      .function("why", &Handle::why)
      .function("inject", &Handle::inject)
      .function("stop", &Handle::stop)
      .function("setDt", &Handle::set_dt)
      .function("setSeed", &Handle::set_seed)
      .function("setActive", &Handle::set_active)
      .function("states", &Handle::states)
      .function("setStates", &Handle::set_states)
      .function("addOperation", &Handle::add_operation)
      .function("setProfiled", &Handle::set_profiled)
      .function("profile", &Handle::profile)
      .function("monitors", &Handle::monitors)
      .function("forget", &Handle::forget)
      .function("statistics", &Handle::statistics)
      .function("dt", &Handle::dt)
      .function("planDuration", &Handle::plan_duration)
      .function("explain", &Handle::explain)
      .function("outline", &Handle::outline);
  function("build", &build, allow_raw_pointers());
  function("estimate", &estimate_document);
  function("check", &check_document);
  function("about", &about);
  function("outOfMemory", emscripten::optional_override([] { return out_of_memory; }));
}

}  // namespace myelin
