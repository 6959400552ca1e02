#include "language/wasm_kernels.h"

#include "language/quotient.h"
#include "language/single.h"
#include "language/wasm_writer.h"

namespace myelin::wasm {
uint32_t Writer::pointer(size_t offset) {
  const uint32_t made = local(Kind::i32);
  f_.get(0);
  f_.memory(Op::i32_load, uint32_t(offset));
  f_.set(made);
  return made;
}

// The pointer with that index in an array of pointers that a field of the call points to.
uint32_t Writer::pointer_at(size_t offset, uint32_t index) {
  const uint32_t made = local(Kind::i32);
  f_.get(0);
  f_.memory(Op::i32_load, uint32_t(offset));
  f_.memory(Op::i32_load, index * sizeof(void*));
  f_.set(made);
  return made;
}

void Writer::prologue() {
  for (uint32_t k = 0; k < program_.variables.size(); ++k) {
    arrays_.push_back(pointer_at(offsetof(KernelCall, arrays), k));
    const Indexing indexing = variable(k).indexing;
    if (indexing == Indexing::pre) pre_.pointer = 1;
    if (indexing == Indexing::post) post_.pointer = 1;
  }
  if (pre_.pointer) pre_.pointer = pointer(offsetof(KernelCall, pre));
  if (post_.pointer) post_.pointer = pointer(offsetof(KernelCall, post));
  for (uint32_t k = 0; k < random_instructions(program_).size(); ++k) {
    columns_.push_back(pointer_at(offsetof(KernelCall, random), k));
  }
  count_ = pointer(offsetof(KernelCall, count));
  first_ = pointer(offsetof(KernelCall, first));
  list_ = pointer(offsetof(KernelCall, list));
  k_ = local(Kind::i32);
  row_ = local(Kind::i32);
  second_row_ = local(Kind::i32);
  if (spec_.finds) {
    found_ = pointer(offsetof(KernelCall, found_rows));
  } else {
    for (uint32_t k = 0; k < program_.outputs; ++k) {
      const uint32_t output = pointer_at(offsetof(KernelCall, outputs), k);
      f_.get(output);
      f_.get(0);
      f_.memory(Op::i32_load, offsetof(KernelCall, output));
      f_.constant(3);
      f_.op(Op::i32_shl);
      f_.op(Op::i32_add);
      f_.set(output);
      outputs_.push_back(output);
    }
  }
  if (spec_.watch) {
    emitter_.push(emitter_.constant(0.0));
    strange_ = emitter_.pop();
  }
  // What is the same for all rows, unless rows may change it.
  for (uint32_t k = 0; k < program_.code.size(); ++k) {
    const Instruction& i = program_.code[k];
    if (i.code == Code::row) {
      emitter_.push(emitter_.constant(0.0));
      f_.f64(1);
      f_.op(Op::f64x2_replace_lane, 1);
      steps_ = emitter_.pop();
    }
    if (i.uniform && program_.order != Order::one_by_one) instruction(k);
    if (i.uniform && i.single && program_.order == Order::any && has_singles(program_)) {
      const bool number = i.code == Code::number;
      singles_[k] = number ? float_constant(float(i.number)) : join(values_[k].vector);
    }
  }
}

// How many there are like exp.
int Writer::functions() const {
  int count = 0;
  for (const Instruction& i : program_.code) count += is_function(i) && !i.uniform;
  return count;
}

// Whether to take four rows at once: what they read and write must lie side by side, and the code
// must stay short enough to be optimized within moments.
bool Writer::takes_fours() const {
  constexpr int kMostFunctions = 12;
  for (const Variable* variable : program_.variables) {
    if (variable->indexing != Indexing::row && variable->indexing != Indexing::shared) return false;
  }
  for (const Instruction& i : program_.code) {
    if (i.uniform) continue;
    const auto which = Binary(i.kernel);
    const bool far = i.code == Code::row || i.code == Code::lookup;
    const bool divides = i.code == Code::binary && which > Binary::divide && which <= Binary::power;
    if (far || divides) return false;
  }
  return functions() <= kMostFunctions;
}

// Whether to take two groups of four behind each other, which spares half of the loop's own
// instructions. Not if that is much code.
bool Writer::takes_fours_twice() const {
  constexpr int kMostInstructions = 48;
  int count = 0;
  for (const Instruction& i : program_.code) count += !i.uniform;
  return count <= kMostInstructions;
}

// The bounds that stand for divisions, and whether all of them hold. The divisions are still
// written; browsers leave out what nobody wants.
void Writer::bounds() {
  for (size_t k = 0; k < bounds_.size(); ++k) {
    const Instruction& i = program_.code[k];
    const ComparedQuotient compared = compared_quotient(program_, i);
    if (!compared.division) continue;
    push_lane(number(compared.division->b), 0);
    push_lane(number(i.b), 0);
    f_.op(Op::call, Emitter::kQuotientBound);
    if (compared.difference) {
      push_lane(number(compared.difference->a), 0);
      push_lane(number(compared.sum->b), 0);
      f_.op(Op::call, Emitter::kLatestStart);
    }
    f_.op(Op::f64x2_splat);
    const Vector bound = bounds_[k] = emitter_.pop();
    emitter_.push(emitter_.apply(Op::f64x2_eq, bound, bound));
    f_.op(Op::i64x2_bitmask);
    if (bounded_) {
      f_.get(bounded_);
      f_.op(Op::i32_and);
    } else {
      bounded_ = local(Kind::i32);
    }
    f_.set(bounded_);
  }
}

Function Writer::write() {
  emitter_.function = &f_;
  emitter_.has_loop = true;
  prologue();
  if (program_.order == Order::any && spec_.rows != RowForm::listed) {
    bounds();
    groups(false, takes_fours());
    bounded_ = 0;
  }
  if (program_.order == Order::any && spec_.rows != RowForm::consecutive) groups(true, false);
  // Few rows are left of consecutive ones, so short code is better than quick one.
  if (pair_ && !listed_) emitter_.has_loop = false;
  pair_ = floats_ = twice_ = false;
  parts_ = 1;
  listed_ = spec_.rows != RowForm::consecutive;
  loop_over(count_);
  answer();
  return std::move(f_);
}

// Takes rows by two, four or eight, if they are named in that way; some may be left.
// Functions are long chains of instructions, so that two vectors of floats go side by side.
void Writer::groups(bool listed, bool fours) {
  pair_ = true;
  floats_ = fours && has_singles(program_);
  parts_ = floats_ && functions() ? 4 : fours ? 2 : 1;
  twice_ = floats_ && parts_ == 2 && takes_fours_twice();
  listed_ = listed;
  const uint32_t end = local(Kind::i32);
  f_.get(count_);
  f_.constant(-rows_at_once());
  f_.op(Op::i32_and);
  f_.constant(0);
  f_.get(list_);
  if (!listed) f_.op(Op::i32_eqz);
  if (bounded_) {
    f_.get(bounded_);
    f_.op(Op::i32_and);
  }
  f_.op(Op::select);
  f_.set(end);
  loop_over(end);
}

// for (; k < end; k += 8, 4, 2 or 1)
void Writer::loop_over(uint32_t end) {
  f_.open(Op::block);
  f_.get(k_);
  f_.get(end);
  f_.op(Op::i32_ge_u);
  f_.op(Op::br_if, 0);
  f_.open(Op::loop);
  body();
  f_.get(k_);
  f_.constant(rows_at_once());
  f_.op(Op::i32_add);
  f_.tee(k_);
  f_.get(end);
  f_.op(Op::i32_lt_u);
  f_.op(Op::br_if, 0);
  f_.op(Op::end);
  f_.op(Op::end);
}

void Writer::find_rows() {
  const auto from_list = [&](unsigned lane) {
    f_.get(list_);
    f_.get(k_);
    f_.constant(2);
    f_.op(Op::i32_shl);
    f_.op(Op::i32_add);
    f_.memory(Op::i32_load, lane * 4);
    f_.set(lane ? second_row_ : row_);
  };
  if (pair_ && listed_) {
    from_list(0);
    return from_list(1);
  }
  f_.get(first_);
  f_.get(k_);
  f_.op(Op::i32_add);
  f_.set(row_);
  if (!listed_) return;
  f_.get(list_);
  f_.open(Op::if_);
  from_list(0);
  f_.op(Op::end);
}

void Writer::body() {
  for (uint32_t& shifted : scaled_) shifted = 0;
  find_rows();
  for (Side* side : {&pre_, &post_}) {
    for (unsigned lane = 0; side->pointer && lane < 1u + pair_; ++lane) {
      const bool second = listed_ && lane;
      f_.get(side->pointer);
      f_.get(second ? second_row_ : row_);
      f_.constant(2);
      f_.op(Op::i32_shl);
      f_.op(Op::i32_add);
      f_.memory(Op::i32_load, second ? 0 : lane * 4);
      f_.set(side->element[lane] = local(Kind::i32));
    }
  }
  for (ahead_ = 0; ahead_ <= 4u * twice_; ahead_ += 4) {
    done_.assign(program_.code.size(), false);
    for (uint32_t k = 0; k < program_.code.size(); ++k) {
      if (done_[k] || (program_.code[k].uniform && program_.order != Order::one_by_one)) continue;
      if (!two_functions(k)) instruction(k);
      done_[k] = true;
    }
  }
  ahead_ = 0;
}

void Writer::answer() {
  if (watches_rows_) {
    emitter_.push(strange_);
    f_.op(Op::v128_any_true);
    f_.open(Op::if_);
    f_.get(0);
    f_.constant(1);
    f_.memory(Op::i32_store, offsetof(KernelCall, not_finite));
    f_.op(Op::end);
  }
  if (spec_.finds) {
    f_.get(0);
    f_.get(found_);
    f_.get(0);
    f_.memory(Op::i32_load, offsetof(KernelCall, found_rows));
    f_.op(Op::i32_sub);
    f_.constant(2);
    f_.op(Op::i32_shr_u);
    f_.memory(Op::i32_store, offsetof(KernelCall, found));
  }
}

std::string why_refused(const KernelSpec& spec) {
  // Browsers refuse modules with a function of more than 50,000 locals.
  if (spec.program->code.size() > 4000) return "the code is too long";
  for (const Instruction& i : spec.program->code) {
    const bool writes = i.code == Code::store || i.code == Code::accumulate;
    if (!writes) continue;
    const Indexing indexing = spec.program->variables[i.variable]->indexing;
    const bool indirect = indexing == Indexing::pre || indexing == Indexing::post;
    if (i.code == Code::accumulate && !indirect) return "values are added to rows";
    if (i.code == Code::store && indexing != Indexing::row && spec.program->order == Order::any) {
      return "rows write to the same element";
    }
  }
  return {};
}

size_t add_kernel(Emitter& emitter, const KernelSpec& spec) {
  const uint32_t number = emitter.module.reserve(Signature::kernel);
  emitter.module.expose(number);
  const Function function = Writer(emitter, spec).write();
  emitter.module.define(number, function);
  return function.size();
}

}  // namespace myelin::wasm
