// What a monitor has recorded: columns that grow while the network runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "engine/operator.h"

namespace myelin {

enum class RecordingKind : uint8_t { spikes, states, rate };

class Recording {
 public:
  struct Column {
    std::string name, unit;
    std::vector<double> values;  // states: samples x elements, row by row; else one per event
  };

  std::string name, of;
  std::string event;  // spikes: what was recorded, if it was another event
  RecordingKind kind = RecordingKind::spikes;
  int64_t elements = 0;        // how many elements `of` has
  std::vector<int32_t> index;  // states: the recorded elements
  std::vector<double> t;       // s: one per spike, or one per sample
  std::vector<int32_t> i;      // spikes: which element
  std::vector<Column> columns;
  size_t in_use = 0;  // how many of the newest rows the next ones still depend on

  // Makes room for `events` more rows of every column; false (and a fault) if memory runs out.
  bool reserve(size_t events, const StepContext& context);
  void clear();
  void drop_last();  // sample of states
  // Drops what was recorded before a time, s; its room serves again.
  void forget(double before);
  uint64_t bytes() const;
  uint64_t capacity_bytes() const;  // what was taken of the memory

  void save(ByteWriter& out) const;
  void load(ByteReader& in);
};

}  // namespace myelin
