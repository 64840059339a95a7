#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the Touchstone files of this folder: coupled striplines, computed, not measured.

    stripline.py NAME > NAME.s4p    one of: stripline-120mm, vsr_16db
    stripline.py --check            exit code 1 when a file beside this script is not what it makes

The two modes of a symmetrical pair are lines of their own. Their loss is causal: skin effect with the
internal inductance that belongs to it, and a dielectric after Djordjevic and Sarkar. Ports 1 and 3 are
the near end, 2 and 4 the far end; the through paths are 1->2 and 3->4. The impedances are off 50 ohm
on purpose, for some reflection.
"""
import cmath
import dataclasses
import math
import pathlib
import sys
import typing

LIGHT_M_PER_S = 299792458.0
REFERENCE_OHMS = 50.0
STEP_HZ = 0.2e9
DEBYE_BAND_HZ = (1e4, 1e12)


def permittivity(f_hz, at_1ghz, loss_tangent):
    """Djordjevic-Sarkar: the loss tangent nearly constant in the band, the real part to match."""
    low, high = DEBYE_BAND_HZ

    def shape(f):
        return cmath.log((high + 1j * f) / (low + 1j * f))

    spread = at_1ghz * loss_tangent / -shape(1e9).imag
    return at_1ghz + spread * (shape(f_hz) - shape(1e9).real)


def smooth_ends(f_hz, ohms):
    """S11 and S21 of one mode of 120 mm: a line of constant impedance between the ports."""
    length_m = 0.12
    skin_neper_per_m = 0.4e-4 * cmath.sqrt(2j * f_hz)  # rough copper
    wave_per_m = 2j * math.pi * f_hz / LIGHT_M_PER_S * cmath.sqrt(permittivity(f_hz, 3.4, 0.0035))
    travel = cmath.exp(-(skin_neper_per_m + wave_per_m) * length_m)
    reflection = (ohms - REFERENCE_OHMS) / (ohms + REFERENCE_OHMS)
    denominator = 1 - (reflection * travel) ** 2
    return (
        reflection * (1 - travel**2) / denominator,
        travel * (1 - reflection**2) / denominator,
    )


def pads_at_the_ends(f_hz, ohms):
    """S11 and S21 of one mode of 212 mm: pad, line of R, L, G and C, pad."""
    length_m = 0.212
    f_hz = max(f_hz, 1.0)  # 0 Hz would divide by 0; 1 Hz differs by nothing that can be printed
    omega = 2 * math.pi * f_hz
    relative = permittivity(f_hz, 3.3, 0.005)
    velocity = LIGHT_M_PER_S / math.sqrt(3.3)
    series = 4.0 + 3.6e-3 * math.sqrt(f_hz) * (1 + 1j) + 1j * omega * ohms / velocity  # ohm/m
    shunt = 1j * omega / (ohms * velocity) * relative / 3.3
    gamma, z = cmath.sqrt(series * shunt), cmath.sqrt(series / shunt)
    a, b = cmath.cosh(gamma * length_m), z * cmath.sinh(gamma * length_m)
    c, d = cmath.sinh(gamma * length_m) / z, a
    pad = 1j * omega * 30e-15
    # [1 0; pad 1] [a b; c d] [1 0; pad 1]
    a, b, c, d = a + b * pad, b, pad * a + c + (pad * b + d) * pad, pad * b + d
    r = REFERENCE_OHMS
    total = a + b / r + c * r + d
    return (a + b / r - c * r - d) / total, 2 / total


@dataclasses.dataclass(frozen=True)
class Channel:
    title: str
    mode: typing.Callable  # (f_hz, ohms) -> S11, S21 of one mode
    odd_mode_ohms: float
    even_mode_ohms: float
    last_hz: float
    decimals: int


CHANNELS = {
    "stripline-120mm": Channel("120 mm", smooth_ends, 47.0, 54.0, 70e9, 6),
    "vsr_16db": Channel(
        "212 mm, about 16 dB at 26.56 GHz", pads_at_the_ends, 48.0, 55.0, 60e9, 5
    ),
}


def touchstone(channel):
    """The text of the .s4p file."""
    lines = [
        f"! Computed stripline pair, {channel.title}, by stripline.py of Lightloop",
        "! Ports 1, 3: near end, + and -; 2, 4: far end, + and -",
        "! SPDX-License-Identifier: Apache-2.0",
        f"# GHz S RI R {REFERENCE_OHMS:g}",
    ]
    for point in range(round(channel.last_hz / STEP_HZ) + 1):
        f_hz = point * STEP_HZ
        odd = channel.mode(f_hz, channel.odd_mode_ohms)
        even = channel.mode(f_hz, channel.even_mode_ohms)
        # Back to the same end and through to the other one: of the same wire, of the other wire.
        same, same_far = ((e + o) / 2 for e, o in zip(even, odd))
        other, other_far = ((e - o) / 2 for e, o in zip(even, odd))
        rows = [
            [same, same_far, other, other_far],
            [same_far, same, other_far, other],
            [other, other_far, same, same_far],
            [other_far, other, same_far, same],
        ]
        for row in rows:
            start = f"{f_hz / 1e9:.1f}" if row is rows[0] else ""
            values = (f"{s.real:.{channel.decimals}f} {s.imag:.{channel.decimals}f}" for s in row)
            lines.append(" ".join([start, *values]))
    return "\n".join(lines) + "\n"


def check():
    here = pathlib.Path(__file__).parent
    made = {here / f"{name}.s4p": touchstone(channel) for name, channel in CHANNELS.items()}
    differing = [path for path, text in made.items() if path.read_text() != text]
    for path in differing:
        print(f"{path}: is not what stripline.py makes", file=sys.stderr)
    return 1 if differing else 0


def main():
    if sys.argv[1:] == ["--check"]:
        return check()
    if len(sys.argv) != 2 or sys.argv[1] not in CHANNELS:
        sys.exit(__doc__)
    sys.stdout.write(touchstone(CHANNELS[sys.argv[1]]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
