// Encodes WebAssembly modules: the little that generated kernels need of the binary format.
//
// A Function collects the body of one function, a Module puts functions behind each other. Modules
// import the engine's memory ("m" "m"), an address (global "m" "s") and functions ("m" "0", "1"
// ...), and export functions under their numbers.
//
// Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace myelin::wasm {

// The bytes of value types in signatures and declarations.
enum class Kind : uint8_t { i32 = 0x7F, i64 = 0x7E, f32 = 0x7D, f64 = 0x7C, v128 = 0x7B };

// Opcodes; those of vectors are numbered from 0x100.
// clang-format off
enum class Op : uint16_t {
  block = 0x02, loop = 0x03, if_ = 0x04, else_ = 0x05, end = 0x0B, br = 0x0C, br_if = 0x0D,
  return_ = 0x0F, call = 0x10, select = 0x1B,
  local_get = 0x20, local_set = 0x21, local_tee = 0x22, global_get = 0x23,
  i32_load = 0x28, f32_load = 0x2A, f64_load = 0x2B, i32_load8_u = 0x2D, i32_load16_u = 0x2F,
  i32_store = 0x36, f32_store = 0x38, f64_store = 0x39, i32_store8 = 0x3A, i32_store16 = 0x3B,
  i32_const = 0x41, i64_const = 0x42, f64_const = 0x44, i32_ctz = 0x68,
  i32_eqz = 0x45, i32_eq = 0x46, i32_ne = 0x47, i32_lt_s = 0x48, i32_lt_u = 0x49, i32_gt_s = 0x4A,
  i32_le_s = 0x4C, i32_ge_s = 0x4E, i32_ge_u = 0x4F,
  i32_add = 0x6A, i32_sub = 0x6B, i32_mul = 0x6C, i32_and = 0x71, i32_or = 0x72, i32_shl = 0x74,
  i32_shr_u = 0x76,
  f64_add = 0xA0, f64_sub = 0xA1, f64_mul = 0xA2, f64_div = 0xA3,
  f32_demote_f64 = 0xB6, f64_convert_i32_s = 0xB7, f64_convert_i32_u = 0xB8, f64_promote_f32 = 0xBB,

  v128_load = 0x100, v128_load64_splat = 0x10A, v128_store = 0x10B, v128_const = 0x10C,
  i8x16_shuffle = 0x10D,
  i32x4_splat = 0x111, i64x2_splat = 0x112, f64x2_splat = 0x114,
  i32x4_extract_lane = 0x11B, f64x2_extract_lane = 0x121, f64x2_replace_lane = 0x122,
  f32x4_eq = 0x141, f32x4_ne = 0x142, f32x4_lt = 0x143, f32x4_gt = 0x144, f32x4_le = 0x145,
  f32x4_ge = 0x146,
  f64x2_eq = 0x147, f64x2_ne = 0x148, f64x2_lt = 0x149, f64x2_gt = 0x14A, f64x2_le = 0x14B,
  f64x2_ge = 0x14C,
  v128_not = 0x14D, v128_and = 0x14E, v128_or = 0x150, v128_xor = 0x151, v128_bitselect = 0x152,
  v128_any_true = 0x153,
  v128_load64_lane = 0x157, v128_store64_lane = 0x15B, v128_load64_zero = 0x15D,
  f32x4_demote_f64x2_zero = 0x15E, f64x2_promote_low_f32x4 = 0x15F,
  f32x4_ceil = 0x167, f32x4_floor = 0x168, f32x4_trunc = 0x169,
  f64x2_ceil = 0x174, f64x2_floor = 0x175, f64x2_trunc = 0x17A,
  i16x8_extend_low_i8x16_u = 0x189, i32x4_bitmask = 0x1A4, i32x4_extend_low_i16x8_u = 0x1A9,
  i32x4_shl = 0x1AB, i32x4_shr_u = 0x1AD, i32x4_sub = 0x1B1,
  i64x2_bitmask = 0x1C4, i64x2_extend_low_i32x4_s = 0x1C7, i64x2_extend_high_i32x4_s = 0x1C8,
  i64x2_shl = 0x1CB, i64x2_shr_u = 0x1CD, i64x2_add = 0x1CE, i64x2_sub = 0x1D1,
  f32x4_abs = 0x1E0, f32x4_neg = 0x1E1, f32x4_sqrt = 0x1E3, f32x4_add = 0x1E4, f32x4_sub = 0x1E5,
  f32x4_mul = 0x1E6, f32x4_div = 0x1E7, f32x4_pmin = 0x1EA, f32x4_pmax = 0x1EB,
  f32x4_convert_i32x4_s = 0x1FA,
  f64x2_abs = 0x1EC, f64x2_neg = 0x1ED, f64x2_sqrt = 0x1EF, f64x2_add = 0x1F0, f64x2_sub = 0x1F1,
  f64x2_mul = 0x1F2, f64x2_div = 0x1F3, f64x2_pmin = 0x1F6, f64x2_pmax = 0x1F7,
  i32x4_trunc_sat_f64x2_s_zero = 0x1FC, f64x2_convert_low_i32x4_s = 0x1FE,
};
// clang-format on

