// How generated C++ reaches the rows of a call: consecutive ones and listed ones a vector at a
// time, or one after another. All three offer the same operations, so that a kernel is written
// once.
//
// A last vector may have fewer rows than lanes. Its other lanes hold anything: they are read from
// the padding or repeat the first lane, and are never stored.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr size_t kLanes = F64::kLanes;
inline constexpr int32_t kFirst = 0;  // the element of a shared array

template <class V>
inline double first_of(V v) {
  return v[0];
}
inline double first_of(double v) { return v; }
inline double first_lane(F64 a) { return first_of(a.v); }
inline bool is_number(F64 a) { return first_lane(a) == first_lane(a); }
inline bool in_lane(M64 m, size_t lane) { return bit_mask(m) >> lane & 1; }

// The numbers of booleans, integers and floats; floats round what they are given.
inline F64 widen(const double* p) { return load(p); }
inline F64 widen(const int32_t* p) { return widen_i32(p); }
inline F64 widen(const uint8_t* p) { return widen_u8(p); }
inline F64 widen(const float* p) {
  double lanes[kLanes];
  for (size_t k = 0; k < kLanes; ++k) lanes[k] = double(p[k]);
  return load(lanes);
}
template <class T>
inline F64 value_of(const T* p) {
  return splat(double(*p));
}

// An element's number, or any integer, as the interpreter makes it of a double.
inline int32_t to_integer(double a) {
  if (!(a == a)) return 0;
  return a < -0x1p31 ? INT32_MIN : a > 0x1p31 - 1.0 ? INT32_MAX : int32_t(a);
}
inline void to_integers(int32_t* out, F64 a) { narrow_i32(out, saturate(a, -0x1p31, 0x1p31 - 1)); }
template <class T>
inline F64 look_up_one(const T* array, F64 index) {
  return splat(double(array[to_integer(first_lane(index))]));
}

// 0 or 1 in each byte, from a bit for each.
inline constexpr uint32_t kSpread[] = {
    0x00000000, 0x00000001, 0x00000100, 0x00000101, 0x00010000, 0x00010001, 0x00010100, 0x00010101,
    0x01000000, 0x01000001, 0x01000100, 0x01000101, 0x01010000, 0x01010001, 0x01010100, 0x01010101};
inline uint64_t spread_bits(unsigned bits) {
  return kSpread[bits & 15] | uint64_t(kLanes > 4 ? kSpread[bits >> 4] : 0) << 32;
}

template <class T>
inline F64 gather_lanes(const T* array, const int32_t* index) {
  double lanes[kLanes];
  for (size_t k = 0; k < kLanes; ++k) lanes[k] = double(array[index[k]]);
  return load(lanes);
}
inline F64 gather_lanes(const double* array, const int32_t* index) { return gather(array, index); }

// truncate(x / d) >= k without a division for each x; quotient.h says where that can be.
struct Quotient {
  F64 d, k, bound;

  Quotient(F64 d, F64 k) : d(d), k(k), bound(splat(quotient_bound(first_lane(d), first_lane(k)))) {}
  bool bounded() const { return is_number(bound); }
  M64 reached_by(F64 x) const { return bounded() ? x >= bound : truncate(x / d) >= k; }
};

// truncate(((t - start) + s) / d) >= k with a comparison for each start. kOfTime: see quotient.h.
template <bool kOfTime>
struct Since {
  F64 d, k, t, s, latest;

  Since(F64 d, F64 k, F64 t, F64 s) : d(d), k(k), t(t), s(s) {
    const double bound = quotient_bound(first_lane(d), first_lane(k));
    latest = splat(latest_start(bound, first_lane(t), first_lane(s)));
    if (kOfTime && !is_number(latest)) {
      latest = splat(latest_of_all(first_lane(d), first_lane(k), first_lane(t), first_lane(s)));
    }
  }
  bool bounded() const { return kOfTime || is_number(latest); }
  M64 reached_by(F64 start) const {
    return bounded() ? latest >= start : truncate(((t - start) + s) / d) >= k;
  }
};

inline bool is_finite(double a) { return __builtin_fabs(a) < kInfinity; }

// Looks at stored doubles; without `kOn` it costs nothing.
template <bool kOn>
struct Watch {
  U64 differences = splat_bits(0);  // a - a is +0 if a is finite, else NaN: only then it has bits
  bool all_finite = true;

