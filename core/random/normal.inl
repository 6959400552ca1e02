// Uniform to normal numbers, one to one, by the inverse of the normal distribution function. The
// body, compiled once per target after its vector vocabulary and math.
//
// Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
// Statistics 37 (1988), routine PPND16: about 1 part in 10^16.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

// Numerator and denominator of the three rational functions, lowest power first.
struct Rational {
  double above[8], below[8];
};

inline constexpr Rational kNormalCentre = {
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
     1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
     3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
     5.2264952788528545610e3}};

inline constexpr Rational kNormalTail = {
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
     3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9}};

inline constexpr Rational kNormalFarTail = {
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15}};

inline F64 evaluate(const Rational& rational, F64 x) {
  F64 above = splat(rational.above[7]), below = splat(rational.below[7]);
  for (int i = 6; i >= 0; --i) {
    above = above * x + splat(rational.above[i]);
    below = below * x + splat(rational.below[i]);
  }
  return above / below;
}

inline F64 normal_centre(F64 distance) {
  return distance * evaluate(kNormalCentre, splat(0.180625) - distance * distance);
}

// Both tail functions take sqrt(-log p), p the probability of what lies beyond. The far one begins
// at 7 standard deviations: once in 10^11 numbers.
inline F64 normal_tail(F64 distance) {
  const F64 root = square_root(-log(splat(0.5) - absolute(distance)));
  const M64 far = root > splat(5.0);
  F64 size = evaluate(kNormalTail, root - splat(1.6));
  if (any(far)) size = select(far, evaluate(kNormalFarTail, root - splat(5.0)), size);
  return with_sign_of(distance, size);
}

inline constexpr size_t kNormalBlock = 256;

// Uniform to normal numbers in place; `values` has room for n rounded up to kPadding.
//
// The distance from the median is taken to the middle of the uniform number's cell of 2^-53: it is
// exact, symmetric and never 1/2, and the result never beyond 8.3. Only the 15 % of the numbers
// that lie in a tail need log and sqrt; they are packed, so that whole vectors of them are done.
inline void normal_block(double* values, size_t n) {
  double distance[kNormalBlock], tail[kNormalBlock + kPadding];
  uint32_t position[kNormalBlock];
  for (size_t i = 0; i < n; i += F64::kLanes) {
    const F64 q = (load(values + i) - splat(0.5)) + splat(0x1p-54);
    store(distance + i, q);
    store(values + i, normal_centre(q));
  }
  size_t count = 0;
  for (size_t i = 0; i < n; ++i) {
    position[count] = uint32_t(i);
    tail[count] = distance[i];
    count += __builtin_fabs(distance[i]) > 0.425;
  }
  for (size_t i = 0; i < kPadding; ++i) tail[count + i] = 0.0;
  for (size_t i = 0; i < count; i += F64::kLanes) store(tail + i, normal_tail(load(tail + i)));
  for (size_t i = 0; i < count; ++i) values[position[i]] = tail[i];
}

inline void normal_from_uniform(double* values, size_t n) {
  for (size_t i = 0; i < n; i += kNormalBlock) {
    normal_block(values + i, n - i < kNormalBlock ? n - i : kNormalBlock);
  }
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
