// One result per element: the loops around the operations of core/simd.
//
// A pass covers kPadding elements whatever the width of a vector, which also unrolls the narrow
// targets. `out` may be an operand: a pass loads a vector before it stores it.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

// In wasm they are for the interpreter alone: generated code has operations of its own.
#if defined(__wasm__)
#define MYELIN_LOOP [[gnu::flatten, clang::minsize]]
#else
#define MYELIN_LOOP [[gnu::flatten]]
#endif

inline constexpr size_t kVectors = kPadding / F64::kLanes;

inline F64 negate(F64 a) { return -a; }
inline F64 logical_not(F64 a) { return one_where(a == splat(0.0)); }

inline F64 add(F64 a, F64 b) { return a + b; }
inline F64 subtract(F64 a, F64 b) { return a - b; }
inline F64 multiply(F64 a, F64 b) { return a * b; }
inline F64 divide(F64 a, F64 b) { return a / b; }
inline F64 less(F64 a, F64 b) { return one_where(a < b); }
inline F64 less_equal(F64 a, F64 b) { return one_where(a <= b); }
inline F64 greater(F64 a, F64 b) { return one_where(a > b); }
inline F64 greater_equal(F64 a, F64 b) { return one_where(a >= b); }
inline F64 equal(F64 a, F64 b) { return one_where(a == b); }
inline F64 not_equal(F64 a, F64 b) { return one_where(a != b); }
inline M64 is_true(F64 a) { return a != splat(0.0); }
inline F64 logical_and(F64 a, F64 b) { return one_where(is_true(a) & is_true(b)); }
inline F64 logical_or(F64 a, F64 b) { return one_where(is_true(a) | is_true(b)); }
inline F64 choose(F64 mask, F64 a, F64 b) { return select(is_true(mask), a, b); }

template <F64 (*kOperation)(F64)>
MYELIN_LOOP void map(double* out, const double* a, size_t n) {
  for (size_t i = 0; i < n; i += kPadding) {
    for (size_t v = 0; v < kVectors; ++v) {
      const size_t at = i + v * F64::kLanes;
      store(out + at, kOperation(load(a + at)));
    }
  }
}

// Fetches an operand: an array, or one value that is kept in a register.
struct ArrayOperand {
  explicit ArrayOperand(const double* p) : values(p) {}
  F64 operator()(size_t i) const { return load(values + i); }
  const double* values;
};
struct ValueOperand {
  explicit ValueOperand(const double* p) : value(splat(*p)) {}
  F64 operator()(size_t) const { return value; }
  F64 value;
};

template <F64 (*kOperation)(F64, F64), class A, class B>
MYELIN_LOOP void map(double* out, const double* a, const double* b, size_t n) {
  const A first(a);
  const B second(b);
  for (size_t i = 0; i < n; i += kPadding) {
    for (size_t v = 0; v < kVectors; ++v) {
      const size_t at = i + v * F64::kLanes;
      store(out + at, kOperation(first(at), second(at)));
    }
  }
}

template <class A, class B>
MYELIN_LOOP void select_arrays(double* out, const double* mask, const double* a, const double* b,
                               size_t n) {
  const A first(a);
  const B second(b);
  for (size_t i = 0; i < n; i += kPadding) {
    for (size_t v = 0; v < kVectors; ++v) {
      const size_t at = i + v * F64::kLanes;
      store(out + at, choose(load(mask + at), first(at), second(at)));
    }
  }
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#undef MYELIN_LOOP
