// Networks for tests: the body of a model document goes in, spikes, traces and arrays come out.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/simulation.h"

namespace myelin::equations {

// A step and an element.
using Spikes = std::vector<std::pair<int64_t, int32_t>>;

inline BuildOptions with_memory(uint64_t bytes) {
  BuildOptions options;
  options.memory_limit = bytes;
  return options;
}
inline BuildOptions with_threads(unsigned threads) {
  BuildOptions options;
  options.threads = threads;
  return options;
}
inline BuildOptions with_simd(const std::string& tier) {
  BuildOptions options;
  options.simd = tier;
  return options;
}

// {"myelin": 1, BODY}
inline std::string document(std::string_view body) {
  return "{\"myelin\": 1, " + std::string(body) + "}";
}

// A running network. A network that cannot be built fails the test and then is a small one.
class Model {
 public:
  explicit Model(std::string_view body, const BuildOptions& options = {}) {
    auto built = Simulation::build(document(body), options);
    if (!built) {
      ADD_FAILURE() << describe(built.error());
      built = Simulation::build(document(R"j("neurons": [{"name": "none", "size": 1}])j"));
    }
    simulation_ = std::move(*built);
  }

  Simulation* operator->() { return simulation_.get(); }
  Model& run(double seconds) {
    const Status done = simulation_->run(seconds);
    if (!done) ADD_FAILURE() << describe(done.error());
    return *this;
  }
  // What the document's "run" says.
  Model& run() {
    const Status done = simulation_->run_plan();
    if (!done) ADD_FAILURE() << describe(done.error());
    return *this;
  }

  // The monitor that stands `index`th in the document.
  MonitorView monitor(size_t index = 0) const {
    const auto views = simulation_->monitors();
    if (index < views.size()) return views[index];
    ADD_FAILURE() << "there is no monitor " << index;
    return {};
  }
  Spikes spikes(size_t index = 0) const {
    const MonitorView view = monitor(index);
    Spikes spikes;
    for (size_t k = 0; k < view.t.size; ++k) {
      spikes.emplace_back(std::llround(view.t[k] / simulation_->dt()), view.i[k]);
    }
    return spikes;
  }
  // The steps in which element `i` spiked.
  std::vector<int64_t> steps_of(int32_t i, size_t index = 0) const {
    std::vector<int64_t> steps;
    for (const auto& [step, element] : spikes(index)) {
      if (element == i) steps.push_back(step);
    }
    return steps;
  }
  // A state monitor's variable number `column`, of the recorded element number `element`.
  std::vector<double> trace(size_t index = 0, size_t element = 0, size_t column = 0) const {
    const MonitorView view = monitor(index);
    std::vector<double> values;
    if (column >= view.columns.size()) return values;
    const size_t width = view.kind == MonitorKind::states ? view.i.size : 1;
    const Span<const double> all = view.columns[column].values;
    for (size_t k = element; k < all.size; k += width) values.push_back(all[k]);
    return values;
  }
  // An array of the network, as numbers.
  std::vector<double> values(std::string_view name) const {
    const auto view = simulation_->signal(name);
    if (!view) {
      ADD_FAILURE() << describe(view.error());
      return {};
    }
    const size_t size = size_t(view->rows * view->columns);
    std::vector<double> numbers;
    for (size_t k = 0; k < size; ++k) {
      if (view->dtype == "f64") numbers.push_back(static_cast<const double*>(view->address)[k]);
      if (view->dtype == "f32") numbers.push_back(static_cast<const float*>(view->address)[k]);
      if (view->dtype == "i32") numbers.push_back(static_cast<const int32_t*>(view->address)[k]);
      if (view->dtype == "bool") numbers.push_back(static_cast<const uint8_t*>(view->address)[k]);
    }
    return numbers;
  }
  double value(std::string_view name, size_t k = 0) const {
    const std::vector<double> all = values(name);
    return k < all.size() ? all[k] : NAN;
  }

 private:
  std::unique_ptr<Simulation> simulation_;
};

// Why a network cannot be built.
inline Error error_of(std::string_view body, const BuildOptions& options = {}) {
  auto built = Simulation::build(document(body), options);
  if (!built) return built.error();
  ADD_FAILURE() << "this builds: " << body;
  return {};
}

// Mean and variance over n - 1.
struct Moments {
  double mean = 0, variance = 0;
  explicit Moments(const std::vector<double>& x) {
    for (const double one : x) mean += one / double(x.size());
    for (const double one : x) variance += (one - mean) * (one - mean) / double(x.size() - 1);
  }
};

}  // namespace myelin::equations
