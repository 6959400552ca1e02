#!/usr/bin/env python3
"""Writes power_table.inc: correctly rounded powers. Needs mpmath.

    python3 power_table.py > power_table.inc
"""
import random

from math_table import bits, rounded
from mpmath import log, mpf


def main():
    random.seed(2)
    pairs = [(random.uniform(0.01, 10), random.uniform(-30, 30)) for _ in range(10)]
    for _ in range(20):  # large exponents: the logarithm must be very accurate
        x = random.choice((random.uniform(0.9, 1.1), 1 + random.uniform(-1e-6, 1e-6),
                           2.0 ** random.uniform(-1000, 1000)))
        pairs.append((x, float(random.uniform(-740, 705) / log(mpf(x)))))
    pairs += [(-float(random.randrange(1, 20)), float(random.randrange(-30, 30))) for _ in range(8)]
    pairs += [(5e-324, 0.5), (5e-324, -0.9), (10.0, 22.0), (10.0, -5.0), (2.0, -1074.0),
              (2.0, -1073.5), (1.5, -1830.0)]
    print("// Written by power_table.py: bits of the base, the exponent and the nearest result.")
    for x, y in pairs:
        print("{%s, %s, %s}," % (bits(x), bits(y), bits(rounded(mpf(x) ** mpf(y)))))


if __name__ == "__main__":
    main()
