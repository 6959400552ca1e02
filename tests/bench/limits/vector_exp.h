// exp of a vector by a polynomial, about 1 ulp; |x| up to 700 (double) or 87 (float).
#pragma once

#include "limit.h"

namespace limit {

inline Vector<float>::Real vector_exp(Vector<float>::Real x) {
  using Int = Vector<float>::Int;
  const float magic = 12582912.0f;  // adding it rounds to an integer
  const auto shifted = x * 1.44269504088896341f + magic;
  const auto n = shifted - magic;
  const auto r = x - n * 0.693359375f + n * 2.12194440e-4f;
  auto p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  for (float c : {8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f})
    p = p * r + c;
  p = p * r * r + r + 1.0f;
  return (Vector<float>::Real)((Int)p + ((Int)shifted << 23));
}

inline Vector<double>::Real vector_exp(Vector<double>::Real x) {
  using Int = Vector<double>::Int;
  const double magic = 6755399441055744.0;
  const auto shifted = x * 1.4426950408889634074 + magic;
  const auto n = shifted - magic;
  const auto r = x - n * 6.93145751953125e-1 - n * 1.42860682030941723212e-6;
  auto p = r * (1.0 / 39916800) + 1.0 / 3628800;  // the series up to r^11
  for (double c : {1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6,
                   0.5, 1.0, 1.0})
    p = p * r + c;
  return (Vector<double>::Real)((Int)p + ((Int)shifted << 52));
}

}  // namespace limit
