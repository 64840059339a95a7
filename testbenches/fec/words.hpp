// SPDX-License-Identifier: Apache-2.0
// Codewords and received words that the codec tests use.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/rs_code.hpp"
#include "testbenches/lib/random.hpp"

namespace lightloop::testbench {

using Words = std::vector<golden::FecSymbol>;  ///< words of n symbols, one after the other

/// `count` random messages of k symbols.
Words random_messages(golden::RsCode code, int count, Random& random);

/// `count` random codewords (golden::rs_encode).
Words random_codewords(golden::RsCode code, int count, Random& random);

/// `count` different positions below `limit`, in no order.
std::vector<int> random_positions(int count, int limit, Random& random);

/// Changes the symbols at `positions` to other values.
void add_errors(std::span<golden::FecSymbol> word, std::span<const int> positions, Random& random);

/// The codeword, unique up to a factor, that is zero except at 2t+1 given positions (0 = sent
/// first): with X_j the locator of position j, its symbol there is 1 / prod (X_j - X_m), m != j,
/// for then the sums of c_j X_j^i, i < 2t, are divided differences of too low a degree.
Words minimum_weight_codeword(golden::RsCode code, std::span<const int> positions);

/// A word whose syndromes are those of one error of value `value` at the power x^power, n <= power
/// < 1023, where the shortened code has no symbol: some values in the 2t parity places.
Words outside_error_word(golden::RsCode code, int power, golden::FecSymbol value);

}  // namespace lightloop::testbench
