#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes vsr_16db.s4p: a differential pair of about 16 dB loss at 26.56 GHz, 0 to 60 GHz.

A computed example, not a measurement. Two coupled striplines as odd and even mode, each a lossy line
between two pad capacitances:
  - conductor loss by skin effect, R(f) = R_dc + R_s sqrt(f) (1 + j): causal, because resistance and
    internal inductance belong together;
  - dielectric loss by the wide-band Debye model of Djordjevic and Sarkar, causal for the same reason.
Ports: 1 and 3 near, 2 and 4 far; through paths 1->2 and 3->4.

Usage: make_vsr_16db.py > vsr_16db.s4p
"""
import cmath
import math

LENGTH_M = 0.212
PAD_FARAD = 30e-15
REFERENCE_OHMS = 50.0
ODD_MODE_OHMS = 48.0
EVEN_MODE_OHMS = 55.0
R_DC_OHMS_PER_M = 4.0
R_SKIN_OHMS_PER_M_SQRT_HZ = 3.6e-3
PERMITTIVITY_AT_1GHZ = 3.3
LOSS_TANGENT_AT_1GHZ = 0.005
DEBYE_BAND_HZ = (1e4, 1e12)
LIGHT_M_PER_S = 299792458.0

STEP_HZ = 200e6
LAST_HZ = 60e9


def permittivity(frequency_hz):
    """Relative permittivity of the dielectric, Djordjevic-Sarkar."""
    low, high = DEBYE_BAND_HZ

    def shape(f):
        return cmath.log((high + 1j * f) / (low + 1j * f))

    at_1ghz = shape(1e9)
    spread = PERMITTIVITY_AT_1GHZ * LOSS_TANGENT_AT_1GHZ / -at_1ghz.imag
    infinite = PERMITTIVITY_AT_1GHZ - spread * at_1ghz.real
    return infinite + spread * shape(frequency_hz)


def mode_s_parameters(frequency_hz, impedance_ohms):
    """S11 and S21 of one mode: pad, line, pad."""
    omega = 2 * math.pi * frequency_hz
    velocity = LIGHT_M_PER_S / math.sqrt(PERMITTIVITY_AT_1GHZ)
    series = (R_DC_OHMS_PER_M + R_SKIN_OHMS_PER_M_SQRT_HZ * math.sqrt(frequency_hz) * (1 + 1j)
              + 1j * omega * impedance_ohms / velocity)
    shunt = (1j * omega / (impedance_ohms * velocity)
             * permittivity(frequency_hz) / PERMITTIVITY_AT_1GHZ)
    gamma = cmath.sqrt(series * shunt)
    z = cmath.sqrt(series / shunt)
    a, b = cmath.cosh(gamma * LENGTH_M), z * cmath.sinh(gamma * LENGTH_M)
    c, d = cmath.sinh(gamma * LENGTH_M) / z, a
    pad = 1j * omega * PAD_FARAD
    # [1 0; pad 1] [a b; c d] [1 0; pad 1]
    a, b, c, d = (a + b * pad, b, pad * a + c + (pad * b + d) * pad, pad * b + d)
    r = REFERENCE_OHMS
    total = a + b / r + c * r + d
    return (a + b / r - c * r - d) / total, 2 / total


def main():
    print("! Differential stripline pair, 0.212 m, computed by make_vsr_16db.py")
    print("! Ports: 1, 3 near end; 2, 4 far end; through paths 1->2 and 3->4")
    print("! SPDX-License-Identifier: Apache-2.0")
    print("# GHz S RI R 50")
    for point in range(round(LAST_HZ / STEP_HZ) + 1):
        frequency = point * STEP_HZ
        # At 0 Hz the formulas divide by 0; 1 Hz differs from it by nothing that can be printed.
        odd = mode_s_parameters(max(frequency, 1.0), ODD_MODE_OHMS)
        even = mode_s_parameters(max(frequency, 1.0), EVEN_MODE_OHMS)
        same_reflect, same_through = ((e + o) / 2 for e, o in zip(even, odd))
        cross_reflect, cross_through = ((e - o) / 2 for e, o in zip(even, odd))
        kinds = {(0, 0): same_reflect, (0, 1): same_through,
                 (1, 0): cross_reflect, (1, 1): cross_through}
        for to in range(4):
            cells = [f"{frequency / 1e9:.1f}" if to == 0 else ""]
            for source in range(4):
                # Lines {1,2} and {3,4}; ends {1,3} near and {2,4} far.
                value = kinds[(int(to // 2 != source // 2), int(to % 2 != source % 2))]
                cells.append(f"{value.real:.5f} {value.imag:.5f}")
            print(" ".join(cells))


if __name__ == "__main__":
    main()
