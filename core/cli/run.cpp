#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "base/text.h"
#include "cli/memory.h"
#include "cli/simulate.h"
#include "cli/why.h"
#include "model/json_writer.h"
#include "model/output.h"
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

// Mean rate over all elements, Hz, of what was recorded but the `first` entries; false for monitors
// that have none.
bool mean_rate(const MonitorView& monitor, size_t first, double duration, double& rate) {
  const double count = double(monitor.t.size - first);
  rate = 0;
  if (monitor.kind == MonitorKind::spikes) {
    if (duration > 0 && monitor.elements > 0) rate = count / (double(monitor.elements) * duration);
    return true;
  }
  if (monitor.kind != MonitorKind::rate || monitor.columns.empty()) return false;
  const Span<const double> values = monitor.columns[0].values;
  for (size_t k = first; k < values.size; ++k) rate += values[k];
  if (count > 0) rate /= count;
  return true;
}

// What the run did, without its warm-up.
Statistics of_run(const Simulated& result) {
  Statistics statistics = result.simulation->statistics();
  const Statistics& before = result.before.statistics;
  statistics.run_seconds -= before.run_seconds;
  statistics.steps -= before.steps;
  statistics.t -= before.t;
  statistics.spikes -= before.spikes;
  return statistics;
}

size_t recorded_before(const Simulated& result, size_t monitor) {
  const std::vector<size_t>& recorded = result.before.recorded;
  return monitor < recorded.size() ? recorded[monitor] : 0;
}

void write_profile(JsonWriter& json, const Simulation& simulation) {
  json.key("profile").begin_array();
  for (const ProfileRow& row : simulation.profile()) {
    json.begin_object().key("when").text(row.when).key("order").integer(row.order);
    json.key("dt").number(row.dt).key("name").text(row.name).key("kind").text(row.kind);
    json.key("of").text(row.owner).key("active").boolean(row.active);
    json.key("calls").count(row.calls).key("seconds").number(row.seconds).end_object();
  }
  json.end_array();
}

// The slowest operators first.
void print_profile(const Simulation& simulation) {
  std::vector<ProfileRow> rows = simulation.profile();
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.seconds > b.seconds; });
  double total = 0;
  for (const ProfileRow& row : rows) total += row.seconds;
  std::printf("%-18s %-34s %12s %10s %6s\n", "slot", "operator", "calls", "seconds", "share");
  for (const ProfileRow& row : rows) {
    std::printf("%-18s %-34s %12" PRIu64 " %10.4f %5.1f%%%s\n", row.when.c_str(), row.name.c_str(),
                row.calls, row.seconds, total > 0 ? 100 * row.seconds / total : 0,
                row.active ? "" : "  (not active)");
  }
}

void print_json(const Simulated& result, bool profiled, const std::vector<Question>& questions) {
  const Simulation& simulation = *result.simulation;
  const Statistics statistics = of_run(result);
  StringOutput text;
  JsonWriter json(text);
  json.begin_object();
  json.key("digest").text(simulation.digest()).key("spikes").count(statistics.spikes);
  json.key("steps").integer(statistics.steps).key("duration").number(statistics.t);
  json.key("build_seconds").number(statistics.build_seconds);
  json.key("compile_seconds").number(statistics.compile_seconds);
  json.key("run_seconds").number(statistics.run_seconds);
  json.key("run_cpu_seconds").number(result.cpu_seconds);
  json.key("backend").text(statistics.backend);
  if (!statistics.backend_problem.empty()) {
    json.key("backend_problem").text(statistics.backend_problem);
  }
  json.key("peak_memory_bytes").count(peak_memory_bytes());
  json.key("monitors").begin_object();
  size_t place = 0;
  for (const MonitorView& monitor : simulation.monitors()) {
    const size_t first = recorded_before(result, place++);
    json.key(monitor.name).begin_object();
    json.key("kind").text(model::name_of(monitor.kind)).key("of").text(monitor.of);
    json.key("count").count(monitor.t.size - first).key("rate");
    double rate = 0;
    mean_rate(monitor, first, statistics.t, rate) ? json.number(rate) : json.null();
    json.end_object();
  }
  json.end_object();
  if (profiled) write_profile(json, simulation);
  if (!questions.empty()) write_answers(json, questions, simulation);
  json.end_object();
  std::printf("%s\n", text.str().c_str());
}