  void see(F64 a) {
    if (kOn) differences = differences | to_bits(a - a);
  }
  void see(double a) {
    if (kOn) all_finite &= is_finite(a);
  }
  void see(KernelCall* call, uint32_t variable, int32_t element, double a) {
    if (!kOn || is_finite(a) || call->not_finite) return;
    call->not_finite = 1;
    call->variable = variable;
    call->element = size_t(element);
    call->value = a;
  }
  void finish(KernelCall* call) const {
    if (kOn && !(all_finite && all(from_bits(differences) == splat(0.0)))) call->not_finite = 1;
  }
};

// What Consecutive and Listed have in common: `left` rows from the `i`th of the call on.
struct VectorRows {
  static constexpr size_t kStep = kLanes;
  size_t i, left;

  VectorRows(const KernelCall& call, size_t i) : i(i), left(call.count - i) {}
  size_t lanes() const { return left < kLanes ? left : kLanes; }
  bool whole() const { return left >= kLanes; }

  // Indices of this vector's rows; lanes beyond the last row repeat the first.
  const int32_t* fill(const int32_t* index, int32_t (&buffer)[kLanes]) const {
    if (whole()) return index;
    for (size_t k = 0; k < kLanes; ++k) buffer[k] = index[k < left ? k : 0];
    return buffer;
  }
  F64 column(const double* values) const { return load(values + i); }
  void output(double* values, F64 a) const {
    if (whole()) return store(values + i, a);
    double lane[kLanes];
    store(lane, a);
    for (size_t k = 0; k < left; ++k) values[i + k] = lane[k];
  }
  template <class T>
  F64 gather(const T* array, const int32_t* index) const {
    return gather_lanes(array, index);
  }
  template <class T>
  F64 look_up(const T* array, F64 index) const {
    int32_t integers[kLanes], buffer[kLanes];
    to_integers(integers, index);
    return gather_lanes(array, fill(integers, buffer));
  }
  // One row after another: an element may occur again and must see the sum so far.
  void add(double* array, const int32_t* index, F64 a) const {
    double lane[kLanes];
    store(lane, a);
    if (whole()) {
#pragma GCC unroll 8
      for (size_t k = 0; k < kLanes; ++k) array[index[k]] += lane[k];
    } else {
      for (size_t k = 0; k < left; ++k) array[index[k]] += lane[k];
    }
  }
  void add(int32_t* array, const int32_t* index, F64 a) const {
    double lane[kLanes];
    store(lane, a);
    const size_t n = lanes();
    for (size_t k = 0; k < n; ++k) {
      array[index[k]] = to_integer(double(array[index[k]]) + lane[k]);
    }
  }
  void add(float* array, const int32_t* index, F64 a) const {
    double lane[kLanes];
    store(lane, a);
    const size_t n = lanes();
    for (size_t k = 0; k < n; ++k) array[index[k]] += float(lane[k]);
  }
};

struct Consecutive : VectorRows {
  size_t at;

  Consecutive(const KernelCall& call, size_t i) : VectorRows(call, i), at(call.first + i) {}
  F64 number() const {
    double lane[kLanes];
    for (size_t k = 0; k < kLanes; ++k) lane[k] = double(at + k);
    return load(lane);
  }
  const int32_t* index(const int32_t* of_rows, int32_t (&buffer)[kLanes]) const {
    return fill(of_rows + at, buffer);
  }
  template <class T>
  F64 load_row(const T* array) const {
    return widen(array + at);
  }
  template <class W>
  void store_row(KernelCall*, uint32_t, double* array, F64 a, W& watch) const {
    if (whole()) {
      watch.see(a);
      return store(array + at, a);
    }
    double lane[kLanes];
    store(lane, a);
    for (size_t k = 0; k < left; ++k) {
      watch.see(lane[k]);
      array[at + k] = lane[k];
    }
  }
  template <class W>
  void store_row(KernelCall*, uint32_t, float* array, F64 a, W& watch) const {
    double lane[kLanes];
    store(lane, a);
    const size_t n = lanes();
    for (size_t k = 0; k < n; ++k) watch.see(double(array[at + k] = float(lane[k])));
  }
  template <class W>
  void store_row(KernelCall*, uint32_t, int32_t* array, F64 a, W&) const {
    if (whole()) return to_integers(array + at, a);
    int32_t lane[kLanes];
    to_integers(lane, a);
    for (size_t k = 0; k < left; ++k) array[at + k] = lane[k];
  }
  template <class W>
  void store_row(KernelCall*, uint32_t, uint8_t* array, M64 a, W&) const {
    const uint64_t bytes = spread_bits(bit_mask(a));
    if (whole()) {
      __builtin_memcpy(array + at, &bytes, kLanes);
    } else {
      for (size_t k = 0; k < left; ++k) array[at + k] = uint8_t(bytes >> 8 * k);
    }
  }
  // Writes the rows where `a` holds from `found` on; answers how many there are by then.
  size_t find(int32_t* rows, size_t found, M64 a) const {
    unsigned bits = bit_mask(a);
    if (!whole()) bits &= (1u << left) - 1;
    for (; bits; bits &= bits - 1) rows[found++] = int32_t(at) + __builtin_ctz(bits);
    return found;
  }
};

