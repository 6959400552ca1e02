// What a call of Interpreter::run works on.
#pragma once

#include <algorithm>

#include "language/interpreter.h"

namespace myelin {

// Values may be up to a block long, plus the lanes that a kernel writes beyond the end.
inline constexpr size_t kStride = kBlock + kPadding;

inline int32_t saturate(double value) {
  if (!(value == value)) return 0;
  return int32_t(std::clamp(value, -2147483648.0, 2147483647.0));
}

// The rows of one block and the registers to use.
struct Interpreter::Frame {
  Rows rows;
  double* registers = nullptr;  // or the uniform slots
  const int32_t *pre = nullptr, *post = nullptr;
  int32_t* index = nullptr;  // scratch
  double* arguments = nullptr;
  NotFinite* not_finite = nullptr;
  bool uniform = false;  // the prologue: one row, results in uniform slots

  const int32_t* through(Indexing indexing) const {
    return indexing == Indexing::pre ? pre : indexing == Indexing::post ? post : rows.list;
  }
};

}  // namespace myelin
