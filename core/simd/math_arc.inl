// arcsin, arccos, arctan, with polynomials fitted by coefficients.py.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

// atan t = t + t z A(z), z = t^2, |t| <= tan(pi/8): relative error 2^-63.8.
inline constexpr double kAtanA[] = {
    -0x1.5555555555554p-2, 0x1.99999999995bcp-3, -0x1.2492492471faap-3, 0x1.c71c71b5e6cadp-4,
    -0x1.745d148ee3deap-4, 0x1.3b136ade7dd30p-4, -0x1.110c47511bcddp-4, 0x1.e16f0013413a5p-5,
    -0x1.ab6be80599a24p-5, 0x1.70ab883be7260p-5, -0x1.11aa145886a5cp-5, 0x1.efd0e4770515bp-7,
};
// asin t = t + t z B(z), z = t^2 <= 1/4: relative error 2^-63.7.
inline constexpr double kAsinB[] = {
    0x1.5555555555553p-3,  0x1.33333333339dap-4, 0x1.6db6db6d4d75cp-5,  0x1.f1c71ca649f1ep-6,
    0x1.6e8b9b2e93978p-6,  0x1.1c4f80a20d510p-6, 0x1.c98166db6f75bp-7,  0x1.7b9f2718ebf81p-7,
    0x1.36e559159f8b1p-7,  0x1.4765681763f73p-7, 0x1.855410521442bp-11, 0x1.94a27c659c372p-6,
    -0x1.a9c222e5cd6bdp-6, 0x1.12db63a104c87p-5,
};
inline constexpr double kHalfPiHigh = 0x1.921fb54442d18p+0, kHalfPiLow = 0x1.1a62633145c07p-54;

// For |x| <= 1/2: |x| = asin's leading part, and the rest. Above: asin sqrt((1 - |x|) / 2), which
// is half of acos |x|.
inline Pair asin_near(F64 size, M64 large) {
  const F64 z = select(large, splat(0.5) * (splat(1.0) - size), size * size);
  const F64 root = square_root(z);
  const Pair square = two_product(root, root);
  const F64 lost = ((z - square.high) - square.low) / larger(root + root, splat(0x1p-500));
  const F64 s = select(large, root, size);
  return {s, s * z * polynomial(z, kAsinB) + select(large, lost, splat(0.0))};
}

inline F64 arcsin(F64 x) {
  const F64 size = absolute(x);
  const M64 large = size > splat(0.5);
  const Pair s = asin_near(size, large);
  const Pair difference = two_sum(splat(kHalfPiHigh), splat(-2.0) * s.high);
  const F64 low = difference.low + (splat(kHalfPiLow) - splat(2.0) * s.low);
  return with_sign_of(x, absolute(select(large, difference.high + low, s.high + s.low)));
}

inline F64 arccos(F64 x) {
  const M64 large = absolute(x) > splat(0.5), positive = x > splat(0.0);
  const Pair s = asin_near(absolute(x), large);
  // base - v, where v is asin x, or -2 s near 1, or 2 s near -1.
  const F64 factor = select(large, select(positive, splat(-2.0), splat(2.0)),
                            select(positive, splat(1.0), splat(-1.0)));
  const F64 base = select(large, select(positive, splat(0.0), splat(2.0)), splat(1.0));
  const Pair sum = two_sum(base * splat(kHalfPiHigh), -(factor * s.high));
  return sum.high + (sum.low + (base * splat(kHalfPiLow) - factor * s.low));
}

// atan a = offset + atan(n / d), where the quotient is a, (a - 1) / (a + 1) or -1 / a.
inline F64 arctan(F64 x) {
  const F64 one = splat(1.0), zero = splat(0.0);
  const F64 a = smaller(splat(0x1p64), absolute(x));   // beyond, the result is pi/2 anyway
  const M64 middle = a > splat(0x1.a827999fcef32p-2);  // tan(pi/8)
  const M64 outer = a > splat(0x1.3504f333f9de6p+1);   // tan(3 pi/8)
  const Pair n = select(outer, Pair{-one, zero}, select(middle, two_sum(a, -one), Pair{a, zero}));
  const Pair d = select(outer, Pair{a, zero}, select(middle, two_sum(a, one), Pair{one, zero}));
  const Pair t = divide(n, d);
  const F64 z = t.high * t.high;
  const F64 quarters = select(outer, splat(1.0), select(middle, splat(0.5), zero));
  const Pair sum = two_sum(quarters * splat(kHalfPiHigh), t.high);
  const F64 tail = quarters * splat(kHalfPiLow) + t.low + t.high * z * polynomial(z, kAtanA);
  return with_sign_of(x, absolute(sum.high + (sum.low + tail)));
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
