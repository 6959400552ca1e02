// What the tests of core/engine share: operators that write down what happens.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace myelin::parts {

// Calls a function in every step.
class Probe : public Operator {
 public:
  using Body = std::function<void(const StepContext&)>;
  explicit Probe(Body body) : body_(std::move(body)) {}

  std::string_view kind() const override { return "Probe"; }
  std::vector<Use> uses() const override { return {}; }
  void bind(const SignalStore&) override {}
  void run(const StepContext& context) noexcept override { body_(context); }

 private:
  Body body_;
};

inline std::unique_ptr<Operator> probe(Probe::Body body) {
  return std::make_unique<Probe>(std::move(body));
}

// Adds 1 to its signal in every step, and keeps a count outside the store.
class Counter : public Operator {
 public:
  explicit Counter(SignalId signal) : signal_(signal) {}

  std::string_view kind() const override { return "Counter"; }
  std::vector<Use> uses() const override { return {{signal_, Access::update}}; }
  void bind(const SignalStore& store) override { values_ = store.view<double>(signal_); }
  void run(const StepContext&) noexcept override {
    for (double& value : values_) value += 1;
    ++count;
  }
  void save(ByteWriter& out) const override { out.value(count); }
  void load(ByteReader& in) override { in.value(count); }

  int64_t count = 0;

 private:
  SignalId signal_;
  Span<double> values_;
};

}  // namespace myelin::parts
