// A layer that learns, in a step: what it passes on, and what it learns from the spikes behind it.
#include "stochastic/operators.h"

namespace myelin::stochastic {
namespace {

// Both operators see the same signals, so either may hold a layer of its own.
class LearningOperator : public StoreOperator {
 public:
  LearningOperator(const char* kind, const LearningSignals& signals, LearningLayer layer,
                   std::vector<Use> uses)
      : StoreOperator(kind, std::move(uses)),
        s_(signals),
        layer_(std::move(layer)),
        pre_(layer_.inputs()),
        post_(layer_.neurons()) {}
  void bind(const SignalStore& store) override {
    StoreOperator::bind(store);
    Span<double> eligibility;
    if (s_.eligibility.valid()) eligibility = view<double>(s_.eligibility);
    layer_.borrow(view<double>(s_.weights), eligibility, view<int64_t>(s_.last_pre));
  }

 protected:
  // The first bit of each stream is its spike of the step.
  Span<const uint8_t> pre() {
    const uint64_t* const bits = view<uint64_t>(s_.inputs.bits).data;
    for (size_t i = 0; i < pre_.size(); ++i) pre_[i] = bits[i * s_.inputs.words()] & 1;
    return {pre_.data(), pre_.size()};
  }
  LearningSignals s_;
  LearningLayer layer_;
  std::vector<uint8_t> pre_, post_;
};

class Transmission final : public LearningOperator {
 public:
  Transmission(const LearningSignals& s, LearningLayer layer)
      : LearningOperator("Transmission", s, std::move(layer),
                         uses_of({{s.inputs.bits, Access::read},
                                  {s.weights, Access::read},
                                  {s.count, Access::set},
                                  {s.value, Access::set}})),
        passed_(layer_.neurons()) {}

  void run(const StepContext& context) noexcept override {
    layer_.set_tick(context.step);
    layer_.currents(pre(), {passed_.data(), passed_.size()});
    int64_t* const count = view<int64_t>(s_.count).data;
    double* const value = view<double>(s_.value).data;
    for (size_t j = 0; j < passed_.size(); ++j) value[j] = double(count[j] = passed_[j]);
  }

 private:
  std::vector<int32_t> passed_;
};

class Learning final : public LearningOperator {
 public:
  Learning(const LearningSignals& s, LearningLayer layer)
      : LearningOperator("Learning", s, std::move(layer),
                         uses_of({{s.inputs.bits, Access::read},
                                  {s.post, Access::read},
                                  {s.weights, Access::update},
                                  {s.eligibility, Access::update},
                                  {s.last_pre, Access::update},
                                  {s.reward, Access::update}})) {}

  void run(const StepContext& context) noexcept override {
    const uint64_t* const spikes = view<uint64_t>(s_.post).data;
    for (size_t j = 0; j < post_.size(); ++j) post_[j] = spikes[j / 64] >> j % 64 & 1;
    layer_.set_tick(context.step);
    layer_.learn(pre(), {post_.data(), post_.size()});
    double& reward = *view<double>(s_.reward).data;
    if (reward != 0) layer_.reward(reward);
    reward = 0;
  }
};

}  // namespace

std::unique_ptr<Operator> make_transmission(const LearningSignals& signals, LearningLayer layer) {
  return std::make_unique<Transmission>(signals, std::move(layer));
}
std::unique_ptr<Operator> make_learning(const LearningSignals& signals, LearningLayer layer) {
  return std::make_unique<Learning>(signals, std::move(layer));
}

}  // namespace myelin::stochastic
