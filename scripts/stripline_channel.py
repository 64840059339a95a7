#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the S parameters of a computed differential stripline as a Touchstone .s4p file.

    stripline_channel.py LENGTH_MM > FILE.s4p

The two modes of a symmetrical pair are lines of their own: skin effect as the square root of j f,
dielectric after Djordjevic and Sarkar, so that the response is causal. Ports 1 and 3 are the near
end, 2 and 4 the far end: "1,3,2,4". The impedances are off 50 ohm on purpose, for some reflection.
"""
import cmath
import math
import sys

LIGHT_M_PER_S = 299792458.0
STEP_HZ, LAST_HZ = 0.2e9, 70e9
REFERENCE_OHMS = 50.0
MODE_OHMS = {"differential": 47.0, "common": 54.0}  # odd and even mode impedance of one wire
SKIN_LOSS_NEPER_PER_M = 0.4e-4  # times the square root of 2 f / Hz; rough copper
PERMITTIVITY_1GHZ, LOSS_TANGENT = 3.4, 0.0035
POLE_LOW_HZ, POLE_HIGH_HZ = 1e4, 1e12


def permittivity(f_hz):
    """Djordjevic-Sarkar: loss tangent nearly constant between the poles, real part to match."""
    def term(f):
        return cmath.log((POLE_HIGH_HZ + 1j * f) / (POLE_LOW_HZ + 1j * f))
    scale = LOSS_TANGENT * PERMITTIVITY_1GHZ / -term(1e9).imag
    return PERMITTIVITY_1GHZ + scale * (term(f_hz) - term(1e9).real)


def mode_s(f_hz, length_m, ohms):
    """S11 and S21 of one mode between reference impedances."""
    skin = SKIN_LOSS_NEPER_PER_M * cmath.sqrt(2j * f_hz)
    wave = 2j * math.pi * f_hz / LIGHT_M_PER_S * cmath.sqrt(permittivity(f_hz))
    travel = cmath.exp(-(skin + wave) * length_m)
    reflection = (ohms - REFERENCE_OHMS) / (ohms + REFERENCE_OHMS)
    denominator = 1 - (reflection * travel) ** 2
    return (reflection * (1 - travel ** 2) / denominator,
            travel * (1 - reflection ** 2) / denominator)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    length_m = float(sys.argv[1]) * 1e-3
    print(f"! Computed stripline pair, {sys.argv[1]} mm, by scripts/stripline_channel.py of Lightloop")
    print("! Ports 1, 3: near end, + and -; 2, 4: far end, + and -")
    print(f"# GHz S RI R {REFERENCE_OHMS:g}")
    for point in range(round(LAST_HZ / STEP_HZ) + 1):
        f_hz = point * STEP_HZ
        d11, d21 = mode_s(f_hz, length_m, MODE_OHMS["differential"])
        c11, c21 = mode_s(f_hz, length_m, MODE_OHMS["common"])
        same, same_far = (d11 + c11) / 2, (d21 + c21) / 2      # back to, and along, the same wire
        other, other_far = (c11 - d11) / 2, (c21 - d21) / 2    # to the other wire
        rows = [[same, same_far, other, other_far], [same_far, same, other_far, other],
                [other, other_far, same, same_far], [other_far, other, same_far, same]]
        for number, row in enumerate(rows):
            start = f"{f_hz / 1e9:.1f}" if number == 0 else " "
            print(start, " ".join(f"{s.real:.6f} {s.imag:.6f}" for s in row))


main()
