// Moving elements: other storage types, index lists, masks.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

void fill(double* out, double value, size_t n) {
  const F64 values = splat(value);
  for (size_t i = 0; i < n; i += F64::kLanes) store(out + i, values);
}

void load_u8(double* out, const uint8_t* source, size_t n) {
  for (size_t i = 0; i < n; i += F64::kLanes) store(out + i, widen_u8(source + i));
}

void load_i32(double* out, const int32_t* source, size_t n) {
  for (size_t i = 0; i < n; i += F64::kLanes) store(out + i, widen_i32(source + i));
}

void load_f32(double* out, const float* source, size_t n) {
  for (size_t i = 0; i < n; ++i) out[i] = double(source[i]);
}

// Saturates; NaN becomes 0. The bounds are integers, so it does not matter that the fraction is
// cut off later.
inline F64 saturate(F64 a, double low, double high) {
  const F64 number = select(a == a, a, splat(0.0));
  return smaller(larger(number, splat(low)), splat(high));
}

// kPadding elements, converted through `buffer` so that the last pass can stop anywhere.
inline void narrow_block(int32_t* buffer, const double* values, double low, double high) {
  for (size_t v = 0; v < kPadding; v += F64::kLanes) {
    narrow_i32(buffer + v, saturate(load(values + v), low, high));
  }
}

void store_u8(uint8_t* target, const double* values, size_t n) {
  int32_t buffer[kPadding];
  for (size_t i = 0; i < n; i += kPadding) {
    narrow_block(buffer, values + i, 0.0, 255.0);
    const size_t count = n - i < kPadding ? n - i : kPadding;
    for (size_t j = 0; j < count; ++j) target[i + j] = uint8_t(buffer[j]);
  }
}

void store_i32(int32_t* target, const double* values, size_t n) {
  const size_t whole = n / kPadding * kPadding;
  for (size_t i = 0; i < whole; i += kPadding) {
    narrow_block(target + i, values + i, -0x1p31, 0x1p31 - 1.0);
  }
  if (whole == n) return;
  int32_t buffer[kPadding];
  narrow_block(buffer, values + whole, -0x1p31, 0x1p31 - 1.0);
  for (size_t j = 0; whole + j < n; ++j) target[whole + j] = buffer[j];
}

bool store_f64(double* target, const double* values, size_t n) {
  const F64 infinity = splat(kInfinity);
  M64 finite = infinity == infinity;
  size_t i = 0;
  for (; i + kPadding <= n; i += kPadding) {
    for (size_t v = 0; v < kPadding; v += F64::kLanes) {
      const F64 a = load(values + i + v);
      finite = finite & (absolute(a) < infinity);
      store(target + i + v, a);
    }
  }
  bool tail_finite = true;
  for (; i < n; ++i) {
    tail_finite &= __builtin_fabs(values[i]) < kInfinity;
    target[i] = values[i];
  }
  return all(finite) && tail_finite;
}

bool store_f32(float* target, const double* values, size_t n) {
  bool finite = true;
  for (size_t i = 0; i < n; ++i) {
    target[i] = float(values[i]);
    finite &= __builtin_fabsf(target[i]) < float(kInfinity);
  }
  return finite;
}

template <class T>
void gather_elements(double* out, const T* source, const int32_t* index, size_t n) {
  for (size_t i = 0; i < n; ++i) out[i] = double(source[index[i]]);
}

void gather_f64(double* out, const double* source, const int32_t* index, size_t n) {
  size_t i = 0;
  for (; i + kPadding <= n; i += kPadding) {
    for (size_t v = 0; v < kPadding; v += F64::kLanes) {
      store(out + i + v, gather(source, index + i + v));
    }
  }
  for (; i < n; ++i) out[i] = source[index[i]];
}

// One after another: an index that occurs again must see the sum so far.
void scatter_add(double* target, const int32_t* index, const double* values, size_t n) {
  for (size_t i = 0; i < n; ++i) target[index[i]] += values[i];
}

void scatter_add_one(double* target, const int32_t* index, double value, size_t n) {
  for (size_t i = 0; i < n; ++i) target[index[i]] += value;
}

// Bit j tells whether mask[j] is nonzero, for kPadding elements.
inline unsigned true_bits(const double* mask) {
  unsigned bits = 0;
  for (size_t v = 0; v < kPadding; v += F64::kLanes) {
    bits |= bit_mask(is_true(load(mask + v))) << v;
  }
  return bits;
}

// Spikes are rare, so a pass without any costs next to nothing. Otherwise every element is written
// and the place moves on only after a true one, which needs no branch to guess.
size_t compress(int32_t* target, const double* mask, int32_t first, size_t n) {
  size_t count = 0;
  for (size_t i = 0; i < n; i += kPadding) {
    unsigned bits = true_bits(mask + i);
    if (n - i < kPadding) bits &= (1u << (n - i)) - 1;
    if (bits == 0) continue;
    for (unsigned j = 0; j < kPadding; ++j) {
      target[count] = first + int32_t(i + j);
      count += bits >> j & 1;
    }
  }
  return count;
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
