#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes test vectors for Reed-Solomon encoders and decoders, computed by galois (fec_reference).

galois compiles itself for many seconds before its first result, so this runs once a build and the
benches read the file (fec_vectors).
"""

import argparse
import json
import pathlib
import random

from fec_reference import CODES, ReedSolomon


def messages(code: ReedSolomon, rng: random.Random) -> dict[str, list[int]]:
    """Messages by name: each shows another kind of fault."""
    k = code.k
    return {
        "all_zero": [0] * k,
        "all_ones": [0x3FF] * k,
        "first_symbol_1": [1] + [0] * (k - 1),
        "last_symbol_1": [0] * (k - 1) + [1],
        "ramp": [i % 1024 for i in range(k)],
        "one_bit_walks": [1 << (i % 10) for i in range(k)],
        "random_1": [rng.randrange(1024) for _ in range(k)],
        "random_2": [rng.randrange(1024) for _ in range(k)],
    }


def with_errors(rng: random.Random, codeword: list[int], places) -> list[int]:
    word = list(codeword)
    for place in places:
        word[place] ^= rng.randrange(1, 1024)
    return word


def received_words(code: ReedSolomon, rng: random.Random, codeword: list[int]):
    """Received words by name, on both sides of what can be corrected."""
    n, k, t = code.n, code.k, code.t
    everywhere = range(n)
    words = {
        "no_errors": codeword,
        "one_bit_first_symbol": [codeword[0] ^ 1] + codeword[1:],
        "one_bit_last_symbol": codeword[:-1] + [codeword[-1] ^ 0x200],
        "t_first_symbols": with_errors(rng, codeword, range(t)),
        "t_last_symbols": with_errors(rng, codeword, range(n - t, n)),
        "t_in_parity": with_errors(rng, codeword, rng.sample(range(k, n), t)),
        "t_across_message_and_parity": with_errors(rng, codeword, range(k - t // 2, k - t // 2 + t)),
        "t_plus_1_first_symbols": with_errors(rng, codeword, range(t + 1)),
        "t_plus_1_anywhere": with_errors(rng, codeword, rng.sample(everywhere, t + 1)),
        "2t_anywhere": with_errors(rng, codeword, rng.sample(everywhere, 2 * t)),
        "noise": [rng.randrange(1024) for _ in everywhere],
    }
    for errors in (2, t // 2, t - 1, t):
        words[f"{errors}_anywhere"] = with_errors(rng, codeword, rng.sample(everywhere, errors))
    # The generator polynomial is a codeword of the least weight, 2t + 1. A word with t + 1 of its
    # symbols and 0 elsewhere is t symbols away from it and t + 1 away from the all-zero word: a
    # decoder must turn it into the former, although the latter may have been sent.
    nearest = [0] * (n - 2 * t - 1) + code.generator
    words["miscorrected"] = nearest[:-t] + [0] * t
    return words


def random_messages(code: ReedSolomon, rng: random.Random, words: int) -> dict[str, list[int]]:
    return {f"random_{i}": [rng.randrange(1024) for _ in range(code.k)] for i in range(words)}


def random_received_words(code: ReedSolomon, rng: random.Random, codewords) -> dict:
    """One word for each codeword, with 0 to 2t wrong symbols, now and then with all of them wrong."""
    received = {}
    for i, (name, codeword) in enumerate(codewords.items()):
        errors = code.n if i % 20 == 19 else rng.randrange(2 * code.t + 1)
        received[f"{name}_{errors}_errors"] = with_errors(rng, codeword,
                                                          rng.sample(range(code.n), errors))
    return received


def vectors(code: ReedSolomon, seed: int, words: int | None) -> dict:
    """Chosen words; or, with `words`, so many random ones."""
    rng = random.Random(seed)
    named = random_messages(code, rng, words) if words else messages(code, rng)
    codewords = dict(zip(named, code.encode(list(named.values()))))
    received = (random_received_words(code, rng, codewords) if words
                else received_words(code, rng, codewords["random_1"]))
    decoded = code.decode(list(received.values()))
    return {
        "n": code.n, "k": code.k, "t": code.t,
        "encoder": [{"name": name, "message": message, "codeword": codewords[name]}
                    for name, message in named.items()],
        "decoder": [{"name": name, "received": received[name], "word": result.word,
                     "uncorrectable": result.uncorrectable,
                     "corrected_symbols": result.corrected_symbols}
                    for name, result in zip(received, decoded)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=pathlib.Path, help="JSON file to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int, help="random words a code instead of chosen ones")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    options.output.write_text(json.dumps(
        {name: vectors(code, options.seed, options.words) for name, code in CODES.items()}))


if __name__ == "__main__":
    main()
