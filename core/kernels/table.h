// The kernel table: one row of function pointers per instruction set.
//
// A kernel is a free function on borrowed arrays; it knows no signal, no operator and no thread.
// All rows compute the same bits: element-wise kernels use only correctly rounded operations, and
// the kernels that add in a fixed order do so one element after another.
//
// Lengths and padding: `n` is the number of elements that count. Arrays named `out` may be written,
// and arrays that are read may be read, up to the next multiple of kPadding elements. Arrays named
// `target` are written exactly where asked, nothing beyond. No pointer needs alignment.
//
// Values are doubles throughout: a boolean is 0.0 or 1.0, an integer is exact up to 2^53.
#pragma once

#include <cstddef>
#include <cstdint>

namespace myelin {

inline constexpr size_t kPadding = 8;

// clang-format off
enum class Unary : uint8_t {
  negate, absolute, sign, square_root, floor, ceil, truncate, logical_not,
  sin, cos, tan, sinh, cosh, tanh, arcsin, arccos, arctan,
  exp, log, log10, expm1, log1p, exprel,
  // Of operations that give values of 32 bits: the nearest float, and functions of one with short
  // polynomials. Names in expressions mean the operations above.
  round_single, exp_single, exprel_single,
  kCount,
};

enum class Binary : uint8_t {
  add, subtract, multiply, divide,
  floor_divide,  // floor(a / b) with the sign rules of Python: -7 // 4 is -2
  modulo,        // a - floor(a / b) * b without rounding surprises; the result has b's sign
  power,
  less, less_equal, greater, greater_equal, equal, not_equal,
  logical_and, logical_or,
  kCount,
};
// clang-format on

// Which operands are arrays (v) and which are one value, read at [0] (s).
enum class Operands : uint8_t { vv, vs, sv, kCount };

// Names a stream of random numbers: (seed, object name) give the key, a call site within the
// object's code gives `site`, a time step gives `step`.
struct RandomKey {
  uint64_t key;
  uint32_t site;
  uint64_t step;
};

using UnaryKernel = void (*)(double* out, const double* a, size_t n);
using BinaryKernel = void (*)(double* out, const double* a, const double* b, size_t n);

// Synapses [begin, begin + count), whose targets are counted from `base`.
struct RowPart {
  uint32_t begin, count, base;
};

// For the synapses of one part after another, in their order:
//
//   target[base + places[k]] += weights[order ? order[k] : k]    or += value
//
// A weight is first rounded to what the targets are; so is the sum.
struct RowAdd {
  void* target;
  const uint16_t* places;
  const void* weights;
  double value;
  const int32_t* order;
  const RowPart* parts;
  size_t count;
};

struct KernelTable {
  const char* name;  // "scalar", "sse4.1", "avx2", "avx512", "neon", "simd128"

  UnaryKernel unary[size_t(Unary::kCount)];
  BinaryKernel binary[size_t(Operands::kCount)][size_t(Binary::kCount)];

  // out[i] = mask[i] != 0 ? a[i] : b[i]. Operands::vs means that b is one value, sv that a is.
  void (*select[size_t(Operands::kCount)])(double* out, const double* mask, const double* a,
                                           const double* b, size_t n);
  void (*fill)(double* out, double value, size_t n);

  // Storage to doubles and back. Stores of integers truncate toward zero and saturate.
  void (*load_u8)(double* out, const uint8_t* source, size_t n);
  void (*load_i32)(double* out, const int32_t* source, size_t n);
  void (*load_f32)(double* out, const float* source, size_t n);
  void (*store_u8)(uint8_t* target, const double* values, size_t n);
  void (*store_i32)(int32_t* target, const double* values, size_t n);
  // Copies, and answers whether every value is finite.
  bool (*store_f64)(double* target, const double* values, size_t n);
  // Rounds to nearest; answers for what is stored.
  bool (*store_f32)(float* target, const double* values, size_t n);

  // out[i] = source[index[i]]. Reads exactly n indices.
  void (*gather_u8)(double* out, const uint8_t* source, const int32_t* index, size_t n);
  void (*gather_i32)(double* out, const int32_t* source, const int32_t* index, size_t n);
  void (*gather_f32)(double* out, const float* source, const int32_t* index, size_t n);
  void (*gather_f64)(double* out, const double* source, const int32_t* index, size_t n);
  // target[index[i]] += values[i], in the order of i: an index may occur many times.
  void (*scatter_add)(double* target, const int32_t* index, const double* values, size_t n);
  void (*scatter_add_one)(double* target, const int32_t* index, double value, size_t n);
  // By the type of the targets (f64, f32) and that of the weights (f64, f32, or one value).
  void (*add_rows[2][3])(const RowAdd& all) noexcept;

  // Writes first + i to `target` for each i with mask[i] != 0, ascending; answers how many.
  // `target` has room for n rounded up to kPadding.
  size_t (*compress)(int32_t* target, const double* mask, int32_t first, size_t n);

  // One number per element, a pure function of (key, site, step, first + i).
  void (*uniform)(double* out, RandomKey key, uint64_t first, size_t n);  // [0, 1), 53 bits
  void (*normal)(double* out, RandomKey key, uint64_t first, size_t n);   // mean 0, variance 1
  // The same for the elements named by an index list.
  void (*uniform_at)(double* out, RandomKey key, const int32_t* index, size_t n);
  void (*normal_at)(double* out, RandomKey key, const int32_t* index, size_t n);
  // Sixteen random bits per element, for a quarter of a uniform number's cost, and independent of
  // it. Exactly n are written.
  void (*random_halves)(uint16_t* out, RandomKey key, uint64_t first, size_t n);
  void (*random_halves_at)(uint16_t* out, RandomKey key, const int32_t* index, size_t n);
};

const KernelTable& kernel_table_scalar() noexcept;
#if defined(__x86_64__)
const KernelTable& kernel_table_sse41() noexcept;
const KernelTable& kernel_table_avx2() noexcept;
const KernelTable& kernel_table_avx512() noexcept;
#elif defined(__aarch64__)
const KernelTable& kernel_table_neon() noexcept;
#elif defined(__wasm_simd128__)
const KernelTable& kernel_table_simd128() noexcept;
#endif

// The widest row that this machine can run.
const KernelTable& best_kernels() noexcept;
// The row with that name ("auto" gives the widest); null if this build or machine has none.
const KernelTable* find_kernels(const char* name) noexcept;
// The rows that this machine can run, narrowest first; null-terminated.
const KernelTable* const* available_kernels() noexcept;

}  // namespace myelin
