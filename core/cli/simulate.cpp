#include "cli/simulate.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "cli/cpu_time.h"
#include "cli/progress.h"
#include "model/quantity.h"

namespace myelin::cli {
namespace {

// The options of a run, read.
struct Plan {
  BuildOptions build;
  std::optional<double> duration;
  double warmup = 0;
};

Error refuse(std::string_view option, std::string message) {
  return {ErrorCode::invalid_argument, std::string(option), std::move(message), {}, {}};
}

template <class T>
bool read_integer(const std::string& text, T& value) {
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return result.ec == std::errc() && result.ptr == end;
}

Status read_times(const Arguments& arguments, Plan& plan) {
  for (const char* option : {"--duration", "--warmup"}) {
    const auto text = arguments.value(option);
    if (!text) continue;
    const std::optional<double> time = model::read_time(*text);
    if (!time || !(*time >= 0)) {
      return refuse(option, "it is '" + *text +
                                "'; accepted: a time such as \"500 ms\" or "
                                "2s, or a number of seconds");
    }
    if (option == std::string_view("--duration")) {
      plan.duration = time;
    } else {
      plan.warmup = *time;
    }
  }
  return {};
}

Expected<Plan> read_plan(const Arguments& arguments) {
  Plan plan;
  if (Status s = read_times(arguments, plan); !s) return s.error();
  if (const auto text = arguments.value("--threads")) {
    constexpr unsigned most = 256;
    if (!read_integer(*text, plan.build.threads) || plan.build.threads < 1 ||
        plan.build.threads > most) {
      return refuse("--threads", "it is '" + *text + "'; accepted: an integer from 1 to 256");
    }
  }
  if (const auto text = arguments.value("--seed")) {
    uint64_t seed = 0;
    if (!read_integer(*text, seed)) {
      return refuse("--seed", "it is '" + *text + "'; accepted: an integer from 0 to 2^64 - 1");
    }
    plan.build.seed = seed;
  }
  if (const auto text = arguments.value("--simd")) {
    std::vector<std::string> tiers = simd_tiers();
    tiers.emplace_back("auto");
    if (std::find(tiers.begin(), tiers.end(), *text) == tiers.end()) {
      return refuse("--simd", "it is '" + *text + "'; this machine has " + join(tiers, ", "));
    }
    plan.build.simd = *text;
  }
  if (const auto text = arguments.value("--backend")) {
    plan.build.backend = *text;
  }
  plan.build.keep_code = arguments.value("--keep-code").value_or("");
  return plan;
}

// The first part of a run, which is not counted.
Expected<Baseline> warm_up(Simulation& simulation, double seconds) {
  if (seconds > 0) {
    if (Status s = simulation.run(seconds); !s) return s.error();
  }
  Baseline before{simulation.statistics(), {}};
  for (const MonitorView& monitor : simulation.monitors()) {
    before.recorded.push_back(monitor.t.size);
  }
  return before;
}

Status run_plan(Simulation& simulation, const Plan& plan, bool visible) {
  const Interrupt interrupt;
  const ProgressCallback progress = progress_bar(visible);
  Status status = plan.duration               ? simulation.run(*plan.duration, progress)
                  : simulation.plan_pending() ? simulation.resume_plan(progress)
                                              : simulation.run_plan(progress);
  clear_progress_bar(visible);
  return status;
}

}  // namespace

Simulated simulate(const Arguments& arguments, const std::function<int(Simulation&)>& prepare) {
  const Expected<Plan> plan = read_plan(arguments);
  if (!plan) return {nullptr, fail(plan.error(), kWrongInput)};
  const Expected<std::string> text = read_model(arguments.operands()[0]);
  if (!text) return {nullptr, fail(text.error(), kWrongInput)};
  Expected<std::unique_ptr<Simulation>> built = Simulation::build(*text, plan->build);
  if (!built) return {nullptr, fail(built.error(), kWrongInput)};
  std::unique_ptr<Simulation> simulation = std::move(*built);
  if (const int code = prepare ? prepare(*simulation) : kDone; code != kDone)
    return {nullptr, code};

  const bool visible = !arguments.has("--quiet");
  if (visible && !plan->duration && simulation->plan_duration() == 0) {
    fail("run",
         "the document says no duration, so no step is done; write \"run\": \"1 s\" in it, "
         "or give --duration",
         kDone);
  }
  const std::string problem = simulation->statistics().backend_problem;
  if (!problem.empty() && visible) {
    fail("--backend", problem + "; the interpreter serves", kDone);
  }
  Expected<Baseline> before = warm_up(*simulation, plan->warmup);
  if (!before) return {std::move(simulation), fail(before.error(), kFailed)};
  const double start = cpu_seconds();
  const Status status = run_plan(*simulation, *plan, visible);
  const double used = cpu_seconds() - start;
  const int code = status ? kDone : fail(status.error(), kFailed);
  return {std::move(simulation), code, std::move(*before), used};
}

}  // namespace myelin::cli
