#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the golden encoder and decoder, as `lightloop fec` runs them, with galois.

Without --words: the vectors of make_fec_vectors.py. With it: so many fresh random words a code, with
0 to 2t wrong symbols and now and then nothing but noise.
"""

import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

SYMBOL_BITS = 10


def pack(symbols) -> bytes:
    """Symbols as one stream of bits, least significant first; the last byte is filled up with 0."""
    bits = "".join(f"{symbol:010b}" for symbol in reversed(symbols))
    return int(bits, 2).to_bytes((len(bits) + 7) // 8, "little")


def unpack(data: bytes) -> list[int]:
    """All whole symbols of such a stream."""
    bits = f"{int.from_bytes(data, 'little'):0{8 * len(data)}b}"
    return [int(bits[end - SYMBOL_BITS:end], 2)
            for end in range(len(bits), SYMBOL_BITS - 1, -SYMBOL_BITS)]


def joined(words) -> list[int]:
    return [symbol for word in words for symbol in word]


def vectors_of_galois(words: int, seed: int) -> dict:
    """As make_fec_vectors, but many random words."""
    from fec_reference import CODES  # compiles itself for many seconds
    rng = random.Random(seed)
    result = {}
    for name, code in CODES.items():
        messages = [[rng.randrange(1024) for _ in range(code.k)] for _ in range(words)]
        codewords = code.encode(messages)
        received = []
        for i, codeword in enumerate(codewords):
            word = list(codeword)
            errors = code.n if i % 50 == 49 else rng.randrange(2 * code.t + 1)
            for place in rng.sample(range(code.n), errors):
                word[place] ^= rng.randrange(1, 1024)
            received.append(word)
        result[name] = {
            "n": code.n, "k": code.k, "t": code.t,
            "encoder": [{"message": m, "codeword": c} for m, c in zip(messages, codewords)],
            "decoder": [{"received": word, **vars(decoded)}
                        for word, decoded in zip(received, code.decode(received))],
        }
    return result


class GoldenAgainstGalois(unittest.TestCase):
    program: str
    vectors: dict

    def fec(self, direction: str, code: str, data: bytes) -> tuple[bytes, str]:
        """What `lightloop fec` makes of a file: its output file and what it printed."""
        with tempfile.TemporaryDirectory() as directory:
            source, destination = pathlib.Path(directory, "in"), pathlib.Path(directory, "out")
            source.write_bytes(data)
            run = subprocess.run([self.program, "fec", direction, "--engine", "golden", "--code",
                                  code, source, destination], text=True, capture_output=True,
                                 timeout=120)
            self.assertIn(run.returncode, (0, 1), run.stderr)  # 1: uncorrectable codewords
            return destination.read_bytes(), run.stdout

    def test_encoder(self):
        for name, code in self.vectors.items():
            cases = code["encoder"]
            found, _ = self.fec("encode", name, pack(joined(case["message"] for case in cases)))
            self.assertEqual(unpack(found), joined(case["codeword"] for case in cases), name)

    def test_decoder(self):
        for name, code in self.vectors.items():
            cases = code["decoder"]
            found, printed = self.fec("decode", name,
                                      pack(joined(case["received"] for case in cases)))
            symbols = unpack(found)
            for i, case in enumerate(cases):
                message = symbols[i * code["k"]:(i + 1) * code["k"]]
                self.assertEqual(message, case["word"][:code["k"]], f"{name}: word {i}")
            self.assertEqual(self.histogram_in(printed), self.histogram_of(cases), name)

    @staticmethod
    def histogram_of(cases) -> list[int]:
        """Words by corrected symbols, 0 to 15, and uncorrectable."""
        histogram = [0] * 17
        for case in cases:
            histogram[16 if case["uncorrectable"] else case["corrected_symbols"]] += 1
        return histogram

    @staticmethod
    def histogram_in(printed: str) -> list[int]:
        lines = printed.splitlines()
        heading = next(i for i, line in enumerate(lines) if line.startswith("# codewords by"))
        return [int(count) for count in lines[heading + 1].split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the program lightloop")
    parser.add_argument("--words", type=int, help="random words a code")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.words is None:
        from fec_vectors import VECTORS as vectors
    else:
        print(f"seed {options.seed}")
        vectors = vectors_of_galois(options.words, options.seed)
    GoldenAgainstGalois.program = options.program
    GoldenAgainstGalois.vectors = vectors
    unittest.main(argv=sys.argv[:1])


if __name__ == "__main__":
    main()
