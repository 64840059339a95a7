#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table behind golden::normal_quantile (sim/golden/normal_quantile.hpp).

The inverse of the normal tail function, Q^-1(p), as polynomials: p = (1 + f) * 2^-(2 + octave),
octave 0..63; each octave is cut into equal segments of f, and in each segment a polynomial in
t = -1/2..1/2 interpolates Q^-1 at Chebyshev points. The arithmetic is mpmath's with 40 digits and
the coefficients are rounded to double precision once, so the output is the same on every machine.

Usage: normal_quantile_table.py OUTPUT_FILE
"""

import pathlib
import sys

if {"-h", "--help"} & set(sys.argv[1:]):  # also where there is no mpmath
    print(__doc__.strip())
    sys.exit()

import mpmath  # noqa: E402

mpmath.mp.dps = 40

OCTAVES = 64
SEGMENTS = 8
DEGREE = 7


def tail_inverse(p, start):
    """Q^-1(p) by Newton's rule on log Q, which is nearly quadratic: from any start, surely."""
    z = start
    for _ in range(100):
        q = mpmath.erfc(z / mpmath.sqrt(2)) / 2
        density = mpmath.exp(-z * z / 2) / mpmath.sqrt(2 * mpmath.pi)
        step = mpmath.log(q / p) * q / density
        z += step
        if abs(step) < mpmath.mpf(10) ** -30:
            return z
    sys.exit(f"normal_quantile_table.py: no convergence at p = {mpmath.nstr(p, 10)}")


def multiply_by_linear(polynomial, root):
    """polynomial * (t - root), lowest power first."""
    shifted = [mpmath.mpf(0)] + polynomial
    return [s - root * c for s, c in zip(shifted, polynomial + [mpmath.mpf(0)])]


def interpolate(nodes, values):
    """Coefficients, lowest power first, by Newton's divided differences."""
    differences = list(values)
    for order in range(1, len(nodes)):
        for i in range(len(nodes) - 1, order - 1, -1):
            differences[i] = (differences[i] - differences[i - 1]) / (nodes[i] - nodes[i - order])
    total = [mpmath.mpf(0)] * len(nodes)
    basis = [mpmath.mpf(1)]
    for i, difference in enumerate(differences):
        for power, coefficient in enumerate(basis):
            total[power] += difference * coefficient
        basis = multiply_by_linear(basis, nodes[i])
    return total


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    count = DEGREE + 1
    nodes = [mpmath.cos(mpmath.pi * (2 * i + 1) / (2 * count)) / 2 for i in range(count)]
    rows = []
    z = mpmath.mpf(0)
    for octave in range(OCTAVES):
        for segment in reversed(range(SEGMENTS)):  # towards smaller p: a good start is at hand
            values = []
            for node in nodes:
                f = (segment + node + mpmath.mpf(1) / 2) / SEGMENTS
                z = tail_inverse((1 + f) * mpmath.mpf(2) ** -(2 + octave), z)
                values.append(z)
            rows.append((octave, segment, interpolate(nodes, values)))
    rows.sort(key=lambda row: row[:2])
    body = "\n".join(
        "    {" + ", ".join(float(c).hex() for c in row[2]) + "}," for row in rows
    )
    pathlib.Path(sys.argv[1]).write_text(
        f"""// SPDX-License-Identifier: Apache-2.0
// Written by scripts/normal_quantile_table.py: polynomials of the inverse normal tail function.
#pragma once

#include <array>

namespace lightloop::golden::normal_quantile_table {{

inline constexpr int kSegments = {SEGMENTS};  // of an octave
inline constexpr int kCoefficients = {count};

/// Row kSegments * octave + segment: coefficients, constant first.
inline constexpr double kRows[{len(rows)}][kCoefficients] = {{
{body}
}};

}}  // namespace lightloop::golden::normal_quantile_table
"""
    )


if __name__ == "__main__":
    main()
