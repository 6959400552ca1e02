#include "engine/rounds.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace myelin {

bool Trial::took(double seconds) {
  if (!trying()) {
    --wait_;
    return false;
  }
  if (way() == Way::in_turn) {
    in_turn_ = seconds;
  } else if (in_turn_ >= kWorth && seconds < kGain * in_turn_) {
    ++wins_;
  }
  if (++tried_ < 2 * kPairs) return false;
  const Way before = std::exchange(best_, wins_ > kPairs / 2 ? Way::together : Way::in_turn);
  next_wait_ = best_ == before ? std::min(2 * next_wait_, kLongestWait) : kFirstWait;
  wait_ = next_wait_;
  tried_ = wins_ = 0;
  return true;
}

void Round::share_out(unsigned threads) {
  std::stable_sort(chains.begin(), chains.end(),
                   [](const Chain& a, const Chain& b) { return a.seconds > b.seconds; });
  const size_t n = chains.size();
  std::vector<Chain> shares;
  for (size_t share = 0; share < threads; ++share) {
    for (size_t k = share; k < n; k += threads) shares.push_back(std::move(chains[k]));
  }
  chains = std::move(shares);
  for (Chain& chain : chains) chain.seconds = 0;
}

namespace {

// The chains of a round that touch a signal.
struct Touched {
  std::vector<uint32_t> readers;
  uint32_t writer = UINT32_MAX;
};

class RoundMaker {
 public:
  std::vector<Round> rounds;

  void begin() {
    rounds.emplace_back();
    touched_.clear();
  }
  void add(uint32_t place, const std::vector<Use>& uses) {
    std::vector<uint32_t> before = chains_before(uses);
    if (rounds.empty() || before.size() > 1) {
      begin();
      before.clear();
    }
    std::vector<Round::Chain>& chains = rounds.back().chains;
    if (before.empty()) {
      before.push_back(uint32_t(chains.size()));
      chains.emplace_back();
    }
    chains[before[0]].operators.push_back(place);
    for (const Use& use : uses) {
      Touched& touched = touched_[use.signal.index];
      if (use.access != Access::read) touched.writer = before[0];
      if (use.access == Access::read) touched.readers.push_back(before[0]);
    }
  }

 private:
  // The chains that an operator has to follow.
  std::vector<uint32_t> chains_before(const std::vector<Use>& uses) const {
    std::vector<uint32_t> before;
    for (const Use& use : uses) {
      const auto found = touched_.find(use.signal.index);
      if (found == touched_.end()) continue;
      const Touched& touched = found->second;
      if (touched.writer != UINT32_MAX) before.push_back(touched.writer);
      if (use.access == Access::read) continue;
      before.insert(before.end(), touched.readers.begin(), touched.readers.end());
    }
    std::sort(before.begin(), before.end());
    before.erase(std::unique(before.begin(), before.end()), before.end());
    return before;
  }

  std::unordered_map<uint32_t, Touched> touched_;
};

}  // namespace

std::vector<Round> make_rounds(const std::vector<const Operator*>& schedule) {
  RoundMaker maker;
  bool alone = false;  // the last one
  for (uint32_t k = 0; k < schedule.size(); ++k) {
    const bool now = !schedule[k];
    if (now || alone) maker.begin();
    maker.add(k, now ? std::vector<Use>() : schedule[k]->uses());
    alone = now;
  }
  return std::move(maker.rounds);
}

}  // namespace myelin
