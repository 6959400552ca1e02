// Snapshots: the engine's bytes, and notes about the seed and the plan.
#include <utility>

#include "model/state.h"

namespace myelin {
namespace {

void write_text(ByteWriter& out, const std::string& text) {
  out.array(std::vector<char>(text.begin(), text.end()));
}

std::string read_text(ByteReader& in) {
  std::vector<char> text;
  in.array(text);
  return {text.begin(), text.end()};
}

}  // namespace

std::vector<uint8_t> Simulation::State::keep(bool everything) const {
  ByteWriter notes;
  notes.value(assembly->seed);
  notes.value(uint8_t(everything && planned));
  if (everything && planned) {
    notes.value(uint64_t(next));
    notes.value(uint8_t(current != nullptr));
    notes.value(engine().goal());
    notes.value(next_check);
    notes.value(uint64_t(stored.size()));
    for (const auto& [name, bytes] : stored) {
      write_text(notes, name);
      notes.array(bytes);
    }
  }
  return engine().snapshot(notes.take());
}

Status Simulation::State::restore(Span<const uint8_t> snapshot, bool everything) {
  std::vector<uint8_t> kept;
  if (Status s = engine().restore(snapshot, &kept); !s) return s;
  ByteReader notes({kept.data(), kept.size()});
  uint64_t seed = assembly->seed;
  uint8_t in_plan = 0, running = 0;
  notes.value(seed);
  notes.value(in_plan);
  equations::set_seed(*assembly, seed);
  equations::sizes_from_arrays(*assembly);
  equations::constants_from_arrays(*assembly);
  if (!everything) return {};
  planned = in_plan != 0;
  current = nullptr;
  if (!planned) return {};
  uint64_t step = 0, count = 0;
  double goal = 0;
  notes.value(step);
  notes.value(running);
  notes.value(goal);
  notes.value(next_check);
  notes.value(count);
  stored.clear();
  for (uint64_t k = 0; k < count && notes.ok(); ++k) {
    const std::string name = read_text(notes);
    notes.array(stored[name]);
  }
  next = std::min<uint64_t>(step, document.run.size());
  const size_t before = runs_before(next);
  if (running && before > 0) {
    current = &runs[before - 1];
    engine().begin_until(goal);
  }
  return {};
}

std::vector<uint8_t> Simulation::snapshot() const { return state_->keep(true); }

Status Simulation::restore(Span<const uint8_t> snapshot) { return state_->restore(snapshot, true); }

// Built once more, and copied into the arrays that are there, so that views stay valid.
Status Simulation::reset() {
  std::unique_ptr<equations::Assembly> running = std::move(state_->assembly);
  // Without threads of its own: a page may have no workers left to give.
  const unsigned threads = std::exchange(state_->options.threads, 1u);
  Status built = state_->build();
  state_->options.threads = threads;
  std::vector<uint8_t> fresh;
  if (built) fresh = state_->keep(false);
  state_->assembly = std::move(running);
  if (!built) return built;
  state_->statistics.run_seconds = 0;
  state_->stored.clear();
  state_->planned = false;
  return state_->restore({fresh.data(), fresh.size()}, true);
}

}  // namespace myelin
