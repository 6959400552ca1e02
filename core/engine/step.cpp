// What Engine does in a step.
#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "engine/engine.h"

namespace myelin {
namespace {

constexpr double kWorthThreads = 2e-6;  // s

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

// One step of every clock that is due.
Status Engine::iterate() {
  first_ = std::numeric_limits<double>::infinity();
  double shortest = first_, next = first_;
  for (const Clock& clock : clocks_) {
    if (clock.step < clock.end) first_ = std::min(first_, clock.t());
    shortest = std::min(shortest, clock.dt);
  }
  nearly_ = 1e-4 * shortest;
  if (pool_.threads() > 1) {
    if (!planned_) plan_rounds();
    for (Round& round : rounds_) run_round(round);
  } else {
    for (Scheduled& entry : schedule_) {
      if (is_due(entry)) run(entry, pool_);
    }
  }
  for (Clock& clock : clocks_) {
    if (is_due(clock)) ++clock.step;
  }
  for (const Clock& clock : clocks_) next = std::min(next, clock.t());
  now_ = std::max(now_, next);
  if (faults_.raised()) return faults_.take();
  return {};
}

StepContext Engine::context_of(const Scheduled& entry, Pool& pool) {
  const Clock& clock = clocks_[entry.placement.clock];
  const uint32_t place = uint32_t(&entry - schedule_.data());
  return {clock.step, clock.t(), clock.dt, pool, {faults_, place}, memory_};
}

void Engine::run(Scheduled& entry, Pool& pool) {
  const double start = profiled ? seconds_now() : 0;
  entry.what->run(context_of(entry, pool));
  if (!profiled) return;
  entry.seconds += seconds_now() - start;
  ++entry.calls;
}

// --- with threads --------------------------------------------------------------------------------

void Engine::plan_rounds() {
  planned_ = true;
  std::vector<const Operator*> operators;
  for (const Scheduled& entry : schedule_) {
    const bool may = !entry.host && entry.what->keeps_to_uses();
    operators.push_back(may ? entry.what.get() : nullptr);
  }
  rounds_ = make_rounds(operators);
}

void Engine::run_round(Round& round) {
  const bool several = round.chains.size() > 1, trying = several && !way && round.trial.trying();
  const Trial::Way now = !several ? Trial::Way::in_turn : way ? *way : round.trial.way();
  const double start = trying ? seconds_now() : 0;
  if (now == Trial::Way::together) {
    pool_.run(round.chains.size(), [&](size_t k, unsigned) {
      for (const uint32_t place : round.chains[k].operators) {
        if (is_due(schedule_[place])) run(schedule_[place], alone_);
      }
    });
  } else {
    double last = start;
    for (Round::Chain& chain : round.chains) {
      run_chain({chain.operators.data(), chain.operators.size()});
      if (!trying) continue;
      const double end = seconds_now();
      chain.seconds += end - std::exchange(last, end);
    }
  }
  if (!several || way) return;
  if (round.trial.took(trying ? seconds_now() - start : 0)) round.share_out(pool_.threads());
}

void Engine::run_chain(Span<const uint32_t> places) {
  for (size_t k = 0; k < places.size;) {
    const size_t done = run_pieces(places.subspan(k, places.size - k));
    if (done == 0 && is_due(schedule_[places[k]])) run(schedule_[places[k]], pool_);
    k += std::max<size_t>(done, 1);
  }
}

// Runs operators with the same cut, from the first one on; answers how many there were.
size_t Engine::run_pieces(Span<const uint32_t> places) {
  const double start = profiled ? seconds_now() : 0;
  InPieces::Cut cut;
  double expected = 0;
  size_t taken = 0;
  cut_.clear();
  for (; taken < places.size && !(profiled && taken); ++taken) {
    const Scheduled& entry = schedule_[places[taken]];
    InPieces* const next = is_due(entry) ? entry.what->in_pieces() : nullptr;
    if (!next || (taken && !(next->cut() == cut))) break;
    cut = next->cut();
    expected += next->begin(context_of(entry, pool_));
    cut_.push_back(next);
  }
  if (expected >= kWorthThreads && cut.count > 1) {
    pool_.run(cut.count, [&](size_t piece, unsigned thread) {
      for (InPieces* one : cut_) one->piece(uint32_t(piece), thread);
    });
  } else {
    for (InPieces* one : cut_) one->all_pieces();
  }
  for (InPieces* one : cut_) one->end();
  if (profiled && taken) {
    schedule_[places[0]].seconds += seconds_now() - start;
    ++schedule_[places[0]].calls;
  }
  return taken;
}

}  // namespace myelin