void print_summary(const Simulated& result) {
  const Simulation& simulation = *result.simulation;
  const Statistics statistics = of_run(result);
  std::printf("%" PRId64 " steps, %s s simulated in %.3f s (built in %.3f s), %s in memory\n",
              statistics.steps, format_number(statistics.t).c_str(), statistics.run_seconds,
              statistics.build_seconds + statistics.compile_seconds,
              format_bytes(peak_memory_bytes()).c_str());
  std::printf("%" PRIu64 " spikes\n", statistics.spikes);
  size_t place = 0;
  for (const MonitorView& monitor : simulation.monitors()) {
    const size_t first = recorded_before(result, place++);
    const char* unit = monitor.kind == MonitorKind::spikes ? "spikes" : "samples";
    std::printf("  %-20s %10zu %-8s of %s", monitor.name.c_str(), monitor.t.size - first, unit,
                monitor.of.c_str());
    double rate = 0;
    if (mean_rate(monitor, first, statistics.t, rate)) std::printf(", %.4g Hz", rate);
    std::printf("\n");
  }
  std::printf("digest %s\n", simulation.digest().c_str());
}

// Whether it can be written; what is there stays.
Status check_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "ab");
  if (!file) return model::FileOutput(path).close();
  std::fclose(file);
  return {};
}

// The state that the options name.
int begin_with(Simulation& simulation, const Arguments& arguments) {
  simulation.set_profiled(arguments.has("--profile"));
  if (const auto file = arguments.value("--restore")) {
    const Expected<std::string> bytes = read_model(*file);
    if (!bytes) return fail(bytes.error(), kWrongInput);
    const auto* data = reinterpret_cast<const uint8_t*>(bytes->data());
    const Status done = simulation.restore({data, bytes->size()});
    if (!done) return fail("--restore " + *file, done.error().message, kWrongInput);
  }
  if (const auto file = arguments.value("--states")) {
    const Expected<std::string> text = read_model(*file);
    if (!text) return fail(text.error(), kWrongInput);
    const Status done = simulation.set_states(*text);
    if (!done) return fail(done.error(), kWrongInput);
  }
  return kDone;
}

}  // namespace

int run_model(const Arguments& arguments) {
  const std::optional<std::string> path = arguments.value("--out");
  const std::vector<std::string> signals = split_list(arguments.value("--signals").value_or(""));
  // Said before the run, not after it.
  const std::optional<std::string> kept = arguments.value("--store");
  std::vector<Question> questions;
  const auto prepare = [&](Simulation& simulation) {
    if (const int code = begin_with(simulation, arguments); code != kDone) return code;
    for (const std::string& name : signals) {
      const Expected<SignalView> signal = simulation.signal(name);
      if (!signal) return fail("--signals", signal.error().message, kWrongInput);
    }
    auto asked = read_questions(arguments.value("--why").value_or(""), simulation);
    if (!asked) return fail(asked.error(), kWrongInput);
    questions = std::move(*asked);
    Status writable = path ? model::check_writable(*path) : Status{};
    if (writable && kept) writable = check_file(*kept);
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
  if (kept) {
    const std::vector<uint8_t> bytes = result.simulation->snapshot();
    model::FileOutput file(*kept);
    file.write(bytes.data(), bytes.size());
    const Status written = file.close();
    if (!written) return fail(written.error(), kFailed);
  }
  if (arguments.has("--json")) {
    print_json(result, arguments.has("--profile"), questions);
  } else if (arguments.has("--digest")) {
    std::printf("%s\n", result.simulation->digest().c_str());
  } else if (!arguments.has("--quiet")) {
    print_summary(result);
    if (arguments.has("--profile")) print_profile(*result.simulation);
    print_answers(questions, *result.simulation);
  }
  return result.code;
}

}  // namespace myelin::cli
