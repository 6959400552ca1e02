// Which operators of a step may run at the same time, on the threads of a pool.
//
//   schedule    a.update  b.update  a.threshold  b.threshold  a_to_b  b_to_a  a.reset  b.reset
//   round 1     a.update, a.threshold | b.update, b.threshold                       two chains
//   round 2     a_to_b, b.reset | b_to_a, a.reset
//
// Of two operators that touch the same signal, one of them changing it, the later one follows the
// earlier one in its chain; one that would follow two chains begins the next round. So every value
// is what the schedule makes it, whoever runs a chain.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/operator.h"

namespace myelin {

// A round's chains are worth a thread each or are not: that depends on the network, on what happens
// in it, and on the machine. So both ways are tried, first soon and then ever more rarely.
class Trial {
 public:
  enum class Way : uint8_t { in_turn, together };

  // How the next step is run, and whether took() wants to know about it.
  Way way() const { return trying() ? (tried_ % 2 ? Way::together : Way::in_turn) : best_; }
  bool trying() const { return wait_ == 0; }
  // What that step took, in seconds; any number outside of trials. True at the end of a trial.
  bool took(double seconds);

 private:
  static constexpr int kPairs = 5, kFirstWait = 32, kLongestWait = 4096;  // steps
  static constexpr double kWorth = 10e-6, kGain = 0.95;

  Way best_ = Way::in_turn;
  int wait_ = kFirstWait, next_wait_ = kFirstWait, tried_ = 0, wins_ = 0;
  double in_turn_ = 0;  // seconds of the last such step
};

struct Round {
  struct Chain {
    std::vector<uint32_t> operators;  // places in the schedule, ascending
    double seconds = 0;               // in trials
  };
  std::vector<Chain> chains;
  Trial trial;

  // Puts the chains into the order in which `threads` threads, which take equal shares of them from
  // the front, have about the same to do.
  void share_out(unsigned threads);
};

// `schedule`: null for an operator that must run alone.
std::vector<Round> make_rounds(const std::vector<const Operator*>& schedule);

}  // namespace myelin
