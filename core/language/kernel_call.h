// What generated code and its caller hand to each other: a plain struct of borrowed pointers.
//
// Generated C++ includes this header too, so nothing but sizes may enter.
#pragma once

#include <cstddef>
#include <cstdint>

namespace myelin {

// What a generated function gets and answers. In wasm32 pointers and sizes have 32 bits; whoever
// emits code there takes offsets from offsetof().
//
// Arrays that hold a row's own elements may be read up to kPadding elements beyond the last row,
// never written there. `list`, `pre` and `post` are read for the named rows only.
struct KernelCall {
  void* const* arrays = nullptr;  // of the program's variables: where element 0 is
  // The element that row 0, 1, ... has in arrays with Indexing::pre and post; null if there are
  // no such variables.
  const int32_t* pre = nullptr;
  const int32_t* post = nullptr;
  const int32_t* list = nullptr;  // the rows; null: first, first + 1, ...
  // Columns that the program's outputs are written to, from `output` on, exactly `count` values.
  double* const* outputs = nullptr;
  // A column of `count` values for each instruction of random_instructions(), made by the caller;
  // may be read up to kPadding values beyond.
  const double* const* random = nullptr;
  // KernelSpec::finds: where the found rows go; room for `count` of them.
  int32_t* found_rows = nullptr;
  size_t first = 0, count = 0, output = 0;
  double t = 0, dt = 0, step = 0;

  // Answers. The caller sets them to zero before.
  size_t found = 0;         // how many rows are in found_rows
  uint32_t not_finite = 0;  // 1: a double was stored (Code::store) that is NaN or infinite
  // The first such store through an index (or to a shared variable). Stores to rows need not be
  // named: the caller looks there by itself.
  uint32_t variable = 0;
  size_t element = 0;
  double value = 0;
};

using KernelFunction = void (*)(KernelCall*);

}  // namespace myelin
