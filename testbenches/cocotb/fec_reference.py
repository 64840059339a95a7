# SPDX-License-Identifier: Apache-2.0
"""Reed-Solomon codes of IEEE 802.3 by the galois package: the outside judge of encoder and decoder.

Nothing here comes from the project's own tables or models. The standard's parameters go in: GF(2^10)
with the primitive polynomial x^10 + x^3 + 1, generator roots alpha^0 .. alpha^(2t-1) with
alpha = x, and the lengths. Field arithmetic, generator polynomial, encoding and decoding are
galois'. Symbols are in order of transmission, the first sent is the highest power of x.
"""

from dataclasses import dataclass

import galois
import numpy as np

FIELD = galois.GF(2**10, irreducible_poly=galois.Poly.Degrees([10, 3, 0]), primitive_element="x")


@dataclass(frozen=True)
class Decoded:
    """What a bounded-distance decoder makes of one received word."""
    word: list[int]          # the codeword within t symbols, else the word as received
    uncorrectable: bool      # there is no such codeword
    corrected_symbols: int   # 0 when uncorrectable


class ReedSolomon:
    """RS(n, k) over GF(2^10), shortened from the code of length 1023."""

    def __init__(self, n: int, k: int):
        self.n, self.k, self.t = n, k, (n - k) // 2
        self._code = galois.ReedSolomon(FIELD.order - 1, FIELD.order - 1 - (n - k), field=FIELD,
                                        alpha=FIELD.primitive_element, c=0)

    @property
    def generator(self) -> list[int]:
        """Coefficients of the generator polynomial, highest power first."""
        return [int(c) for c in self._code.generator_poly.coeffs]

    def encode(self, messages) -> list[list[int]]:
        """Codewords of a batch of messages."""
        return np.asarray(self._code.encode(FIELD(np.asarray(messages)))).tolist()

    def decode(self, received) -> list[Decoded]:
        """Decodes a batch of words."""
        received = np.asarray(received)
        words, errors = self._code.decode(FIELD(received), output="codeword", errors=True)
        return [self._judge(before, np.asarray(after), int(count))
                for before, after, count in zip(received, words, errors)]

    def _judge(self, received, word, count: int) -> Decoded:
        # The code of length 1023 may see the nearest codeword in one that is not 0 in the places
        # that shortening took away; galois then returns a word that is no codeword of this code.
        if count < 0 or np.any(self._syndrome(word)):
            return Decoded(received.tolist(), True, 0)
        return Decoded(word.tolist(), False, int(np.count_nonzero(received != word)))

    def _syndrome(self, word):
        polynomial = galois.Poly(FIELD(word))
        return polynomial(FIELD.primitive_element ** np.arange(self.n - self.k))


CODES = {"kp4": ReedSolomon(544, 514), "kr4": ReedSolomon(528, 514)}
