#include <cinttypes>
#include <cstdio>

#include "base/text.h"
#include "cli/memory.h"
#include "cli/simulate.h"
#include "model/json_writer.h"
#include "model/results.h"

namespace myelin::cli {
namespace {

using model::JsonWriter;
using model::StringOutput;

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// Mean rate over all elements, Hz; false for monitors that have none.
bool mean_rate(const MonitorView& monitor, double duration, double& rate) {
  if (monitor.kind == MonitorKind::spikes) {
    rate = duration > 0 && monitor.elements > 0
               ? double(monitor.t.size) / (double(monitor.elements) * duration)
               : 0;
    return true;
  }
  if (monitor.kind != MonitorKind::rate || monitor.columns.empty()) return false;
  rate = 0;
  for (double value : monitor.columns[0].values) rate += value;
  if (monitor.t.size > 0) rate /= double(monitor.t.size);
  return true;
}

void print_json(const Simulation& simulation) {
  const Statistics statistics = simulation.statistics();
  StringOutput text;
  JsonWriter json(text);
  json.begin_object();
  json.key("digest").text(simulation.digest()).key("spikes").count(statistics.spikes);
  json.key("steps").integer(statistics.steps).key("duration").number(statistics.t);
  json.key("build_seconds").number(statistics.build_seconds);
  json.key("compile_seconds").number(statistics.compile_seconds);
  json.key("run_seconds").number(statistics.run_seconds);
  json.key("peak_memory_bytes").count(peak_memory_bytes());
  json.key("monitors").begin_object();
  for (const MonitorView& monitor : simulation.monitors()) {
    json.key(monitor.name).begin_object();
    json.key("kind").text(model::name_of(monitor.kind)).key("of").text(monitor.of);
    json.key("count").count(monitor.t.size).key("rate");
    double rate = 0;
    mean_rate(monitor, statistics.t, rate) ? json.number(rate) : json.null();
    json.end_object();
  }
  json.end_object().end_object();
  std::printf("%s\n", text.str().c_str());
}

void print_summary(const Simulation& simulation) {
  const Statistics statistics = simulation.statistics();
  std::printf("%" PRId64 " steps, %s s simulated in %.3f s (built in %.3f s), %s in memory\n",
              statistics.steps, format_number(statistics.t).c_str(), statistics.run_seconds,
              statistics.build_seconds + statistics.compile_seconds,
              format_bytes(peak_memory_bytes()).c_str());
  std::printf("%" PRIu64 " spikes\n", statistics.spikes);
  for (const MonitorView& monitor : simulation.monitors()) {
    const char* unit = monitor.kind == MonitorKind::spikes ? "spikes" : "samples";
    std::printf("  %-20s %10zu %-8s of %s", monitor.name.c_str(), monitor.t.size, unit,
                monitor.of.c_str());
    double rate = 0;
    if (mean_rate(monitor, statistics.t, rate)) std::printf(", %.4g Hz", rate);
    std::printf("\n");
  }
  std::printf("digest %s\n", simulation.digest().c_str());
}

}  // namespace

int run_model(const Arguments& arguments) {
  const std::optional<std::string> path = arguments.value("--out");
  const std::vector<std::string> signals = split_list(arguments.value("--signals").value_or(""));
  // Said before the run, not after it.
  const auto prepare = [&](const Simulation& simulation) {
    for (const std::string& name : signals) {
      const Expected<SignalView> signal = simulation.signal(name);
      if (!signal) return fail("--signals", signal.error().message, kWrongInput);
    }
    const Status writable = path ? model::check_writable(*path) : Status{};
    return writable ? kDone : fail(writable.error(), kWrongInput);
  };
  Simulated result = simulate(arguments, prepare);
  if (!result.simulation) return result.code;

  if (path) {  // also after a run that was stopped: what was recorded is kept
    const Expected<model::Results> results = model::collect_results(*result.simulation, signals);
    const Status written =
        results ? model::write_results(*results, *path) : Status{results.error()};
    if (!written) return fail(written.error(), kFailed);
  }
  if (arguments.has("--json")) {
    print_json(*result.simulation);
  } else if (arguments.has("--digest")) {
    std::printf("%s\n", result.simulation->digest().c_str());
  } else if (!arguments.has("--quiet")) {
    print_summary(*result.simulation);
  }
  return result.code;
}

}  // namespace myelin::cli
