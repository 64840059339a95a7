#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table of the digital link's Gaussian noise, docs/digital-link.md section 4.

One definition feeds both sides: gauss_table.hpp for the golden model and ll_gauss_table_pkg.sv for
the RTL. The arithmetic is mpmath's with 50 digits, so the output is the same on every machine.

Usage: gauss_table.py OUTPUT_DIR
"""

import pathlib
import sys

if {"-h", "--help"} & set(sys.argv[1:]):  # also where there is no mpmath
    print(__doc__.strip())
    sys.exit()

import mpmath  # noqa: E402

mpmath.mp.dps = 50

UNIFORM_BITS = 31  # m, the uniform number without its sign bit
SUB_BITS = 4  # rows an octave of m: 2^SUB_BITS
FRAC_BITS = 12  # position inside a row
VALUE_FRACTION_BITS = 13  # base and slope count 2^-13 standard deviations
BASE_BITS = 16
SLOPE_BITS = 10
ROWS = (UNIFORM_BITS + 1) << SUB_BITS

UNIT = mpmath.mpf(2) ** VALUE_FRACTION_BITS


def tail_inverse(p):
    """Q^-1(p): the value that a standard normal variable exceeds with probability p."""
    return mpmath.sqrt(2) * mpmath.erfinv(1 - 2 * p)


def row_range(row):
    """(first, count): the values m that fall into the row; count 0 where none does."""
    leading_zeros, sub = row >> SUB_BITS, row & ((1 << SUB_BITS) - 1)
    if leading_zeros == UNIFORM_BITS:  # m = 0
        return 0, int(sub == 0)
    bits_below = UNIFORM_BITS - 1 - leading_zeros
    shift = bits_below - SUB_BITS
    if shift >= 0:
        return (1 << bits_below) + (sub << shift), 1 << shift
    if sub & ((1 << -shift) - 1):
        return 0, 0
    return (1 << bits_below) + (sub >> -shift), 1


def fit_row(row):
    """(base, slope) as integers."""
    first, count = row_range(row)
    if count == 0:
        return 0, 0
    # The distinct values of frac in this row; each stands for `per_step` neighbouring m, and the
    # line is fitted to their middle.
    steps = min(count, 1 << FRAC_BITS)
    per_step = count // steps
    scale = mpmath.mpf(2) ** -(UNIFORM_BITS + 1)

    def p_of(step):
        return (first + (step + mpmath.mpf(1) / 2) * per_step) * scale

    start = tail_inverse(p_of(0))
    if steps == 1:
        return int(mpmath.floor(start * UNIT + mpmath.mpf(1) / 2)), 0
    drop_per_step = (start - tail_inverse(p_of(steps - 1))) / (steps - 1)
    # Q^-1 is convex below one half: the chord lies above it, and furthest where the slopes agree,
    # |d Q^-1/dp| = 1/density.
    density = per_step * scale / drop_per_step
    z = mpmath.sqrt(-2 * mpmath.log(density * mpmath.sqrt(2 * mpmath.pi)))
    p = mpmath.erfc(z / mpmath.sqrt(2)) / 2
    step = (p / scale - first) / per_step - mpmath.mpf(1) / 2
    deviation = start - drop_per_step * step - z
    slope = int(mpmath.floor(drop_per_step * steps * UNIT + mpmath.mpf(1) / 2))
    # floor, not nearest: the RTL drops the fraction of slope*frac, half a unit in the mean, which
    # makes the sample larger by as much.
    base = int(mpmath.floor((start - deviation / 2) * UNIT))
    return base, slope


def check(rows):
    """Stops when a row does not fit its fields, or its line leaves 0..2^16-1."""
    for row, (base, slope) in enumerate(rows):
        _, count = row_range(row)
        steps = max(1, min(count, 1 << FRAC_BITS))
        last_frac = ((steps - 1) << FRAC_BITS) // steps
        last = base - ((slope * last_frac) >> FRAC_BITS)
        if not (0 <= last <= base < 1 << BASE_BITS and 0 <= slope < 1 << SLOPE_BITS):
            sys.exit(f"gauss_table.py: row {row}: base {base}, slope {slope} do not fit")


def cpp_header(rows):
    body = "\n".join(f"    {{{base}, {slope}}}," for base, slope in rows)
    return f"""// SPDX-License-Identifier: Apache-2.0
// Written by scripts/gauss_table.py. Table of docs/digital-link.md section 4.
#pragma once

#include <array>
#include <cstdint>

namespace lightloop::gauss_table {{

/// One segment of the inverse normal tail function, in units of 2^-13 standard deviations.
struct Row {{
  std::uint16_t base;   ///< magnitude at frac = 0
  std::uint16_t slope;  ///< decrease over 4096 steps of frac; {SLOPE_BITS} bits
}};

/// Row 16*leading_zeros + sub.
inline constexpr std::array<Row, {len(rows)}> kRows{{{{
{body}
}}}};

}}  // namespace lightloop::gauss_table
"""


def sv_package(rows):
    width = BASE_BITS + SLOPE_BITS
    entries = ",\n".join(
        f"    {width}'h{(base << SLOPE_BITS) | slope:07x}" for base, slope in rows
    )
    return f"""// SPDX-License-Identifier: Apache-2.0
// Written by scripts/gauss_table.py. Table of docs/digital-link.md section 4.
package ll_gauss_table_pkg;

  // {{base, slope}} of row 16*leading_zeros + sub, in units of 2^-13 standard deviations.
  localparam logic [{width - 1}:0] TABLE [0:{len(rows) - 1}] = '{{
{entries}
  }};

endpackage
"""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rows = [fit_row(row) for row in range(ROWS)]
    check(rows)
    output = pathlib.Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    (output / "gauss_table.hpp").write_text(cpp_header(rows))
    (output / "ll_gauss_table_pkg.sv").write_text(sv_package(rows))


if __name__ == "__main__":
    main()
