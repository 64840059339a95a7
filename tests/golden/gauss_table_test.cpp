// SPDX-License-Identifier: Apache-2.0
// Every row of the noise table against its definition, docs/digital-link.md section 4, with
// Boost.Math's inverse of the normal tail. The table's own arithmetic is another (mpmath,
// scripts/gauss_table.py).
#include "gauss_table.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>

namespace lightloop::golden {
namespace {

constexpr int kLongestZeros = 31;  // of m = 0
constexpr long double kUnit = 8192;

/// Q^-1(p)
long double tail_inverse(long double p) {
  return boost::math::quantile(
      boost::math::complement(boost::math::normal_distribution<long double>(), p));
}

/// floor(x). What the definition rounds must be clear of the next number by more than the error of
/// the arithmetic here.
std::int64_t clear_floor(long double x) {
  const long double floor = std::floor(x);
  EXPECT_GT(std::min(x - floor, floor + 1 - x), 1e-7L) << "too near to tell: " << x;
  return static_cast<std::int64_t>(floor);
}

struct Row {
  std::int64_t base = 0;
  std::int64_t slope = 0;
};

/// Row 16*zeros + sub as the definition has it, reached by `values` values of m from `first` on.
Row defined_row(std::uint64_t first, std::uint64_t values) {
  const std::uint64_t steps = std::min<std::uint64_t>(values, 4096);
  const std::uint64_t step_values = values / steps;  // whole: powers of two
  const auto per_step = static_cast<long double>(step_values);
  const auto q = [&](long double step) {
    return tail_inverse((static_cast<long double>(first) + (step + 0.5L) * per_step) / 0x1p32L);
  };
  const long double start = q(0);
  if (steps == 1) return {clear_floor(kUnit * start + 0.5L), 0};
  const auto last = static_cast<long double>(steps - 1);
  const long double drop = start - q(last);
  const auto below_chord = [&](long double step) { return q(step) - (start - drop * step / last); };
  const long double deviation =
      -boost::math::tools::brent_find_minima(below_chord, 0.0L, last, 40).second;
  return {clear_floor(kUnit * (start - deviation / 2)),
          clear_floor(kUnit * drop * static_cast<long double>(steps) / last + 0.5L)};
}

TEST(GaussTable, EveryRowIsWhatTheDefinitionSays) {
  ASSERT_EQ(gauss_table::kRows.size(), 16U * (kLongestZeros + 1));
  for (int zeros = 0; zeros <= kLongestZeros; ++zeros) {
    for (int sub = 0; sub < 16; ++sub) {
      Row expected;  // 0 where no m gets
      if (zeros == kLongestZeros) {
        if (sub == 0) expected = defined_row(0, 1);
      } else {
        // m has its leading one at bit 30-zeros; sub is the four bits below, or what there is of
        // them, left-aligned.
        const int bits = 30 - zeros;
        const std::uint64_t octave = std::uint64_t{1} << bits;
        const std::uint64_t first = octave + (octave * sub) / 16;
        if (bits >= 4) {
          expected = defined_row(first, octave / 16);
        } else if ((octave * sub) % 16 == 0) {
          expected = defined_row(first, 1);
        }
      }
      const gauss_table::Row& found = gauss_table::kRows[16 * zeros + sub];
      EXPECT_EQ(found.base, expected.base) << "row " << 16 * zeros + sub;
      EXPECT_EQ(found.slope, expected.slope) << "row " << 16 * zeros + sub;
    }
  }
}

}  // namespace
}  // namespace lightloop::golden
