// SPDX-License-Identifier: Apache-2.0
// How numbers are spelled in Touchstone files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lightloop::serdes {

/// A finite decimal number, with '.' in every locale and an exponent of E or (Fortran) D; what is
/// too small for a double is 0. Nothing for any other text.
std::optional<double> parse_touchstone_number(std::string_view word);

/// Whether `word` is minus infinity, as programs print the level of a zero: -inf, -Infinity,
/// -1.#INF, -1.#INF00.
bool is_minus_infinity(std::string_view word);

std::string to_upper(std::string_view text);

}  // namespace lightloop::serdes
