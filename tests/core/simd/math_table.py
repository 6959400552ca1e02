#!/usr/bin/env python3
"""Writes math_table.inc: correctly rounded values of the elementary functions. Needs mpmath.

    python3 math_table.py > math_table.inc
"""
import random
import struct

from mpmath import (acos, asin, atan, cos, cosh, exp, expm1, ldexp, log, log10, log1p, mp, mpf,
                    nint, sin, sinh, sqrt, tan, tanh)

mp.prec = 1300  # enough to reduce the largest double by pi
LEAST = -1074  # exponent of the smallest double


def bits(x):
    return "0x%016X" % struct.unpack("<Q", struct.pack("<d", x))[0]


def rounded(x):
    """The nearest double, without rounding twice in the subnormal range."""
    if x == 0:
        return 0.0
    exponent = max(int(mp.floor(mp.log(abs(x), 2))) - 52, LEAST)
    whole = int(nint(ldexp(x, -exponent)))
    return float("inf") if abs(whole) * mpf(2) ** exponent >= mpf(2) ** 1024 else float(
        ldexp(mpf(whole), exponent))


def scattered(count, low, high):
    """Magnitudes with exponents spread over [low, high), both signs."""
    return [
        random.choice((-1, 1)) * random.uniform(1, 2) * 2.0 ** random.uniform(low, high)
        for _ in range(count)
    ]


def spread(count, low, high):
    return [random.uniform(low, high) for _ in range(count)]


def main():
    random.seed(1)
    any_angle = spread(4, -4, 4) + scattered(3, -30, 0) + scattered(4, 3, 20) + scattered(
        4, 20, 1022) + [6381956970095103.0 * 2.0**797, 2.0**1023 * (2 - 2.0**-52)]
    positive = [abs(x) for x in scattered(7, -1021, 1022) + spread(6, 0.7, 1.5)] + [5e-324, 1e-310]
    near_zero = scattered(4, -1073, -50) + scattered(5, -50, 0)
    unit = spread(8, -1, 1) + scattered(5, -60, -1) + [0.5, -0.5, 1 - 2.0**-53, -1 + 2.0**-53]
    functions = {
        "exp": (exp, spread(8, -708, 709) + spread(4, -1, 1) + spread(3, -745, -708)),
        "expm1": (expm1, spread(5, -40, 709) + spread(6, -1, 1) + near_zero),
        "exprel": (lambda x: expm1(x) / x if abs(x) >= 1e-16 else mpf(1),
                   spread(4, -700, 700) + spread(6, -2, 2) + near_zero + [715.0, 716.3, -1e300]),
        "log": (log, positive),
        "log10": (log10, positive + [1e3, 1e15, 1e22]),
        "log1p": (log1p, spread(6, -1, 2) + near_zero + [1e10, 1e300, -1 + 2.0**-53]),
        "sin": (sin, any_angle),
        "cos": (cos, any_angle),
        "tan": (tan, any_angle),
        "sinh": (sinh, spread(6, -710, 710) + spread(4, -2, 2) + near_zero),
        "cosh": (cosh, spread(6, -710, 710) + spread(4, -2, 2) + near_zero),
        "tanh": (tanh, spread(8, -22, 22) + spread(4, -2, 2) + near_zero),
        "arcsin": (asin, unit),
        "arccos": (acos, unit),
        "arctan": (atan, unit + scattered(8, 0, 100)),
        "square_root": (sqrt, positive),
    }
    print("// Written by math_table.py: function, bits of the argument, bits of the nearest "
          "result.")
    for name, (function, arguments) in functions.items():
        for x in arguments:
            result = rounded(function(mpf(x)))
            print("{Unary::%s, %s, %s}," % (name, bits(x), bits(result)))


if __name__ == "__main__":
    main()
