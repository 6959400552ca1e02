// What the tests of core/kernels and core/simd share: the rows, and values worth trying.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <cctype>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kernels/table.h"

namespace myelin::rows {

inline std::vector<const KernelTable*> all() {
  std::vector<const KernelTable*> list;
  for (auto row = available_kernels(); *row != nullptr; ++row) list.push_back(*row);
  return list;
}

inline std::string name(const testing::TestParamInfo<const KernelTable*>& info) {
  std::string name = info.param->name;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

// A test that runs once for each row of this build that the machine can run.
struct EachRow : testing::TestWithParam<const KernelTable*> {
  const KernelTable& row() const { return *GetParam(); }
};

inline uint64_t bits(double x) { return std::bit_cast<uint64_t>(x); }

// Equal to the bit, except that any NaN is as good as another.
inline bool same(double a, double b) {
  return bits(a) == bits(b) || (std::isnan(a) && std::isnan(b));
}

// A small generator (SplitMix64), so that every platform tries the same values.
struct Generator {
  uint64_t state;
  uint64_t operator()() {
    uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }
  double between(double low, double high) {
    return low + (high - low) * (double((*this)() >> 11) * 0x1p-53);
  }
};

inline const std::vector<double>& special_values() {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  static const std::vector<double> values = {0.0,
                                             1.0,
                                             0.5,
                                             1.5,
                                             2.0,
                                             3.0,
                                             7.0,
                                             10.0,
                                             5e-324,
                                             1e-310,
                                             0x1p-1022,
                                             1e-300,
                                             1e-16,
                                             1e300,
                                             0x1p1023,
                                             0x1.fffffffffffffp1023,
                                             0x1p51,
                                             0x1p52,
                                             0x1p53,
                                             0x1p63,
                                             0x1p20,
                                             0x1p20 + 1,
                                             709.0,
                                             710.0,
                                             717.5,
                                             745.5,
                                             88.0,
                                             3.14159,
                                             1.5707963,
                                             255.0,
                                             256.5,
                                             0x1p31,
                                             0x1p31 - 1,
                                             2.5,
                                             0.9999999999999999,
                                             kInf};
  return values;
}

// n values of all kinds, padded: special ones, any bits, moderate numbers, small integers.
inline std::vector<double> mixed_values(size_t n, uint64_t seed) {
  Generator next{seed};
  std::vector<double> values(n + kPadding);
  for (double& v : values) {
    const std::vector<double>& special = special_values();
    switch (next() % 4) {
      case 0:
        v = special[next() % special.size()];
        break;
      case 1:
        v = std::bit_cast<double>(next());
        break;
      case 2:
        v = next.between(-20, 20);
        break;
      default:
        v = std::floor(next.between(-10, 10));
    }
    if (next() & 1) v = -v;
    if (next() % 50 == 0) v = std::numeric_limits<double>::quiet_NaN();
  }
  return values;
}

inline std::vector<double> apply(const KernelTable& row, Unary which, const std::vector<double>& a,
                                 size_t n) {
  std::vector<double> out(a.size());
  row.unary[size_t(which)](out.data(), a.data(), n);
  return out;
}

inline std::vector<double> apply(const KernelTable& row, Binary which, Operands operands,
                                 const std::vector<double>& a, const std::vector<double>& b,
                                 size_t n) {
  std::vector<double> out(a.size());
  row.binary[size_t(operands)][size_t(which)](out.data(), a.data(), b.data(), n);
  return out;
}

// One value through a row.
inline double one(const KernelTable& row, Unary which, double x) {
  return apply(row, which, std::vector<double>(kPadding, x), 1)[0];
}
inline double one(const KernelTable& row, Binary which, double x, double y) {
  return apply(row, which, Operands::vv, std::vector<double>(kPadding, x),
               std::vector<double>(kPadding, y), 1)[0];
}

}  // namespace myelin::rows
