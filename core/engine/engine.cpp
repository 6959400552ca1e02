#include "engine/engine.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>

namespace myelin {
namespace {

constexpr uint64_t kSnapshotMagic = 0x32706e736c79656d;  // "mylesnp2"

}  // namespace

uint32_t Engine::clock(double dt) {
  for (uint32_t k = 0; k < clocks_.size(); ++k) {
    if (clocks_[k].dt == dt) return k;
  }
  clocks_.push_back({dt, steps_until(now_, dt), 0});
  return uint32_t(clocks_.size() - 1);
}

void Engine::add(Placement placement, std::unique_ptr<Operator> what) {
  schedule_.push_back({std::move(placement), std::move(what)});
}

Recording& Engine::add_recording(Recording recording) {
  recordings_.push_back(std::make_unique<Recording>(std::move(recording)));
  return *recordings_.back();
}

void Engine::prepare() {
  const auto rank = [&](const Placement& at) -> const uint8_t& {
    return ranks_.empty() ? at.when.position : ranks_[at.when.position];
  };
  std::stable_sort(schedule_.begin(), schedule_.end(), [&](const auto& a, const auto& b) {
    const Placement &x = a.placement, &y = b.placement;
    return std::tie(rank(x), x.order, x.name) < std::tie(rank(y), y.order, y.name);
  });
  bind();
}

void Engine::bind() {
  for (Scheduled& entry : schedule_) entry.what->bind(store);
}

void Engine::begin(double duration) {
  finished_ = false;
  goal_ = now_ + duration;
  for (Clock& clock : clocks_) {
    clock.step = steps_until(now_, clock.dt);
    clock.end = steps_until(goal_, clock.dt);
  }
}

void Engine::begin_steps(int64_t steps) {
  begin(0);
  const double goal = double(clocks_[0].step + steps) * clocks_[0].dt;
  begin(goal - now_);
  goal_ = goal;
}

bool Engine::at_goal() const {
  return std::all_of(clocks_.begin(), clocks_.end(),
                     [](const Clock& clock) { return clock.step >= clock.end; });
}

Expected<bool> Engine::advance(int64_t iterations) {
  for (; iterations > 0 && !at_goal(); --iterations) {
    if (Status done = iterate(); !done) return done.error();
  }
  if (!at_goal()) return false;
  now_ = goal_;
  if (Status done = finish(); !done) return done.error();
  return true;
}

Status Engine::finish() {
  if (finished_) return {};
  finished_ = true;
  for (const Scheduled& entry : schedule_) {
    const Clock& clock = clocks_[entry.placement.clock];
    entry.what->finish({clock.step, clock.t(), clock.dt, pool_, faults_, memory_});
  }
  if (faults_.raised()) return faults_.take();
  return {};
}

// One step of every clock that is due. Clocks within a ten-thousandth of a step run together.
Status Engine::iterate() {
  double first = std::numeric_limits<double>::infinity(), shortest = first;
  for (const Clock& clock : clocks_) {
    if (clock.step < clock.end) first = std::min(first, clock.t());
    shortest = std::min(shortest, clock.dt);
  }
  const auto due = [&](const Clock& clock) {
    return clock.step < clock.end && clock.t() - first <= 1e-4 * shortest;
  };
  for (const Scheduled& entry : schedule_) {
    const Clock& clock = clocks_[entry.placement.clock];
    if (!due(clock)) continue;
    entry.what->run({clock.step, clock.t(), clock.dt, pool_, faults_, memory_});
  }
  double next = std::numeric_limits<double>::infinity();
  for (Clock& clock : clocks_) {
    if (due(clock)) ++clock.step;
  }
  for (const Clock& clock : clocks_) next = std::min(next, clock.t());
  now_ = std::max(now_, next);
  if (faults_.raised()) return faults_.take();
  return {};
}

uint64_t Engine::recorded_bytes() const {
  uint64_t total = 0;
  for (const auto& recording : recordings_) total += recording->bytes();
  return total;
}

std::string Engine::layout() const {
  Digest digest;
  for (const Clock& clock : clocks_) digest.add(&clock.dt, sizeof clock.dt);
  store.layout(digest);
  for (const Scheduled& entry : schedule_) digest.add(entry.placement.name);
  for (const auto& recording : recordings_) {
    digest.add(recording->name);
    for (const auto& column : recording->columns) digest.add(column.name);
  }
  return digest.hex();
}

std::vector<uint8_t> Engine::snapshot() const {
  ByteWriter out;
  out.value(kSnapshotMagic);
  const std::string layout = this->layout();
  out.raw(layout.data(), layout.size());
  out.value(now_);
  for (const Clock& clock : clocks_) out.value(clock);
  store.save(out);
  for (const Scheduled& entry : schedule_) entry.what->save(out);
  for (const auto& recording : recordings_) recording->save(out);
  std::vector<uint8_t> bytes = out.take();
  const uint64_t check = hash64(bytes.data(), bytes.size(), 0);
  bytes.resize(bytes.size() + sizeof check);
  std::memcpy(bytes.data() + bytes.size() - sizeof check, &check, sizeof check);
  return bytes;
}

// Nothing is changed before it is known that the bytes are whole.
Status Engine::restore(Span<const uint8_t> snapshot) {
  const auto refuse = [](const char* why) {
    return Error{ErrorCode::invalid_argument, "snapshot", why};
  };
  std::string layout = this->layout();
  uint64_t magic = 0, check = 0;
  if (snapshot.size < sizeof magic + layout.size() + sizeof check) {
    return refuse("the snapshot is cut off or damaged");
  }
  const size_t size = snapshot.size - sizeof check;
  std::memcpy(&check, snapshot.data + size, sizeof check);
  ByteReader in(snapshot.subspan(0, size));
  in.value(magic);
  in.raw(layout.data(), layout.size());
  if (magic != kSnapshotMagic) return refuse("these bytes are no snapshot");
  if (check != hash64(snapshot.data, size, 0)) return refuse("the snapshot is cut off or damaged");
  if (layout != this->layout()) return refuse("this snapshot is of another network");
  in.value(now_);
  for (Clock& clock : clocks_) in.value(clock);
  if (Status s = store.load(in); !s) return s;
  bind();
  for (Scheduled& entry : schedule_) entry.what->load(in);
  for (auto& recording : recordings_) recording->load(in);
  if (!in.ok() || !in.at_end()) return refuse("this snapshot is of another network");
  goal_ = now_;
  finished_ = true;
  return {};
}

std::string Engine::digest() const {
  Digest digest;
  digest.add(uint64_t(steps()));  // other clocks follow from it; recordings may bring their own
  store.digest(digest);
  return digest.hex();
}

}  // namespace myelin
