// SPDX-License-Identifier: Apache-2.0
// What the stages of the decoder hand to each other, from the definitions: slow and plain, so that
// the stages' benches have something to compare with.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/rs_code.hpp"

namespace lightloop::testbench {

using Polynomial = std::vector<golden::FecSymbol>;  ///< coefficient of x^i at i

/// S_i = r(alpha^i), i < 2t, of a word of n symbols, first sent first.
Polynomial syndromes_of(golden::RsCode code, std::span<const golden::FecSymbol> word);

/// The product of (1 - X_j x) over the error positions (0 = first sent).
Polynomial locator_of(golden::RsCode code, std::span<const int> positions);

/// Coefficients 2t .. 3t-1 of Lambda(x) S(x).
Polynomial high_evaluator(golden::RsCode code, const Polynomial& locator,
                          const Polynomial& syndromes);

/// The shortest shift register that makes a sequence, by Massey's algorithm. When 2 * length is at
/// most the length of the sequence there is no other.
struct ShiftRegister {
  Polynomial connection;  ///< coefficients 0 .. length, the first is 1
  int length = 0;
};
ShiftRegister shortest_register(const Polynomial& sequence);

/// `polynomial` times a constant.
Polynomial scaled(const Polynomial& polynomial, golden::FecSymbol factor);

/// The key as the search takes it: t symbols of the high evaluator, then t+1 of the locator.
std::vector<golden::FecSymbol> key_of(golden::RsCode code, const Polynomial& high,
                                      const Polynomial& locator);

/// Result of an error search, by its definition: roots of the locator among the n positions, values
/// by Forney's formula for the high evaluator.
struct SearchResult {
  std::vector<golden::FecSymbol> error;  ///< n symbols, first sent first
  int roots = 0;
};
SearchResult search(golden::RsCode code, const Polynomial& high, const Polynomial& locator);

}  // namespace lightloop::testbench
