// Rows of generated C++ for programs on values of 32 bits: consecutive ones, as many at a time as a
// vector has floats. What needs doubles is computed for the parts of such a vector.
//
// As in kernel_rows.inl, a last vector may have fewer rows than lanes. Lanes beyond the last row
// are read from what lies behind the array, whose memory the engine's store pads.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr size_t kWide = F32::kLanes;
static_assert(kWide == kParts * kLanes);

// The doubles of kWide rows.
struct D64 {
  F64 part[kParts];
};

template <class Make>
inline D64 parts(Make make) {
  D64 made;
#pragma GCC unroll 2
  for (size_t p = 0; p < kParts; ++p) made.part[p] = make(p);
  return made;
}
template <class Make>
inline M32 masks(Make make) {
  M64 made[kParts];
#pragma GCC unroll 2
  for (size_t p = 0; p < kParts; ++p) made[p] = make(p);
  return narrow(made);
}

inline D64 wide(F64 a) {
  return parts([&](size_t) { return a; });
}
inline D64 wide(F32 a) {
  D64 made;
  widen(made.part, a);
  return made;
}
inline M32 wide(M64 m) {
  return masks([&](size_t) { return m; });
}
inline F32 narrow(D64 a) { return narrow(a.part); }
// Of what is the same for all rows.
inline F32 single(F64 a) { return splat(float(first_lane(a))); }

template <F64 (*kOperation)(F64)>
inline D64 each(D64 a) {
  return parts([&](size_t p) { return kOperation(a.part[p]); });
}
template <F64 (*kOperation)(F64, F64)>
inline D64 each(D64 a, D64 b) {
  return parts([&](size_t p) { return kOperation(a.part[p], b.part[p]); });
}
inline D64 operator+(D64 a, D64 b) { return each<add>(a, b); }
inline D64 operator-(D64 a, D64 b) { return each<subtract>(a, b); }
inline D64 operator*(D64 a, D64 b) { return each<multiply>(a, b); }
inline D64 operator/(D64 a, D64 b) { return each<divide>(a, b); }
inline M32 operator<(D64 a, D64 b) {
  return masks([&](size_t p) { return a.part[p] < b.part[p]; });
}
inline M32 operator<=(D64 a, D64 b) {
  return masks([&](size_t p) { return a.part[p] <= b.part[p]; });
}
inline M32 operator>(D64 a, D64 b) { return b < a; }
inline M32 operator>=(D64 a, D64 b) { return b <= a; }
inline M32 operator==(D64 a, D64 b) {
  return masks([&](size_t p) { return a.part[p] == b.part[p]; });
}
inline M32 operator!=(D64 a, D64 b) { return !(a == b); }
template <class Comparison>
inline M32 reached_by(const Comparison& comparison, D64 x) {
  return masks([&](size_t p) { return comparison.reached_by(x.part[p]); });
}

inline M32 is_true(F32 a) { return a != splat(0.0f); }
inline M32 is_true(D64 a) { return a != wide(splat(0.0)); }
inline F32 one_where(M32 m) { return select(m, splat(1.0f), splat(0.0f)); }
inline D64 select(M32 m, D64 a, D64 b) {
  M64 mask[kParts];
  widen(mask, m);
  return parts([&](size_t p) { return select(mask[p], a.part[p], b.part[p]); });
}

// Looks at stored values; without `kOn` it costs nothing.
template <bool kOn>
struct WideWatch : Watch<kOn> {
  using Watch<kOn>::see;
  F32 single_differences = splat(0.0f);

  void see(F32 a) {
    if (kOn) single_differences = bits_of_either(single_differences, a - a);
  }
  void finish(KernelCall* call) const {
    if (kOn && bit_mask(single_differences != splat(0.0f))) call->not_finite = 1;
    Watch<kOn>::finish(call);
  }
};

struct WideRows {
  static constexpr size_t kStep = kWide;
  size_t i, at, left;

  WideRows(const KernelCall& call, size_t i) : i(i), at(call.first + i), left(call.count - i) {}
  bool whole() const { return __builtin_expect(left >= kWide, 1); }
  size_t lanes() const { return left < kWide ? left : kWide; }

  template <class T>
  static D64 load_parts(const T* from) {
    return parts([&](size_t p) { return widen(from + p * kLanes); });
  }
  static void store_parts(double* to, D64 a) {
#pragma GCC unroll 2
    for (size_t p = 0; p < kParts; ++p) store(to + p * kLanes, a.part[p]);
  }

  D64 number() const {
    return parts([&](size_t p) {
      double lane[kLanes];
      for (size_t k = 0; k < kLanes; ++k) lane[k] = double(at + p * kLanes + k);
      return load(lane);
    });
  }
  D64 column(const double* values) const { return load_parts(values + i); }
  void output(double* values, D64 a) const {
    if (whole()) return store_parts(values + i, a);
    double lane[kWide];
    store_parts(lane, a);
    for (size_t k = 0; k < left; ++k) values[i + k] = lane[k];
  }
  D64 load_row(const double* array) const { return load_parts(array + at); }
  D64 load_row(const int32_t* array) const { return load_parts(array + at); }
  F32 load_row(const float* array) const { return load(array + at); }
  F32 load_row(const uint8_t* array) const { return widen_bytes(array + at); }
  template <class T>
  D64 look_up(const T* array, D64 index) const {
    int32_t wanted[kWide];
    for (size_t p = 0; p < kParts; ++p) to_integers(wanted + p * kLanes, index.part[p]);
    for (size_t k = left; k < kWide; ++k) wanted[k] = wanted[0];
    return parts([&](size_t p) { return gather_lanes(array, wanted + p * kLanes); });
  }

  template <class W>
  void store_row(KernelCall*, uint32_t, double* array, D64 a, W& watch) const {
    if (whole()) {
#pragma GCC unroll 2
      for (size_t p = 0; p < kParts; ++p) watch.see(a.part[p]);
      return store_parts(array + at, a);
    }
    double lane[kWide];
    store_parts(lane, a);
    for (size_t k = 0; k < left; ++k) watch.see(array[at + k] = lane[k]);
  }
  template <class W>
  void store_row(KernelCall*, uint32_t, float* array, F32 a, W& watch) const {
    if (whole()) {
      watch.see(a);
      return store(array + at, a);
    }
    float lane[kWide];
    store(lane, a);
    for (size_t k = 0; k < left; ++k) watch.see(double(array[at + k] = lane[k]));
  }
  template <class W>
  void store_row(KernelCall*, uint32_t, int32_t* array, D64 a, W&) const {
    int32_t lane[kWide];
    for (size_t p = 0; p < kParts; ++p) to_integers(lane + p * kLanes, a.part[p]);
    const size_t n = lanes();
    for (size_t k = 0; k < n; ++k) array[at + k] = lane[k];
  }
  template <class W>
  void store_row(KernelCall*, uint32_t, uint8_t* array, M32 a, W&) const {
    if (whole()) return store_bytes(array + at, a);
    uint8_t bytes[kWide];
    store_bytes(bytes, a);
    for (size_t k = 0; k < left; ++k) array[at + k] = bytes[k];
  }
  // As in kernel_rows.inl.
  size_t find(int32_t* rows, size_t found, M32 a) const {
    unsigned bits = bit_mask(a);
    if (!whole()) bits &= (1u << left) - 1;
    for (; bits; bits &= bits - 1) rows[found++] = int32_t(at) + __builtin_ctz(bits);
    return found;
  }
};

}  // namespace
}  // namespace myelin::MYELIN_TARGET
