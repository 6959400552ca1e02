#include "engine/engine.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace myelin {
namespace {

constexpr uint64_t kSnapshotMagic = 0x32706e736c79656d;  // "mylesnp2"

}  // namespace

uint32_t Engine::clock(double dt) {
  for (uint32_t k = 0; k < clocks_.size(); ++k) {
    if (clocks_[k].dt == dt) return k;
  }
  return add_clock(dt);
}

uint32_t Engine::add_clock(double dt) {
  clocks_.push_back({dt, steps_until(now_, dt), 0});
  return uint32_t(clocks_.size() - 1);
}

Status Engine::set_dt(uint32_t clock, double dt) {
  Clock& changed = clocks_[clock];
  const int64_t step = std::max(changed.step, steps_until(now_, changed.dt));
  const double t = double(step) * changed.dt, steps = std::floor(t / dt + 0.5);
  if (!(std::fabs(steps * dt - t) <= 1e-4 * dt) || steps > 9e15) {
    return Error{ErrorCode::invalid_argument, "dt",
                 "the time of the clock is " + format_number(t) +
                     " s, which is no multiple of the new dt of " + format_number(dt) + " s"};
  }
  changed = {dt, int64_t(steps), int64_t(steps)};
  return {};
}

void Engine::add(Placement placement, std::unique_ptr<Operator> what) {
  schedule_.push_back({std::move(placement), std::move(what), owner});
}

bool Engine::set_active(std::string_view owner, bool active) {
  bool found = false;
  for (Scheduled& entry : schedule_) {
    if (entry.owner != owner) continue;
    found = true;
    if (entry.active && !active) entry.what->rest();
    entry.active = active;
  }
  return found;
}

Recording& Engine::add_recording(Recording recording) {
  recordings_.push_back(std::make_unique<Recording>(std::move(recording)));
  return *recordings_.back();
}

void Engine::sort() {
  const auto rank = [&](const Placement& at) -> const uint8_t& {
    return ranks_.empty() ? at.when.position : ranks_[at.when.position];
  };
  const auto before = [&](const Placement& a, const Placement& b) {
    return std::tie(rank(a), a.order, a.name) < std::tie(rank(b), b.order, b.name);
  };
  // By insertion: stable, little code, and operators are few and partly in order.
  for (size_t i = 1; i < schedule_.size(); ++i) {
    for (size_t j = i; j > 0 && before(schedule_[j].placement, schedule_[j - 1].placement); --j) {
      std::swap(schedule_[j], schedule_[j - 1]);
    }
  }
}

void Engine::insert(Placement placement, std::unique_ptr<Operator> what) {
  what->bind(store);
  schedule_.push_back({std::move(placement), std::move(what), {}, true, true});
  sort();
  planned_ = false;
}

void Engine::prepare() {
  sort();
  built_dt_.clear();
  for (const Clock& clock : clocks_) built_dt_.push_back(clock.dt);
  bind();
}

void Engine::bind() {
  for (Scheduled& entry : schedule_) entry.what->bind(store);
  memory_.set_used(store.bytes() + kept_bytes());
  planned_ = false;
}

// A clock whose dt has changed may stand later than the end of the last run.
void Engine::begin_until(double goal) {
  finished_ = false;
  goal_ = goal;
  stopping_ = false;
  for (Clock& clock : clocks_) {
    clock.step = std::max(clock.step, steps_until(now_, clock.dt));
    clock.end = steps_until(goal_, clock.dt);
  }
}

void Engine::begin_steps(int64_t steps) {
  begin(0);
  const double goal = double(clocks_[0].step + steps) * clocks_[0].dt;
  begin_until(goal);
}

bool Engine::at_goal() const {
  return std::all_of(clocks_.begin(), clocks_.end(),
                     [](const Clock& clock) { return clock.step >= clock.end; });
}

Expected<bool> Engine::advance(int64_t iterations) {
  for (; iterations > 0 && !at_goal(); --iterations) {
    if (Status done = iterate(); !done) return done.error();
    if (!stopping_) continue;
    begin_until(now_);
    break;
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
    if (!entry.active) continue;
    const Clock& clock = clocks_[entry.placement.clock];
    entry.what->finish({clock.step, clock.t(), clock.dt, pool_, faults_, memory_});
  }
  if (faults_.raised()) return faults_.take();
  return {};
}

