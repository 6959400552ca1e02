#!/usr/bin/env python3
"""Prints the polynomial coefficients of core/simd/math_*.inl and the error of each fit.

Method: weighted least squares on Chebyshev nodes in 400-bit arithmetic, which comes within a
small factor of the minimax polynomial. The coefficients are then rounded to doubles one after
another, lowest first, and the rest is fitted again each time, so that later ones absorb the
rounding of earlier ones. Needs mpmath.
"""
from struct import pack, unpack

from mpmath import mp, mpf, asin, atan, cos, exp, log, lu_solve, matrix, pi, polyval, sin, sqrt

mp.prec = 400


def weighted_fit(function, weight, nodes, first, count):
    """Coefficients of x^first ... of the least-squares polynomial, lowest first."""
    rows = matrix(len(nodes), count)
    values = matrix(len(nodes), 1)
    for i, x in enumerate(nodes):
        values[i] = function(x) * weight(x)
        for k in range(count):
            rows[i, k] = x ** (first + k) * weight(x)
    return lu_solve(rows.T * rows, rows.T * values)


def to_float(x):
    return unpack("f", pack("f", float(x)))[0]


def rounded_fit(function, weight, low, high, count, rounded):
    """The same with coefficients that are rounded."""
    size = 4 * count
    nodes = [
        (low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * size))
        for i in range(size)
    ]
    done = []
    for k in range(count):

        def rest(x):
            return function(x) - polyval(done[::-1] or [0], x)

        done.append(mpf(rounded(weighted_fit(rest, weight, nodes, k, count - k)[0])))
    return done


def show(name, function, low, high, count, weight, rounded=float):
    """`weight(x)` turns the error of the polynomial into a relative error of the whole function."""
    low, high = mpf(low), mpf(high)
    coefficients = rounded_fit(function, weight, low, high, count, rounded)
    worst = max(
        abs((polyval(coefficients[::-1], x) - function(x)) * weight(x))
        for x in (low + (high - low) * (i + mpf(1) / 3) / 2000 for i in range(2000))
    )
    print(f"// {name}: relative error of the fit 2^{float(log(worst, 2)):.1f}")
    print("    " + ",\n    ".join(float(c).hex() for c in coefficients))


def main():
    half = log(mpf(2)) / 2 * mpf("1.0001")
    show("exp(r) = 1 + r + r^2 E(r)", lambda r: (exp(r) - 1 - r) / r**2, -half, half, 11,
         lambda r: r**2)
    show("the same for floats", lambda r: (exp(r) - 1 - r) / r**2, -half, half, 5,
         lambda r: r**2, to_float)

    def two_atanh(s):
        return log((1 + s) / (1 - s))

    limit = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1) * mpf("1.0001")) ** 2
    show("2 atanh(s) = 2 s + s z L(z), z = s^2",
         lambda z: (two_atanh(sqrt(z)) / sqrt(z) - 2) / z, mpf(2)**-40, limit, 7, lambda z: z)
    show("2 atanh(s) = 2 s + 2/3 s z + s z^2 M(z)",
         lambda z: (two_atanh(sqrt(z)) / sqrt(z) - 2 - 2 * z / 3) / z**2, mpf(2)**-30, limit, 8,
         lambda z: z * z / 2)
    limit = (pi / 4 * mpf("1.0001")) ** 2
    show("sin(r) = r + r z S(z), z = r^2", lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z,
         mpf(2)**-40, limit, 6, lambda z: z)
    show("cos(r) = 1 - z/2 + z^2 C(z)", lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2,
         mpf(2)**-30, limit, 6, lambda z: z**2)
    limit = ((sqrt(mpf(2)) - 1) * mpf("1.0001")) ** 2
    show("atan(t) = t + t z A(z), z = t^2", lambda z: (atan(sqrt(z)) / sqrt(z) - 1) / z,
         mpf(2)**-40, limit, 12, lambda z: z)
    show("asin(t) = t + t z B(z), z = t^2", lambda z: (asin(sqrt(z)) / sqrt(z) - 1) / z,
         mpf(2)**-40, mpf("0.2501"), 14, lambda z: z)


if __name__ == "__main__":
    main()
