#include "model/results.h"

#include <filesystem>

#include "model/json_writer.h"
#include "model/results_arrays.h"

namespace myelin::model {
namespace {

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

bool is_file(std::string_view path) { return ends_with(path, ".json") || ends_with(path, ".npz"); }

template <class T>
void write_values(JsonWriter& json, Span<const T> values) {
  json.begin_array();
  for (const T& value : values) {
    if constexpr (std::is_floating_point_v<T>) {
      json.number(value);
    } else {
      json.integer(int64_t(value));
    }
  }
  json.end_array();
}

// Samples x elements in memory; one row per element in the file.
void write_traces(JsonWriter& json, Span<const double> values, size_t elements) {
  json.begin_array();
  for (size_t element = 0; element < elements; ++element) {
    json.begin_array();
    for (size_t k = element; k < values.size; k += elements) json.number(values[k]);
    json.end_array();
  }
  json.end_array();
}

void write_monitor(JsonWriter& json, const MonitorView& monitor) {
  json.key("kind").text(name_of(monitor.kind)).key("of").text(monitor.of);
  if (monitor.kind == MonitorKind::spikes) json.key("count").count(monitor.t.size);
  if (monitor.kind == MonitorKind::states) write_values(json.key("index"), monitor.i);
  write_values(json.key("t"), monitor.t);
  if (monitor.kind == MonitorKind::spikes) write_values(json.key("i"), monitor.i);
  if (monitor.kind == MonitorKind::rate) {
    for (const auto& column : monitor.columns) write_values(json.key(column.name), column.values);
    return;
  }
  json.key("variables").begin_object();
  for (const auto& column : monitor.columns) {
    json.key(column.name);
    if (monitor.kind == MonitorKind::states) {
      write_traces(json, column.values, monitor.i.size);
    } else {
      write_values(json, column.values);
    }
  }
  json.end_object();
}

void write_signal(JsonWriter& json, const SignalView& signal) {
  const size_t count = size_t(signal.rows * signal.columns);
  const auto write = [&]<class T>(T) {
    write_values(json, Span<const T>{static_cast<const T*>(signal.address), count});
  };
  json.key("rows").count(signal.rows).key("columns").count(signal.columns).key("values");
  if (signal.dtype == "f64") return write(double{});
  if (signal.dtype == "f32") return write(float{});
  if (signal.dtype == "i32") return write(int32_t{});
  if (signal.dtype == "i64") return write(int64_t{});
  if (signal.dtype == "bool") return write(uint8_t{});
  json.begin_array();  // u64
  for (size_t k = 0; k < count; ++k) json.count(static_cast<const uint64_t*>(signal.address)[k]);
  json.end_array();
}

void write_head(JsonWriter& json, const Results& results) {
  json.key("digest").text(results.digest).key("spikes").count(results.spikes);
  json.key("steps").integer(results.steps).key("duration").number(results.duration);
  json.key("dt").number(results.dt);
}

// What the arrays do not say.
std::string summary(const Results& results) {
  StringOutput text;
  JsonWriter json(text);
  json.begin_object();
  write_head(json, results);
  json.key("monitors").begin_object();
  for (const MonitorView& monitor : results.monitors) {
    json.key(monitor.name).begin_object();
    json.key("kind").text(name_of(monitor.kind)).key("of").text(monitor.of);
    json.key("count").count(monitor.t.size).key("variables").begin_object();
    for (const auto& column : monitor.columns) json.key(column.name).text(column.unit);
    json.end_object().end_object();
  }
  json.end_object().end_object();
  text.text("\n");
  return text.str();
}

Status write_directory(const Results& results, const std::filesystem::path& directory) {
  FileOutput file((directory / "summary.json").string());
  file.text(summary(results));
  if (Status status = file.close(); !status) return status;
  std::error_code failed;
  if (!results.signals.empty()) std::filesystem::create_directories(directory / "signals", failed);
  for (const ArrayEntry& array : arrays_of(results)) {
    FileOutput out((directory / (array.name + ".npy")).string());
    array.write(out);
    if (Status status = out.close(); !status) return status;
  }
  return {};
}

Status make_directory(const std::string& path) {
  std::error_code failed;
  std::filesystem::create_directories(path, failed);
  if (!failed && std::filesystem::is_directory(path, failed)) return {};
  return Error{ErrorCode::io,
               path,
               "no directory can be made there" + (failed ? ": " + failed.message() : ""),
               {},
               {}};
}

}  // namespace

std::string_view name_of(MonitorKind kind) {
  constexpr std::string_view names[] = {"spikes", "states", "rate"};
  return names[size_t(kind)];
}

Expected<Results> collect_results(const Simulation& simulation,
                                  const std::vector<std::string>& signals) {
  Results results;
  const Statistics statistics = simulation.statistics();
  results.digest = simulation.digest();
  results.spikes = statistics.spikes;
  results.steps = statistics.steps;
  results.duration = statistics.t;
  results.dt = simulation.dt();
  results.monitors = simulation.monitors();
  for (const std::string& name : signals) {
    Expected<SignalView> signal = simulation.signal(name);
    if (!signal) return signal.error();
    results.signals.push_back(std::move(*signal));
  }
  return results;
}

void write_results_json(const Results& results, Output& output) {
  JsonWriter json(output);
  json.begin_object();
  write_head(json, results);
  json.key("monitors").begin_object();
  for (const MonitorView& monitor : results.monitors) {
    json.key(monitor.name).begin_object();
    write_monitor(json, monitor);
    json.end_object();
  }
  json.end_object().key("signals").begin_object();
  for (const SignalView& signal : results.signals) {
    json.key(signal.name).begin_object();
    write_signal(json, signal);
    json.end_object();
  }
  json.end_object().end_object();
  output.text("\n");
}

Status write_results_npz(const Results& results, Output& output) {
  std::vector<ArrayEntry> entries = arrays_of(results);
  for (ArrayEntry& entry : entries) entry.name += ".npy";
  const std::string text = summary(results);
  entries.push_back({"summary.json", [&text](Output& out) { out.text(text); }});
  return write_zip(entries, output);
}

Status write_results(const Results& results, const std::string& path) {
  if (!is_file(path)) {
    if (Status status = make_directory(path); !status) return status;
    return write_directory(results, path);
  }
  FileOutput file(path);
  if (ends_with(path, ".json")) {
    write_results_json(results, file);
  } else if (Status status = write_results_npz(results, file); !status) {
    status.error().where = path;
    return status;
  }
  return file.close();
}

Status check_writable(const std::string& path) {
  if (!is_file(path)) return make_directory(path);
  std::FILE* file = std::fopen(path.c_str(), "ab");  // leaves what is there
  if (!file) return FileOutput(path).close();
  std::fclose(file);
  return {};
}

}  // namespace myelin::model