uint64_t Engine::kept_bytes() const {
  uint64_t total = 0;
  for (const auto& recording : recordings_) total += recording->capacity_bytes();
  return total;
}

uint64_t Engine::recorded_bytes() const {
  uint64_t total = 0;
  for (const auto& recording : recordings_) total += recording->bytes();
  return total;
}

// A run may change lengths of steps: those are state, and those that were built are layout.
std::string Engine::layout() const {
  Digest digest;
  digest.add(built_dt_.data(), built_dt_.size() * sizeof(double));
  store.layout(digest);
  for (const Scheduled& entry : schedule_) {
    if (!entry.host) digest.add(entry.placement.name);
  }
  for (const auto& recording : recordings_) {
    digest.add(recording->name);
    for (const auto& column : recording->columns) digest.add(column.name);
  }
  return digest.hex();
}

std::vector<uint8_t> Engine::snapshot(const std::vector<uint8_t>& notes) const {
  ByteWriter out;
  out.value(kSnapshotMagic);
  const std::string layout = this->layout();
  out.raw(layout.data(), layout.size());
  out.value(recorded_bytes());
  out.value(now_);
  for (size_t k = 0; k < built_dt_.size(); ++k) out.value(clocks_[k]);
  store.save(out);
  for (const Scheduled& entry : schedule_) {
    if (entry.host) continue;
    out.value(uint8_t(entry.active));
    entry.what->save(out);
  }
  for (const auto& recording : recordings_) recording->save(out);
  out.array(notes);
  std::vector<uint8_t> bytes = out.take();
  const uint64_t check = hash64(bytes.data(), bytes.size(), 0);
  bytes.resize(bytes.size() + sizeof check);
  std::memcpy(bytes.data() + bytes.size() - sizeof check, &check, sizeof check);
  return bytes;
}

// Nothing is changed before it is known that the bytes are whole, of this network, and fit.
Status Engine::restore(Span<const uint8_t> snapshot, std::vector<uint8_t>* notes) {
  const auto refuse = [](const char* why) {
    return Error{ErrorCode::invalid_argument, "snapshot", why};
  };
  std::string layout = this->layout();
  uint64_t magic = 0, check = 0, recorded = 0;
  if (snapshot.size < sizeof magic + layout.size() + sizeof recorded + sizeof check) {
    return refuse("the snapshot is cut off or damaged");
  }
  const size_t size = snapshot.size - sizeof check;
  std::memcpy(&check, snapshot.data + size, sizeof check);
  ByteReader in(snapshot.subspan(0, size));
  in.value(magic);
  in.raw(layout.data(), layout.size());
  in.value(recorded);
  if (magic != kSnapshotMagic) return refuse("these bytes are no snapshot");
  if (check != hash64(snapshot.data, size, 0)) return refuse("the snapshot is cut off or damaged");
  if (layout != this->layout()) return refuse("this snapshot is of another network");
  if (recorded > memory_.limit() || store.bytes() > memory_.limit() - recorded) {
    return Error{ErrorCode::memory, "snapshot",
                 "its recordings of " + format_bytes(recorded) +
                     " do not fit into the memory limit of " + format_bytes(memory_.limit())};
  }
  const double now = now_;
  const std::vector<Clock> clocks = clocks_;
  in.value(now_);
  for (size_t k = 0; k < clocks_.size(); ++k) {
    if (k < built_dt_.size()) {
      in.value(clocks_[k]);
    } else {
      clocks_[k].step = steps_until(now_, clocks_[k].dt);
    }
  }
  if (Status s = store.load(in); !s) {
    now_ = now;
    clocks_ = clocks;
    bind();  // arrays may have moved
    return s;
  }
  bind();
  for (Scheduled& entry : schedule_) {
    uint8_t active = 0;
    if (entry.host) continue;
    in.value(active);
    entry.active = active != 0;
    entry.what->load(in);
  }
  for (auto& recording : recordings_) recording->load(in);
  std::vector<uint8_t> rest;
  in.array(rest);
  if (!in.ok() || !in.at_end()) return refuse("this snapshot is of another network");
  if (notes) *notes = std::move(rest);
  memory_.set_used(store.bytes() + kept_bytes());
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