struct Listed : VectorRows {
  int32_t row[kLanes];

  Listed(const KernelCall& call, size_t i) : VectorRows(call, i) {
    for (size_t k = 0; k < kLanes; ++k) row[k] = call.list[i + (k < left ? k : 0)];
  }
  F64 number() const { return widen_i32(row); }
  const int32_t* index(const int32_t* of_rows, int32_t (&buffer)[kLanes]) const {
    for (size_t k = 0; k < kLanes; ++k) buffer[k] = of_rows[row[k]];
    return buffer;
  }
  template <class T>
  F64 load_row(const T* array) const {
    return gather_lanes(array, row);
  }
  template <class T, class W>
  void store_row(KernelCall* call, uint32_t variable, T* array, F64 a, W& watch) const {
    double lane[kLanes];
    store(lane, a);
    const size_t n = lanes();
    for (size_t k = 0; k < n; ++k) {
      watch.see(call, variable, row[k], double(array[row[k]] = T(lane[k])));
    }
  }
  template <class W>
  void store_row(KernelCall*, uint32_t, int32_t* array, F64 a, W&) const {
    int32_t lane[kLanes];
    to_integers(lane, a);
    const size_t n = lanes();
    for (size_t k = 0; k < n; ++k) array[row[k]] = lane[k];
  }
  template <class W>
  void store_row(KernelCall*, uint32_t, uint8_t* array, M64 a, W&) const {
    const unsigned bits = bit_mask(a);
    const size_t n = lanes();
    for (size_t k = 0; k < n; ++k) array[row[k]] = bits >> k & 1;
  }
};

// One row in all lanes, for programs in which a row may see what those before it have written.
struct One {
  static constexpr size_t kStep = 1;
  size_t i;
  int32_t row;

  One(const KernelCall& call, size_t i)
      : i(i), row(call.list ? call.list[i] : int32_t(call.first + i)) {}
  F64 number() const { return splat(double(row)); }
  const int32_t* index(const int32_t* of_rows, int32_t (&)[kLanes]) const { return of_rows + row; }
  F64 column(const double* values) const { return splat(values[i]); }
  void output(double* values, F64 a) const { values[i] = first_lane(a); }
  template <class T>
  F64 load_row(const T* array) const {
    return value_of(array + row);
  }
  template <class T>
  F64 gather(const T* array, const int32_t* index) const {
    return value_of(array + *index);
  }
  template <class T>
  F64 look_up(const T* array, F64 index) const {
    return look_up_one(array, index);
  }
  void add(double* array, const int32_t* index, F64 a) const { array[*index] += first_lane(a); }
  void add(int32_t* array, const int32_t* index, F64 a) const {
    array[*index] = to_integer(double(array[*index]) + first_lane(a));
  }
  void add(float* array, const int32_t* index, F64 a) const {
    array[*index] += float(first_lane(a));
  }
  template <class T, class W>
  void store_row(KernelCall* call, uint32_t variable, T* array, F64 a, W& watch) const {
    store_at(call, variable, array, &row, a, watch);
  }
  template <class W>
  void store_row(KernelCall* call, uint32_t variable, uint8_t* array, M64 a, W& watch) const {
    store_at(call, variable, array, &row, a, watch);
  }
  // Of an array that is reached through an index, or shared.
  template <class T, class W>
  void store_at(KernelCall* call, uint32_t variable, T* array, const int32_t* index, F64 a,
                W& watch) const {
    watch.see(call, variable, *index, double(array[*index] = T(first_lane(a))));
  }
  template <class W>
  void store_at(KernelCall*, uint32_t, int32_t* array, const int32_t* index, F64 a, W&) const {
    array[*index] = to_integer(first_lane(a));
  }
  template <class W>
  void store_at(KernelCall*, uint32_t, uint8_t* array, const int32_t* index, M64 a, W&) const {
    array[*index] = in_lane(a, 0);
  }
  size_t find(int32_t* rows, size_t found, M64 a) const {
    rows[found] = row;
    return found + in_lane(a, 0);
  }
};

}  // namespace
}  // namespace myelin::MYELIN_TARGET
