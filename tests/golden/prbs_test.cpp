// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/prbs.hpp"

#include <gtest/gtest.h>
#include <set>
#include <stdexcept>
#include <vector>

namespace lightloop::golden {
namespace {

// The definition of the header, one bit at a time.
class Shift {
 public:
  Shift(const std::vector<int>& exponents, std::uint32_t seed, bool inverted)
      : exponents_(exponents), order_(exponents.front()), state_(seed), inverted_(inverted) {}
  unsigned next() {
    unsigned b = 0;
    for (const int e : exponents_) b ^= (state_ >> (e - 1)) & 1U;
    state_ = ((state_ << 1) | b) & ((std::uint64_t{1} << order_) - 1);
    return b ^ (inverted_ ? 1U : 0U);
  }
  std::uint32_t state() const { return state_; }

 private:
  std::vector<int> exponents_;
  int order_;
  std::uint32_t state_;
  bool inverted_;
};

struct Case {
  PrbsPattern pattern;
  std::vector<int> exponents;
  bool inverted;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {PrbsPattern::kPrbs7, {7, 6}, false},    {PrbsPattern::kPrbs9, {9, 5}, false},
      {PrbsPattern::kPrbs11, {11, 9}, false},  {PrbsPattern::kPrbs13, {13, 12, 2, 1}, false},
      {PrbsPattern::kPrbs15, {15, 14}, false}, {PrbsPattern::kPrbs23, {23, 18}, false},
      {PrbsPattern::kPrbs31, {31, 28}, true},
  };
  return all;
}

TEST(Prbs, FollowsThePolynomialBitByBit) {
  for (const Case& c : cases()) {
    const int order = prbs_order(c.pattern);
    ASSERT_EQ(order, c.exponents.front());
    for (const std::uint32_t seed : {1U, (1U << (order - 1)) | 5U, (1U << order) - 1}) {
      Shift expected(c.exponents, seed, c.inverted);
      Prbs prbs(c.pattern, seed);
      EXPECT_EQ(prbs.state(), seed);
      // Every count of bits from 1 to 64 in turn, so that no chunk boundary is special.
      for (int round = 0; round < 300; ++round) {
        const int count = 1 + round % 64;
        const std::uint64_t bits = prbs.next_bits(count);
        if (count < 64) {
          ASSERT_EQ(bits >> count, 0U);
        }
        for (int b = 0; b < count; ++b) {
          ASSERT_EQ((bits >> b) & 1U, expected.next()) << "order " << order << " round " << round;
        }
        ASSERT_EQ(prbs.state(), expected.state()) << "order " << order << " round " << round;
      }
    }
  }
}

TEST(Prbs, HasItsFullPeriod) {
  for (const Case& c : cases()) {
    const int order = prbs_order(c.pattern);
    if (order > 23) continue;
    Shift shift(c.exponents, 1, false);
    const std::uint32_t period = (1U << order) - 1;
    std::uint32_t ones = 0;
    for (std::uint32_t i = 0; i < period; ++i) {
      ones += shift.next();
      ASSERT_TRUE(i + 1 == period || shift.state() != 1) << "order " << order << " at " << i;
    }
    EXPECT_EQ(shift.state(), 1U);
    EXPECT_EQ(ones, 1U << (order - 1));
  }
}

TEST(Prbs, Prbs31IsInverted) {
  // All ones preset: 28 feedback bits 1^1 = 0, sent as ones; then 1^0 = 1 three times.
  Prbs prbs(PrbsPattern::kPrbs31, 0x7FFFFFFF);
  EXPECT_EQ(prbs.next_bits(32), 0x8FFFFFFFU);
}

TEST(Prbs, BitsAndSymbolsAreTheSameStream) {
  std::vector<std::uint8_t> bits(10 * 1001);
  std::vector<FecSymbol> symbols(1001);
  Prbs(PrbsPattern::kPrbs31, 99).fill_bits(bits);
  Prbs(PrbsPattern::kPrbs31, 99).fill_symbols(symbols);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    ASSERT_EQ(bits[i], (symbols[i / 10] >> (i % 10)) & 1U);
  }
}

TEST(Prbs, RefusesBadSeedsAndCounts) {
  EXPECT_THROW(Prbs(PrbsPattern::kPrbs7, 0), std::invalid_argument);
  EXPECT_THROW(Prbs(PrbsPattern::kPrbs7, 128), std::invalid_argument);
  EXPECT_THROW(Prbs(PrbsPattern::kPrbs31, 0x80000000U), std::invalid_argument);
  Prbs prbs(PrbsPattern::kPrbs7, 1);
  EXPECT_THROW(prbs.next_bits(0), std::invalid_argument);
  EXPECT_THROW(prbs.next_bits(65), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden
