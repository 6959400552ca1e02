#include "language/wasm_math.h"

#include <algorithm>
#include <iterator>

#define MYELIN_TARGET symbolic

// In this order: each needs what is above it.
// clang-format off
#include "language/wasm_vectors.h"
#include "simd/math.inl"
#include "simd/math_exp_near.inl"
#include "simd/single/derived.inl"
// clang-format on

namespace myelin::symbolic {
namespace {

uint32_t import_number = 0;  // for leave_if_far(): which function, of how many vectors
uint32_t import_operands = 0;

// The import is a kernel for rows in memory: it reads and writes kPadding elements at once.
void leave_if_far(Vector mask) {
  constexpr uint32_t kVector = 16, kRow = kPadding * 8;
  wasm::Function& f = *writer->function;
  writer->push(mask);
  f.op(Op::v128_any_true);
  f.open(Op::if_);
  for (uint32_t k = 0; k < import_operands; ++k) {
    f.op(Op::global_get, 0);
    f.get(k);
    f.memory(Op::v128_store, (k + 1) * kRow);
  }
  for (uint32_t k = 0; k <= import_operands; ++k) {
    f.op(Op::global_get, 0);
    f.constant(int32_t(k * kRow));
    f.op(Op::i32_add);
  }
  f.constant(kVector / 8);
  f.op(Op::call, import_number);
  f.op(Op::global_get, 0);
  f.memory(Op::v128_load);
  f.op(Op::return_);
  f.op(Op::end);
}

F64 negate(F64 a) { return -a; }

// Of two floats, in doubles: as the first of four.
template <F32 (*kFunction)(F32)>
F64 of_floats(F64 a) {
  const Vector made = kFunction({apply(Op::f32x4_demote_f64x2_zero, a.v)}).v;
  return {apply(Op::f64x2_promote_low_f32x4, made)};
}

using OfOne = F64 (*)(F64);
using OfTwo = F64 (*)(F64, F64);
constexpr OfOne kUnary[size_t(Unary::kCount)] = {negate,
                                                 absolute,
                                                 sign,
                                                 square_root,
                                                 floor,
                                                 ceil,
                                                 truncate,
                                                 nullptr,
                                                 sin,
                                                 cos,
                                                 tan,
                                                 sinh,
                                                 cosh,
                                                 tanh,
                                                 arcsin,
                                                 arccos,
                                                 arctan,
                                                 exp,
                                                 log,
                                                 log10,
                                                 expm1,
                                                 log1p,
                                                 exprel,
                                                 round_single,
                                                 of_floats<exp_single>,
                                                 of_floats<exprel_single>};

F64 add(F64 a, F64 b) { return a + b; }
F64 subtract(F64 a, F64 b) { return a - b; }
F64 multiply(F64 a, F64 b) { return a * b; }
F64 divide(F64 a, F64 b) { return a / b; }
constexpr OfTwo kBinary[] = {add, subtract, multiply, divide, floor_divide, modulo, power};

}  // namespace
}  // namespace myelin::symbolic

