#include "stochastic/learning.h"

#include <algorithm>

#include "base/text.h"
#include "random/key.h"
#include "random/stream.h"
#include "stochastic/neurons.h"
#include "stochastic/refuse.h"

namespace myelin::stochastic {
namespace {

constexpr uint32_t kTransmission = 6, kChange = 7;  // sites of random numbers
constexpr int64_t kLongAgo = -(int64_t(1) << 40);

}  // namespace

Status StdpRule::check(const std::string& where) const {
  const auto wrong = [&](const char* what, double value, const char* accepted) {
    return deny({where}, {what, " is ", value, "; it must be ", accepted});
  };
  if (!(w_max > w_min)) return wrong("w_max", w_max, "greater than w_min");
  if (!(w_min >= 0 && w_max <= 1)) {
    return wrong("w_min or w_max", w_min >= 0 ? w_max : w_min,
                 "from 0 to 1: a weight is a probability");
  }
  if (!(rate >= 0 && rate <= 1)) return wrong("the rate", rate, "from 0 to 1");
  if (window < 1) return wrong("the window", window, "1 or more ticks");
  return {};
}

Expected<LearningLayer> LearningLayer::make(int64_t inputs, int64_t neurons, const StdpRule& rule,
                                            double weight, uint64_t seed, const std::string& name,
                                            bool own_memory) {
  if (Status s = rule.check(name); !s) return s.error();
  constexpr int64_t kMost = int64_t(1) << 32;
  if (inputs < 1 || neurons < 1 || inputs > kMost / neurons) {
    return refuse({name}, {"there are ", inputs, " inputs and ", neurons,
                           " neurons; both must be at least 1, and their product below 2^32"});
  }
  if (!(weight >= rule.w_min && weight <= rule.w_max)) {
    return refuse({name, ".weight"},
                  {"the weight is ", weight, "; it must be from ", rule.w_min, " to ", rule.w_max},
                  ErrorCode::out_of_range);
  }
  LearningLayer layer(size_t(inputs), size_t(neurons), rule, random_key(seed, name));
  if (!own_memory) return layer;
  const size_t synapses = layer.inputs_ * layer.neurons_;
  layer.own_.resize(synapses * (rule.rewarded ? 2 : 1));
  layer.own_last_.resize(layer.inputs_);
  double* const own = layer.own_.data();
  layer.borrow({own, synapses}, {own + synapses, layer.own_.size() - synapses},
               {layer.own_last_.data(), layer.inputs_});
  layer.initialize(weight);
  return layer;
}

void LearningLayer::borrow(Span<double> weights, Span<double> eligibility, Span<int64_t> last_pre) {
  weights_ = weights;
  eligibility_ = eligibility;
  last_pre_ = last_pre;
}

void LearningLayer::initialize(double weight) noexcept {
  std::fill(weights_.begin(), weights_.end(), weight);
  std::fill(last_pre_.begin(), last_pre_.end(), kLongAgo);
}

double LearningLayer::uniform(uint32_t site, size_t synapse) const noexcept {
  return Stream(key_, site, tick_, uint32_t(synapse)).uniform();
}

Status LearningLayer::check(Span<const uint8_t> pre, size_t post) const {
  if (pre.size == inputs_ && post == neurons_) return {};
  return deny({"learning"}, {pre.size, " inputs and ", post, " neurons were given; it has ",
                             inputs_, " and ", neurons_});
}

void LearningLayer::currents(Span<const uint8_t> pre, Span<int32_t> out) const noexcept {
  for (size_t j = 0; j < neurons_; ++j) {
    out[j] = 0;
    for (size_t i = 0; i < inputs_; ++i) {
      const size_t s = j * inputs_ + i;
      if (pre[i]) out[j] += uniform(kTransmission, s) < weights_[s];
    }
  }
}

void LearningLayer::learn(Span<const uint8_t> pre, Span<const uint8_t> post) noexcept {
  const double step = rule_.rate * (rule_.w_max - rule_.w_min);
  const auto hold = [&](double w) { return std::clamp(w, rule_.w_min, rule_.w_max); };
  for (size_t j = 0; j < neurons_; ++j) {
    for (size_t i = 0; i < inputs_; ++i) {
      const size_t s = j * inputs_ + i;
      if (rule_.rewarded) {
        double& e = eligibility_[s];
        if (pre[i]) e += post[j] ? rule_.up : -rule_.down;
        e *= rule_.decay;
        continue;
      }
      const int64_t age = int64_t(tick_) - last_pre_[i];
      if (post[j] && age >= 1 && age < rule_.window) {
        if (uniform(kChange, s) < rule_.rate) weights_[s] = hold(weights_[s] + step);
      } else if (pre[i] && !post[j]) {
        if (uniform(kChange, s) < rule_.rate / 2) weights_[s] = hold(weights_[s] - step);
      }
    }
  }
  for (size_t i = 0; i < inputs_; ++i) {
    if (pre[i]) last_pre_[i] = int64_t(tick_);
  }
  ++tick_;
}

void LearningLayer::reward(double reward) noexcept {
  for (size_t s = 0; s < eligibility_.size; ++s) {
    weights_[s] =
        std::clamp(weights_[s] + rule_.rate * reward * eligibility_[s], rule_.w_min, rule_.w_max);
  }
}

}  // namespace myelin::stochastic
