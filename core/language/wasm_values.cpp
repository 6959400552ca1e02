// What the instructions of a kernel compute: numbers and masks.
#include <algorithm>

#include "language/quotient.h"
#include "language/wasm_writer.h"

namespace myelin::wasm {

void Writer::instruction(uint32_t k) {
  const Instruction& i = program_.code[k];
  Value& value = values_[k];
  switch (i.code) {
    case Code::number:
      value = {emitter_.constant(i.number)};
      return;
    case Code::time:
      value = {field(offsetof(KernelCall, t))};
      return;
    case Code::time_step:
      value = {field(offsetof(KernelCall, dt))};
      return;
    case Code::step:
      value = {field(offsetof(KernelCall, step))};
      return;
    case Code::row:
      value = {row_number()};
      return;
    case Code::load:
      if (floats_ && (i.single || i.type == Type::boolean)) return load_floats(i.variable, value);
      value = {load(i.variable)};
      return;
    case Code::unary:
      value = unary(i);
      return;
    case Code::binary:
      if (pair_ && !listed_ && bounds_[k].id) {
        const ComparedQuotient compared = compared_quotient(program_, i);
        const Instruction* const start = compared.difference;
        const Vector x = number(start ? start->b : compared.division->a);
        value = {emitter_.apply(start ? Op::f64x2_le : Op::f64x2_ge, x, bounds_[k]), true};
        if (floats_) value = {join_mask(value.vector), true, true};
        return;
      }
      value = binary(i);
      return;
    case Code::select:
      value = select(i);
      return;
    case Code::lookup:
      value = {look_up(i)};
      return;
    case Code::store:
      return store(i);
    case Code::accumulate:
      for (unsigned lane = 0; lane < 1u + pair_; ++lane) accumulate(i, lane);
      return;
    case Code::output:
      return output(i);
    default: {
      const std::vector<uint32_t> random = random_instructions(program_);
      uint32_t column = 0;
      while (random[column] != k) ++column;
      value = {load_column(columns_[column])};
    }
  }
}

Vector Writer::row_number() {
  f_.get(row_);
  f_.op(Op::f64_convert_i32_s);
  f_.op(Op::f64x2_splat);
  if (pair_ && listed_) {
    f_.get(second_row_);
    f_.op(Op::f64_convert_i32_s);
    f_.op(Op::f64x2_replace_lane, 1);
  }
  const Vector number = emitter_.pop();
  return pair_ && !listed_ ? emitter_.apply(Op::f64x2_add, number, steps_) : number;
}

void Writer::output(const Instruction& i) {
  if (spec_.finds) return find(i.a);
  const Vector result = number(i.a);
  for (unsigned part = 0; part < parts_; ++part) {
    column_address(outputs_[i.site]);
    emitter_.push(result, part);
    if (pair_) f_.memory(Op::v128_store, 16 * part + 8 * ahead_);
  }
  if (!pair_) f_.memory_lane(Op::v128_store64_lane, 0, 0);
}

Vector Writer::number(uint32_t id) {
  Value& value = values_[id];
  if (value.single && !value.mask) return part(value.vector);
  if (value.single) {
    return emitter_.apply(Op::v128_and, part_mask(value.vector), emitter_.constant(1.0));
  }
  if (!value.mask) return value.vector;
  return emitter_.apply(Op::v128_and, value.vector, emitter_.constant(1.0));
}

Vector Writer::mask(uint32_t id) {
  if (floats_) return float_mask(id);
  const Value& value = values_[id];
  if (value.mask) return value.vector;
  return emitter_.apply(Op::f64x2_ne, value.vector, emitter_.constant(0.0));
}

Value Writer::unary(const Instruction& i) {
  if (floats_) return float_unary(i);
  if (Unary(i.kernel) == Unary::logical_not) {
    return {emitter_.apply(Op::v128_not, mask(i.a)), true};
  }
  const bool branches = emitter_.splits(Unary(i.kernel));
  const Vector value = emitter_.unary(Unary(i.kernel), number(i.a));
  if (pair_ && is_function(i) && !branches && !i.uniform) finish(value);
  return {rounds(i) ? emitter_.unary(Unary::round_single, value) : value};
}

bool Writer::splits(const Instruction& i) const {
  return pair_ && !floats_ && i.code == Code::unary && !i.uniform &&
         emitter_.splits(Unary(i.kernel));
}

// Writes what `id` needs after instruction k, if that is neither k itself nor worth no haste.
bool Writer::hasten(uint32_t id, uint32_t k) {
  std::vector<uint8_t> wanted(program_.code.size());
  wanted[id] = true;
  for (uint32_t at = std::max(id, k); at > k; --at) {
    const Instruction& i = program_.code[at];
    if (!wanted[at] || done_[at] || i.uniform) continue;
    const bool moves = i.code == Code::load || i.code == Code::binary || i.code == Code::select ||
                       (i.code == Code::unary && !is_function(i));
    if (!moves) return false;
    wanted[i.a] = wanted[i.b] = wanted[i.c] = true;
  }
  if (wanted[k]) return false;
  for (uint32_t at = k + 1; at <= id; ++at) {
    if (!wanted[at] || done_[at] || program_.code[at].uniform) continue;
    instruction(at);
    done_[at] = true;
  }
  return true;
}

// Two functions as one, if another follows that can be had now: nothing is stored before it.
bool Writer::two_functions(uint32_t k) {
  const Instruction& i = program_.code[k];
  if (!splits(i)) return false;
  for (uint32_t other = k + 1; other < program_.code.size(); ++other) {
    const Instruction& next = program_.code[other];
    if (next.code == Code::store || next.code == Code::accumulate) return false;
    if (done_[other] || !splits(next) || !hasten(next.a, k)) continue;
    Emitter::FunctionOf both[] = {{Unary(i.kernel), number(i.a)},
                                  {Unary(next.kernel), number(next.a)}};
    emitter_.near_or_call(both, 2);
    values_[k] = {rounds(i) ? emitter_.unary(Unary::round_single, both[0].result) : both[0].result};
    values_[other] = {rounds(next) ? emitter_.unary(Unary::round_single, both[1].result)
                                   : both[1].result};
    done_[other] = true;
    return true;
  }
  return false;
}

// Browsers move instructions about between two branches, so that many values wait at once for
// their use, in memory. Hence a branch behind a long function: it depends on the value, and what it
// does changes nothing.
void Writer::finish(Vector value) {
  emitter_.push(value);
  for (unsigned part = 1; part < emitter_.parts(value); ++part) {
    emitter_.push(value, part);
    f_.op(Op::v128_or);
  }
  f_.op(Op::v128_any_true);
  f_.op(Op::i32_eqz);
  f_.open(Op::if_);
  f_.get(0);
  f_.constant(0);
  f_.memory(Op::i32_store, offsetof(KernelCall, variable));
  f_.op(Op::end);
}

Value Writer::binary(const Instruction& i) {
  if (floats_) return float_binary(i);
  switch (const Binary which = Binary(i.kernel)) {
    case Binary::logical_and:
    case Binary::logical_or: {
      const Vector a = mask(i.a), b = mask(i.b);
      return {emitter_.apply(which == Binary::logical_and ? Op::v128_and : Op::v128_or, a, b),
              true};
    }
    case Binary::less:
    case Binary::less_equal:
    case Binary::greater:
    case Binary::greater_equal:
    case Binary::equal:
    case Binary::not_equal: {
      constexpr Op kOps[] = {Op::f64x2_lt, Op::f64x2_le, Op::f64x2_gt,
                             Op::f64x2_ge, Op::f64x2_eq, Op::f64x2_ne};
      const Vector a = number(i.a), b = number(i.b);
      return {emitter_.apply(kOps[size_t(which) - size_t(Binary::less)], a, b), true};
    }
    default: {
      const Vector a = number(i.a), b = number(i.b);
      const Vector result = emitter_.binary(which, a, b);
      return {rounds(i) ? emitter_.unary(Unary::round_single, result) : result};
    }
  }
}

Value Writer::select(const Instruction& i) {
  if (floats_) return float_select(i);
  const Vector condition = mask(i.a);
  if (values_[i.b].mask && values_[i.c].mask) {
    return {emitter_.choose(condition, values_[i.b].vector, values_[i.c].vector), true};
  }
  const Vector then = number(i.b), otherwise = number(i.c);
  return {emitter_.choose(condition, then, otherwise)};
}

}  // namespace myelin::wasm
