#include "engine/recording.h"

#include <algorithm>

#include "base/text.h"

namespace myelin {
namespace {

// Capacities double, so a recording is moved a logarithmic number of times. Answers the bytes that
// the new capacity adds.
template <class T>
uint64_t growth(const std::vector<T>& items, size_t more) {
  if (items.size() + more <= items.capacity()) return 0;
  return (std::max(items.capacity() * 2, items.size() + more) - items.capacity()) * sizeof(T);
}

template <class T>
void grow(std::vector<T>& items, size_t more) {
  if (items.size() + more > items.capacity()) {
    items.reserve(std::max(items.capacity() * 2, items.size() + more));
  }
}

}  // namespace

bool Recording::reserve(size_t events, const StepContext& context) {
  const size_t width = kind == RecordingKind::states ? index.size() : 1;
  uint64_t bytes = growth(t, events);
  if (kind == RecordingKind::spikes) bytes += growth(i, events);
  for (const Column& column : columns) bytes += growth(column.values, events * width);
  if (bytes == 0) return true;
  if (!context.memory.take(bytes)) {
    context.faults.raise(
        0, {ErrorCode::memory, "record '" + name + "'",
            "the recording reached the memory limit of " + format_bytes(context.memory.limit()) +
                " at t = " + format_number(context.t) + " s; what was recorded is kept"});
    return false;
  }
  grow(t, events);
  if (kind == RecordingKind::spikes) grow(i, events);
  for (Column& column : columns) grow(column.values, events * width);
  return true;
}

void Recording::drop_last() {
  t.pop_back();
  for (Column& column : columns) column.values.resize(column.values.size() - index.size());
}

void Recording::forget(double before) {
  const size_t older = size_t(std::lower_bound(t.begin(), t.end(), before) - t.begin());
  const size_t gone = std::min(older, t.size() - std::min(in_use, t.size()));
  const size_t width = kind == RecordingKind::states ? index.size() : 1;
  t.erase(t.begin(), t.begin() + ptrdiff_t(gone));
  if (kind == RecordingKind::spikes) i.erase(i.begin(), i.begin() + ptrdiff_t(gone));
  for (Column& column : columns) {
    column.values.erase(column.values.begin(), column.values.begin() + ptrdiff_t(gone * width));
  }
}

void Recording::clear() {
  t.clear();
  i.clear();
  for (Column& column : columns) column.values.clear();
}

uint64_t Recording::bytes() const {
  uint64_t total = t.size() * sizeof(double) + i.size() * sizeof(int32_t);
  for (const Column& column : columns) total += column.values.size() * sizeof(double);
  return total;
}

uint64_t Recording::capacity_bytes() const {
  uint64_t total = t.capacity() * sizeof(double) + i.capacity() * sizeof(int32_t);
  for (const Column& column : columns) total += column.values.capacity() * sizeof(double);
  return total;
}

void Recording::save(ByteWriter& out) const {
  out.array(t);
  out.array(i);
  for (const Column& column : columns) out.array(column.values);
}

void Recording::load(ByteReader& in) {
  in.array(t);
  in.array(i);
  for (Column& column : columns) in.array(column.values);
}

}  // namespace myelin