namespace myelin::wasm {
namespace {

constexpr uint32_t kIsConstant = 0x80000000;
constexpr uint32_t kParts = 29, kLocal = (1u << kParts) - 1;  // of a local: what is added to 1 part

}  // namespace

Emitter::Emitter() {
  for (size_t k = 0; k < std::size(kUnaryImports); ++k) module.import(Signature::rows1);
  for (size_t k = 0; k < std::size(kBinaryImports); ++k) module.import(Signature::rows2);
  module.import(Signature::numbers2);
  module.import(Signature::numbers3);
}

Vector Emitter::constant(double value) {
  const uint64_t bits = __builtin_bit_cast(uint64_t, value);
  for (uint32_t k = 0; k < constants.size(); ++k) {
    if (__builtin_bit_cast(uint64_t, *constants[k]) == bits) return {k | kIsConstant};
  }
  constants.push_back(std::make_unique<const double>(value));
  return {uint32_t(constants.size() - 1) | kIsConstant};
}

uint32_t Emitter::parts(Vector value) {
  return value.id & kIsConstant ? 1 : 1 + (value.id >> kParts);
}

// What has fewer parts than are asked for is the same for all rows.
void Emitter::push(Vector value, unsigned part) {
  if (!(value.id & kIsConstant)) {
    return function->get((value.id & kLocal) + part % parts(value));
  }
  const double* const place = constants[value.id & ~kIsConstant].get();
  const uint32_t address = uint32_t(reinterpret_cast<uintptr_t>(place));
  if (has_loop) return function->get(function->splat(address));
  function->constant(0);
  function->memory(Op::v128_load64_splat, address);
}

Vector Emitter::fresh(uint32_t parts) {
  const uint32_t local = function->local(Kind::v128);
  for (uint32_t k = 1; k < parts; ++k) function->local(Kind::v128);
  return {local | (parts - 1) << kParts};
}

void Emitter::set(Vector value, unsigned part) { function->set((value.id & kLocal) + part); }

Vector Emitter::pop() {
  const Vector value = fresh(1);
  set(value, 0);
  return value;
}

Vector Emitter::apply(Op op, Vector a) { return compute(op, {a}); }
Vector Emitter::apply(Op op, Vector a, Vector b) { return compute(op, {a, b}); }

Vector Emitter::choose(Vector mask, Vector a, Vector b) {
  if (!(a.id & b.id & kIsConstant)) return compute(Op::v128_bitselect, {a, b, mask});
  // Of two constants: the second, with those bits turned over in which they differ. Processors have
  // no instruction for all of bitselect.
  const auto bits = [&](Vector v) {
    return __builtin_bit_cast(uint64_t, *constants[v.id & ~kIsConstant]);
  };
  const Vector differing = constant(__builtin_bit_cast(double, bits(a) ^ bits(b)));
  const Vector turned = apply(Op::v128_and, mask, differing);
  return bits(b) ? apply(Op::v128_xor, turned, b) : turned;
}

Vector Emitter::compute(Op op, std::initializer_list<Vector> operands, int count) {
  // Nothing is changed by subtracting +0.
  const Vector* const last = operands.end() - 1;
  if (op == Op::f64x2_sub && last->id == constant(0.0).id) return *operands.begin();
  uint32_t most = 1;
  for (const Vector operand : operands) most = std::max(most, parts(operand));
  const Vector result = fresh(most);
  for (unsigned part = 0; part < most; ++part) {
    for (const Vector operand : operands) push(operand, part);
    if (count >= 0) function->constant(count);
    function->op(op);
    set(result, part);
  }
  return result;
}

// Whether the function under construction has room for another one.
bool Emitter::expands(bool leaves_if_far) const {
  constexpr size_t kMost = 32000;  // bytes: what browsers optimize within moments
  return !leaves_if_far && has_loop && function->size() < kMost;
}

Vector Emitter::unary(Unary which, Vector a) {
  const size_t index = size_t(which);
  const bool small = which < Unary::logical_not;
  const bool far = which == Unary::sin || which == Unary::cos || which == Unary::tan;
  if (!small && !expands(far)) return call(index, &a, 1);
  if (splits(which)) {
    FunctionOf made{which, a};
    near_or_call(&made, 1);
    return made.result;
  }
  symbolic::writer = this;
  return symbolic::kUnary[index]({a}).v;
}

bool Emitter::splits(Unary which) const {
  return (which == Unary::exp || which == Unary::exprel) && expands(false);
}

void Emitter::near_or_call(FunctionOf* all, size_t count) {
  symbolic::writer = this;
  for (size_t k = 0; k < count; ++k) {
    const Vector a = all[k].argument;
    const bool relative = all[k].which == Unary::exprel;
    const double limit = relative ? symbolic::kExprelNear : symbolic::kExpNear;
    const Vector near = (absolute(symbolic::F64{a}) <= symbolic::splat(limit)).v;
    for (unsigned part = 0; part < parts(a); ++part) {
      push(near, part);
      if (k + part) function->op(Op::v128_and);
    }
    all[k].result = fresh(parts(a));
  }
  function->op(Op::i64x2_bitmask);
  function->constant(3);
  function->op(Op::i32_eq);
  function->open(Op::if_);
  for (size_t k = 0; k < count; ++k) {
    const symbolic::F64 x{all[k].argument};
    copy(all[k].result, (all[k].which == Unary::exprel ? exprel_near(x) : exp_near(x)).v);
  }
  function->op(Op::else_);
  for (size_t k = 0; k < count; ++k) {
    copy(all[k].result, call(size_t(all[k].which), &all[k].argument, 1));
  }
  function->op(Op::end);
}

void Emitter::copy(Vector to, Vector from) {
  for (unsigned part = 0; part < parts(to); ++part) {
    push(from, part);
    set(to, part);
  }
}

Vector Emitter::unary_of_floats(Unary which, Vector a) {
  symbolic::writer = this;
  return which == Unary::exp_single ? symbolic::exp_single(symbolic::F32{a}).v
                                    : symbolic::exprel_single(symbolic::F32{a}).v;
}

Vector Emitter::binary(Binary which, Vector a, Vector b) {
  const Vector arguments[] = {a, b};
  const bool small = which <= Binary::divide;
  if (!small && !expands(which != Binary::power)) {
    return call(size_t(Unary::kCount) + size_t(which), arguments, 2);
  }
  symbolic::writer = this;
  return symbolic::kBinary[size_t(which)]({a}, {b}).v;
}

// The others are written once in a module.
Vector Emitter::call(size_t which, const Vector* arguments, uint32_t count) {
  uint32_t& number = numbers_[which];
  if (!number) {
    number = module.reserve(count == 1 ? Signature::unary : Signature::binary);
    Function body(count);
    Function* const outer = function;
    const bool outer_has_loop = has_loop;
    function = &body;
    has_loop = false;
    symbolic::writer = this;
    symbolic::import_operands = count;
    if (count == 1) {
      for (uint32_t k = 0; k < std::size(kUnaryImports); ++k) {
        if (size_t(kUnaryImports[k]) == which) symbolic::import_number = k;
      }
      push(symbolic::kUnary[which]({Vector{0}}).v);
    } else {
      const size_t binary = which - size_t(Unary::kCount);
      for (uint32_t k = 0; k < std::size(kBinaryImports); ++k) {
        const uint32_t import = uint32_t(std::size(kUnaryImports)) + k;
        if (size_t(kBinaryImports[k]) == binary) symbolic::import_number = import;
      }
      push(symbolic::kBinary[binary]({Vector{0}}, {Vector{1}}).v);
    }
    module.define(number, body);
    function = outer;
    has_loop = outer_has_loop;
  }
  uint32_t most = 1;
  for (uint32_t k = 0; k < count; ++k) most = std::max(most, parts(arguments[k]));
  const Vector result = fresh(most);
  for (unsigned part = 0; part < most; ++part) {
    for (uint32_t k = 0; k < count; ++k) push(arguments[k], part);
    function->op(Op::call, number);
    set(result, part);
  }
  return result;
}

}  // namespace myelin::wasm
