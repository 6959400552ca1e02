// How kernels read and write arrays.
#include "language/wasm_writer.h"

namespace myelin::wasm {

// --- reading -------------------------------------------------------------------------------------

uint32_t Writer::scaled(uint32_t shift) {
  if (shift == 0) return row_;
  if (!scaled_[shift]) {
    f_.get(row_);
    f_.constant(int32_t(shift));
    f_.op(Op::i32_shl);
    f_.set(scaled_[shift] = local(Kind::i32));
  }
  return scaled_[shift];
}

void Writer::row_address(uint32_t variable) {
  const uint32_t offset = scaled(shift_of(spec_.dtypes[variable]));
  f_.get(arrays_[variable]);
  f_.get(offset);
  f_.op(Op::i32_add);
}

void Writer::column_address(uint32_t column) {
  f_.get(column);
  f_.get(k_);
  f_.constant(3);
  f_.op(Op::i32_shl);
  f_.op(Op::i32_add);
}

// Local 0 as the element stands for element 0.
void Writer::element_address(uint32_t variable, uint32_t element) {
  const uint32_t shift = shift_of(spec_.dtypes[variable]);
  f_.get(arrays_[variable]);
  if (!element) return;
  f_.get(element);
  if (shift) {
    f_.constant(int32_t(shift));
    f_.op(Op::i32_shl);
  }
  f_.op(Op::i32_add);
}

// The local that holds an element; of consecutive rows only the first has one.
uint32_t Writer::element_of(uint32_t k, unsigned lane) {
  switch (variable(k).indexing) {
    case Indexing::pre:
      return pre_.element[lane];
    case Indexing::post:
      return post_.element[lane];
    case Indexing::shared:
      return 0;
    default:
      return lane ? second_row_ : row_;
  }
}

Vector Writer::field(size_t offset) {
  f_.get(0);
  f_.memory(Op::v128_load64_splat, uint32_t(offset));
  return emitter_.pop();
}

Vector Writer::load_column(uint32_t column) {
  const Vector values = emitter_.fresh(parts_);
  for (unsigned part = 0; part < parts_; ++part) {
    column_address(column);
    f_.memory(pair_ ? Op::v128_load : Op::v128_load64_splat, 16 * part + 8 * ahead_);
    emitter_.set(values, part);
  }
  return values;
}

// An element as a double on the stack.
void Writer::push_double(uint32_t variable, uint32_t element) {
  element_address(variable, element);
  switch (spec_.dtypes[variable]) {
    case DType::boolean:
      f_.memory(Op::i32_load8_u);
      return f_.op(Op::f64_convert_i32_s);
    case DType::int32:
      f_.memory(Op::i32_load);
      return f_.op(Op::f64_convert_i32_s);
    case DType::float32:
      f_.memory(Op::f32_load);
      return f_.op(Op::f64_promote_f32);
    default:
      f_.memory(Op::f64_load);
  }
}

Vector Writer::load_elements(uint32_t variable, const uint32_t* elements) {
  if (spec_.dtypes[variable] == DType::float64) {
    element_address(variable, elements[0]);
    f_.memory(Op::v128_load64_splat);
    if (!pair_) return emitter_.pop();
    const Vector low = emitter_.pop();
    element_address(variable, elements[1]);
    emitter_.push(low);
    f_.memory_lane(Op::v128_load64_lane, 0, 1);
    return emitter_.pop();
  }
  push_double(variable, elements[0]);
  f_.op(Op::f64x2_splat);
  if (pair_) {
    push_double(variable, elements[1]);
    f_.op(Op::f64x2_replace_lane, 1);
  }
  return emitter_.pop();
}

Vector Writer::load_rows(uint32_t variable) {
  const Vector values = emitter_.fresh(parts_);
  const uint32_t ahead = ahead_of(variable);
  for (unsigned part = 0; part < parts_; ++part) {
    row_address(variable);
    switch (spec_.dtypes[variable]) {
      case DType::boolean:
        f_.memory(Op::i32_load16_u, ahead + 2 * part);
        f_.op(Op::i32x4_splat);
        f_.op(Op::i16x8_extend_low_i8x16_u);
        f_.op(Op::i32x4_extend_low_i16x8_u);
        f_.op(Op::f64x2_convert_low_i32x4_s);
        break;
      case DType::int32:
        f_.memory(Op::v128_load64_zero, ahead + 8 * part);
        f_.op(Op::f64x2_convert_low_i32x4_s);
        break;
      case DType::float32:
        f_.memory(Op::v128_load64_zero, ahead + 8 * part);
        f_.op(Op::f64x2_promote_low_f32x4);
        break;
      default:
        f_.memory(Op::v128_load, ahead + 16 * part);
    }
    emitter_.set(values, part);
  }
  return values;
}

Vector Writer::load(uint32_t k) {
  if (is_row(k) && pair_ && !listed_) return load_rows(k);
  const uint32_t elements[] = {element_of(k, 0), pair_ ? element_of(k, 1) : 0};
  return load_elements(k, elements);
}

Vector Writer::look_up(const Instruction& i) {
  const Vector wanted = emitter_.apply(Op::i32x4_trunc_sat_f64x2_s_zero, number(i.a));
  uint32_t elements[2] = {};
  for (unsigned lane = 0; lane < 1u + pair_; ++lane) {
    emitter_.push(wanted);
    f_.op(Op::i32x4_extract_lane, lane);
    f_.set(elements[lane] = local(Kind::i32));
  }
  return load_elements(i.variable, elements);
}

// A bit for each row of a mask, on the stack.
void Writer::push_bits(Vector on) {
  const unsigned parts = floats_ ? parts_ / 2 : parts_;
  for (unsigned part = parts; part-- > 0;) {
    emitter_.push(on, part);
    f_.op(floats_ ? Op::i32x4_bitmask : Op::i64x2_bitmask);
    if (part + 1 < parts) f_.op(Op::i32_or);
    if (!part) continue;
    f_.constant(floats_ ? 4 : 2);
    f_.op(Op::i32_shl);
  }
}

// --- writing -------------------------------------------------------------------------------------

void Writer::push_lane(Vector value, unsigned lane) {
  emitter_.push(value);
  f_.op(Op::f64x2_extract_lane, lane);
}

// The double on the stack, at the address below it.
void Writer::store_double(uint32_t variable) {
  if (spec_.dtypes[variable] == DType::float64) return f_.memory(Op::f64_store);
  f_.op(Op::f32_demote_f64);
  f_.memory(Op::f32_store);
}

// Only rows are stored by two: a store through an index makes an order other than `any`.
void Writer::store(const Instruction& i) {
  const bool single = spec_.dtypes[i.variable] == DType::float32;
  const bool real = single || spec_.dtypes[i.variable] == DType::float64;
  if (pair_ && !listed_) {
    store_rows(i);
  } else {
    for (unsigned lane = 0; lane < 1u + pair_; ++lane) store_element(i, lane);
  }
  if (!real || !spec_.watch) return;
  const bool floats = single && floats_;
  Vector stored = floats ? this->floats(i.a) : number(i.a);
  if (single && !floats) {
    stored = emitter_.apply(Op::f32x4_demote_f64x2_zero, stored);
    stored = emitter_.apply(Op::f64x2_promote_low_f32x4, stored);
  }
  if (is_row(i.variable)) return watch_rows(stored, single);
  watch_element(stored, i.variable, element_of(i.variable, 0));
}

void Writer::store_rows(const Instruction& i) {
  const uint32_t ahead = ahead_of(i.variable);
  switch (spec_.dtypes[i.variable]) {
    case DType::boolean: {
      // A bit for each row to a byte for each: copies that are moved by 7 places each.
      const Vector on = mask(i.a);
      const unsigned rows = parts_ > 1 ? 4 : 2;  // together
      for (unsigned part = 0; part < 2 * parts_ / rows; ++part) {
        row_address(i.variable);
        if (floats_) {
          emitter_.push(on, part);
          f_.op(Op::i32x4_bitmask);
        } else {
          push_bits(on);
        }
        f_.constant(0x204081);
        f_.op(Op::i32_mul);
        f_.constant(0x01010101);
        f_.op(Op::i32_and);
        f_.memory(rows == 4 ? Op::i32_store : Op::i32_store16, ahead + 4 * part);
      }
      return;
    }
    case DType::int32:
    case DType::float32: {
      if (floats_ && spec_.dtypes[i.variable] == DType::float32) {
        const Vector value = floats(i.a);
        for (unsigned part = 0; part < parts_ / 2; ++part) {
          row_address(i.variable);
          emitter_.push(value, part);
          f_.memory(Op::v128_store, ahead + 16 * part);
        }
        return;
      }
      const Op convert = spec_.dtypes[i.variable] == DType::int32 ? Op::i32x4_trunc_sat_f64x2_s_zero
                                                                  : Op::f32x4_demote_f64x2_zero;
      const Vector narrow = emitter_.apply(convert, number(i.a));
      for (unsigned part = 0; part < parts_; ++part) {
        row_address(i.variable);
        emitter_.push(narrow, part);
        f_.memory_lane(Op::v128_store64_lane, ahead + 8 * part, 0);
      }
      return;
    }
    default: {
      const Vector value = number(i.a);
      for (unsigned part = 0; part < parts_; ++part) {
        row_address(i.variable);
        emitter_.push(value, part);
        f_.memory(Op::v128_store, ahead + 16 * part);
      }
    }
  }
}

void Writer::store_element(const Instruction& i, unsigned lane) {
  const uint32_t element = element_of(i.variable, lane);
  switch (spec_.dtypes[i.variable]) {
    case DType::boolean: {
      const Vector on = mask(i.a);
      element_address(i.variable, element);
      emitter_.push(on);
      f_.op(Op::i64x2_bitmask);
      f_.constant(int32_t(lane));
      f_.op(Op::i32_shr_u);
      f_.constant(1);
      f_.op(Op::i32_and);
      return f_.memory(Op::i32_store8);
    }
    case DType::int32: {
      const Vector narrow = emitter_.apply(Op::i32x4_trunc_sat_f64x2_s_zero, number(i.a));
      element_address(i.variable, element);
      emitter_.push(narrow);
      f_.op(Op::i32x4_extract_lane, lane);
      return f_.memory(Op::i32_store);
    }
    default: {
      const Vector value = number(i.a);
      element_address(i.variable, element);
      push_lane(value, lane);
      store_double(i.variable);
    }
  }
}

void Writer::accumulate(const Instruction& i, unsigned lane) {
  const Vector delta = number(i.a);
  const uint32_t element = element_of(i.variable, lane);
  const bool real = spec_.dtypes[i.variable] != DType::int32;
  element_address(i.variable, element);
  push_double(i.variable, element);
  push_lane(delta, lane);
  if (spec_.dtypes[i.variable] == DType::float32) {  // the sum of floats, rounded once more
    f_.op(Op::f32_demote_f64);
    f_.op(Op::f64_promote_f32);
  }
  f_.op(Op::f64_add);
  if (real) return store_double(i.variable);
  f_.op(Op::f64x2_splat);
  f_.op(Op::i32x4_trunc_sat_f64x2_s_zero);
  f_.op(Op::i32x4_extract_lane, 0);
  f_.memory(Op::i32_store);
}

// The difference is +0 if the value is finite, else NaN: only then it has any bits.
void Writer::watch_rows(Vector value, bool single) {
  watches_rows_ = true;
  const bool floats = single && floats_;
  const Vector difference = emitter_.apply(floats ? Op::f32x4_sub : Op::f64x2_sub, value, value);
  for (unsigned part = 0; part < emitter_.parts(difference); ++part) {
    emitter_.push(difference, part);
    emitter_.push(strange_);
    f_.op(Op::v128_or);
    emitter_.set(strange_, 0);
  }
}

// Names the first in the call.
void Writer::watch_element(Vector value, uint32_t variable, uint32_t element) {
  emitter_.push(emitter_.apply(Op::f64x2_sub, value, value));
  f_.op(Op::v128_any_true);
  f_.op(Op::i32_eqz);
  f_.get(0);
  f_.memory(Op::i32_load, offsetof(KernelCall, not_finite));
  f_.op(Op::i32_or);
  f_.op(Op::i32_eqz);
  f_.open(Op::if_);
  f_.get(0);
  f_.constant(1);
  f_.memory(Op::i32_store, offsetof(KernelCall, not_finite));
  f_.get(0);
  f_.constant(int32_t(variable));
  f_.memory(Op::i32_store, offsetof(KernelCall, variable));
  f_.get(0);
  if (element) {
    f_.get(element);
  } else {
    f_.constant(0);
  }
  f_.memory(Op::i32_store, offsetof(KernelCall, element));
  f_.get(0);
  push_lane(value, 0);
  f_.memory(Op::f64_store, offsetof(KernelCall, value));
  f_.op(Op::end);
}

// Spikes are rare: rows are only looked at one by one where there is one.
void Writer::find(uint32_t id) {
  const Vector on = mask(id);
  const uint32_t bits = local(Kind::i32);
  push_bits(on);
  if (!pair_) {
    f_.constant(1);
    f_.op(Op::i32_and);
  }
  f_.tee(bits);
  f_.open(Op::if_);
  f_.open(Op::loop);
  f_.get(found_);
  f_.get(row_);
  f_.get(bits);
  f_.op(Op::i32_ctz);
  f_.op(Op::i32_add);
  if (ahead_) {
    f_.constant(int32_t(ahead_));
    f_.op(Op::i32_add);
  }
  f_.memory(Op::i32_store);
  f_.get(found_);
  f_.constant(4);
  f_.op(Op::i32_add);
  f_.set(found_);
  // Without the lowest bit.
  f_.get(bits);
  f_.get(bits);
  f_.constant(-1);
  f_.op(Op::i32_add);
  f_.op(Op::i32_and);
  f_.tee(bits);
  f_.op(Op::br_if, 0);
  f_.op(Op::end);
  f_.op(Op::end);
}

}  // namespace myelin::wasm