using Bytes = std::vector<uint8_t>;

void put_unsigned(Bytes& out, uint64_t value);  // LEB128
void put_signed(Bytes& out, int64_t value);

// A body under construction. Parameters are the first locals.
class Function {
 public:
  explicit Function(uint32_t parameters) : parameters_(parameters) {}

  uint32_t local(Kind kind) {
    kinds_.push_back(kind);
    return parameters_ + uint32_t(kinds_.size()) - 1;
  }
  void op(Op op);
  // With a number behind it: a local, a function, a lane, the depth of a label.
  void op(Op op, uint32_t immediate);
  void get(uint32_t local) { op(Op::local_get, local); }
  void set(uint32_t local) { op(Op::local_set, local); }
  void tee(uint32_t local) { op(Op::local_tee, local); }
  void constant(int32_t value);
  // A local with the double at that address in both lanes, fetched before anything else is done.
  uint32_t splat(uint32_t address);
  size_t size() const { return code_.size(); }
  // block, loop and if without a result; closed by Op::end.
  void open(Op structure);
  // Loads and stores at address + offset. No alignment is promised.
  void memory(Op op, uint32_t offset = 0);
  void memory_lane(Op op, uint32_t offset, uint8_t lane);
  void f64(double value);
  // Of the eight lanes of 32 bits of two vectors, these four.
  void shuffle(std::initializer_list<uint8_t> lanes);

  // Size, declarations of locals, code.
  void finish(Bytes& out) const;

 private:
  uint32_t parameters_;
  std::vector<Kind> kinds_;
  Bytes code_, head_;
  std::vector<std::pair<uint32_t, uint32_t>> splats_;  // addresses and locals
};

// What functions take and give.
enum class Signature : uint8_t {
  kernel,    // (i32)
  unary,     // (v128) -> v128
  binary,    // (v128, v128) -> v128
  rows1,     // (i32, i32, i32): UnaryKernel
  rows2,     // (i32, i32, i32, i32): BinaryKernel
  numbers2,  // (f64, f64) -> f64
  numbers3,  // (f64, f64, f64) -> f64
  kCount,
};

class Module {
 public:
  // Functions are numbered in the order of these calls, imports first.
  uint32_t import(Signature signature);
  uint32_t reserve(Signature signature);  // a number; the body comes later
  void define(uint32_t number, const Function& function);
  void expose(uint32_t number) { exports_.push_back(number); }

  size_t exports() const { return exports_.size(); }
  // `shared`: the memory is one of several threads.
  Bytes finish(bool shared) const;

 private:
  std::vector<Signature> imports_, functions_;
  std::vector<Bytes> bodies_;
  std::vector<uint32_t> exports_;
};

}  // namespace myelin::wasm
