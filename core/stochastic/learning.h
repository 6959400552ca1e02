// Learning, tick by tick: stochastic STDP, reward-modulated STDP, and a layer of either.
//
// All randomness is a function of (seed, tick, synapse): the same seed gives the same weights.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/span.h"

namespace myelin::stochastic {

// output = pre AND Bernoulli(weight). On post with a pre 1 to window - 1 ticks before: with
// probability rate, w += rate (w_max - w_min). Else on pre without post: with probability rate / 2,
// w -= rate (w_max - w_min). Held in [w_min, w_max].
struct StdpRule {
  double w_min = 0, w_max = 1, rate = 0.01;
  int32_t window = 5;
  // Reward: e += 1 on pre and post, e -= 0.5 on pre alone, then e *= 0.9; on a reward r:
  // w += rate r e.
  bool rewarded = false;
  double up = 1, down = 0.5, decay = 0.9;

  Status check(const std::string& where) const;
};

// inputs x neurons synapses, weights [neuron][input].
class LearningLayer {
 public:
  LearningLayer(LearningLayer&&) = default;  // the memory stays where it is
  // `own_memory`: false for those who borrow() theirs before anything else.
  static Expected<LearningLayer> make(int64_t inputs, int64_t neurons, const StdpRule& rule,
                                      double weight, uint64_t seed,
                                      const std::string& name = "learning", bool own_memory = true);
  size_t inputs() const { return inputs_; }
  size_t neurons() const { return neurons_; }
  Span<double> weights() { return weights_; }
  Span<const double> eligibility() const { return eligibility_; }
  int64_t ticks() const { return int64_t(tick_); }

  // State in the caller's memory from now on, of the same shapes; what it holds counts.
  void borrow(Span<double> weights, Span<double> eligibility, Span<int64_t> last_pre);
  void set_tick(int64_t tick) { tick_ = uint64_t(tick); }
  void initialize(double weight) noexcept;

  // How many synapses of each neuron pass the spikes `pre` on in this tick; changes nothing.
  void currents(Span<const uint8_t> pre, Span<int32_t> out) const noexcept;
  // Ends the tick: weights change after what `pre` and `post` did in it.
  void learn(Span<const uint8_t> pre, Span<const uint8_t> post) noexcept;
  // Whether sizes fit, for callers from outside.
  Status check(Span<const uint8_t> pre, size_t post) const;
  // w += rate reward e; does nothing to weights without rule.rewarded.
  void reward(double reward) noexcept;

 private:
  LearningLayer(size_t inputs, size_t neurons, const StdpRule& rule, uint64_t key)
      : inputs_(inputs), neurons_(neurons), rule_(rule), key_(key) {}
  double uniform(uint32_t site, size_t synapse) const noexcept;

  size_t inputs_, neurons_;
  StdpRule rule_;
  uint64_t key_, tick_ = 0;
  Span<double> weights_, eligibility_;
  Span<int64_t> last_pre_;  // the tick of the last spike of each input
  std::vector<double> own_;
  std::vector<int64_t> own_last_;
};

}  // namespace myelin::stochastic
