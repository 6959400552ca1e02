// Four rows at once whose values have 32 bits: one vector of floats, or two of doubles. Or eight.
#include "language/single.h"
#include "language/wasm_writer.h"

namespace myelin::wasm {

// --- from one form to the other ------------------------------------------------------------------

Vector Writer::join(Vector doubles) {
  const uint32_t parts = (emitter_.parts(doubles) + 1) / 2;
  const Vector made = emitter_.fresh(parts);
  for (unsigned part = 0; part < parts; ++part) {
    for (unsigned half = 0; half < 2; ++half) {
      emitter_.push(doubles, 2 * part + half);
      f_.op(Op::f32x4_demote_f64x2_zero);
    }
    f_.shuffle({0, 1, 4, 5});
    emitter_.set(made, part);
  }
  return made;
}

Vector Writer::part(Vector singles) {
  const uint32_t parts = 2 * emitter_.parts(singles);
  const Vector made = emitter_.fresh(parts);
  for (unsigned part = 0; part < parts; ++part) {
    emitter_.push(singles, part / 2);
    if (part % 2) {
      emitter_.push(singles, part / 2);
      f_.shuffle({2, 3, 2, 3});
    }
    f_.op(Op::f64x2_promote_low_f32x4);
    emitter_.set(made, part);
  }
  return made;
}

Vector Writer::join_mask(Vector mask) {
  const uint32_t parts = (emitter_.parts(mask) + 1) / 2;
  const Vector made = emitter_.fresh(parts);
  for (unsigned part = 0; part < parts; ++part) {
    emitter_.push(mask, 2 * part);
    emitter_.push(mask, 2 * part + 1);
    f_.shuffle({0, 2, 4, 6});
    emitter_.set(made, part);
  }
  return made;
}

Vector Writer::part_mask(Vector mask) {
  const uint32_t parts = 2 * emitter_.parts(mask);
  const Vector made = emitter_.fresh(parts);
  for (unsigned part = 0; part < parts; ++part) {
    emitter_.push(mask, part / 2);
    f_.op(part % 2 ? Op::i64x2_extend_high_i32x4_s : Op::i64x2_extend_low_i32x4_s);
    emitter_.set(made, part);
  }
  return made;
}

Vector Writer::float_constant(float value) {
  const uint64_t bits = __builtin_bit_cast(uint32_t, value);
  return emitter_.constant(__builtin_bit_cast(double, bits << 32 | bits));
}

Vector Writer::floats(uint32_t id) {
  const Value& value = values_[id];
  if (value.mask) return emitter_.apply(Op::v128_and, float_mask(id), float_constant(1));
  if (value.single) return value.vector;
  return singles_[id].id ? singles_[id] : join(value.vector);
}

Vector Writer::float_mask(uint32_t id) {
  const Value& value = values_[id];
  if (value.mask) return value.single ? value.vector : join_mask(value.vector);
  const Vector zero = emitter_.constant(0.0);
  if (value.single) return emitter_.apply(Op::f32x4_ne, value.vector, zero);
  return join_mask(emitter_.apply(Op::f64x2_ne, value.vector, zero));
}

// --- operations ----------------------------------------------------------------------------------

Value Writer::float_unary(const Instruction& i) {
  constexpr Op kNone = Op::end;
  constexpr Op kOps[] = {Op::f32x4_neg,   Op::f32x4_abs,  kNone,          Op::f32x4_sqrt,
                         Op::f32x4_floor, Op::f32x4_ceil, Op::f32x4_trunc};
  const auto which = Unary(i.kernel);
  if (which == Unary::logical_not) {
    return {emitter_.apply(Op::v128_not, float_mask(i.a)), true, true};
  }
  if (which == Unary::round_single) return {join(number(i.a)), false, true};
  if (i.single && which < Unary::logical_not && kOps[size_t(which)] != kNone) {
    return {emitter_.apply(kOps[size_t(which)], floats(i.a)), false, true};
  }
  if (which > Unary::round_single) {
    const Vector value = emitter_.unary_of_floats(which, floats(i.a));
    finish(value);
    return {value, false, true};
  }
  const Vector value = emitter_.unary(which, number(i.a));
  if (which > Unary::logical_not) finish(value);
  return {i.single ? join(value) : value, false, i.single};
}

Value Writer::float_binary(const Instruction& i) {
  constexpr Op kOps[] = {Op::f32x4_add, Op::f32x4_sub, Op::f32x4_mul, Op::f32x4_div};
  constexpr Op kCompare[] = {Op::f32x4_lt, Op::f32x4_le, Op::f32x4_gt,
                             Op::f32x4_ge, Op::f32x4_eq, Op::f32x4_ne};
  constexpr Op kCompareDoubles[] = {Op::f64x2_lt, Op::f64x2_le, Op::f64x2_gt,
                                    Op::f64x2_ge, Op::f64x2_eq, Op::f64x2_ne};
  const auto which = Binary(i.kernel);
  if (which >= Binary::logical_and) {
    const Vector a = float_mask(i.a), b = float_mask(i.b);
    return {emitter_.apply(which == Binary::logical_and ? Op::v128_and : Op::v128_or, a, b), true,
            true};
  }
  const bool single = takes_singles(program_, i);
  const Vector a = single ? floats(i.a) : number(i.a), b = single ? floats(i.b) : number(i.b);
  if (which >= Binary::less) {
    const size_t at = size_t(which) - size_t(Binary::less);
    if (single) return {emitter_.apply(kCompare[at], a, b), true, true};
    return {join_mask(emitter_.apply(kCompareDoubles[at], a, b)), true, true};
  }
  if (single) return {emitter_.apply(kOps[size_t(which)], a, b), false, true};
  return {emitter_.binary(which, a, b)};
}

Value Writer::float_select(const Instruction& i) {
  const Vector condition = float_mask(i.a);
  if (values_[i.b].mask && values_[i.c].mask) {
    const Vector then = float_mask(i.b), otherwise = float_mask(i.c);
    return {emitter_.choose(condition, then, otherwise), true, true};
  }
  if (i.single) {
    const Vector then = floats(i.b), otherwise = floats(i.c);
    return {emitter_.choose(condition, then, otherwise), false, true};
  }
  const Vector then = number(i.b), otherwise = number(i.c);
  return {emitter_.choose(part_mask(condition), then, otherwise)};
}

// --- memory --------------------------------------------------------------------------------------

// Floats, or bytes as such.
void Writer::load_floats(uint32_t variable, Value& value) {
  const Vector values = emitter_.fresh(parts_ / 2);
  for (unsigned part = 0; part < parts_ / 2; ++part) {
    row_address(variable);
    if (spec_.dtypes[variable] == DType::float32) {
      f_.memory(Op::v128_load, ahead_of(variable) + 16 * part);
    } else {
      f_.memory(Op::i32_load, ahead_of(variable) + 4 * part);
      f_.op(Op::i32x4_splat);
      f_.op(Op::i16x8_extend_low_i8x16_u);
      f_.op(Op::i32x4_extend_low_i16x8_u);
      f_.op(Op::f32x4_convert_i32x4_s);
    }
    emitter_.set(values, part);
  }
  value = {values, false, true};
}

}  // namespace myelin::wasm
