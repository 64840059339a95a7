// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pam4_pattern.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/golden/sha256.hpp"

namespace lightloop::golden {
namespace {

// The next symbols as ASCII digits.
std::string digits(Pam4PatternSource& source, std::size_t count) {
  std::vector<Pam4Symbol> symbols(count);
  source.fill(symbols);
  std::string text;
  for (const Pam4Symbol symbol : symbols) text += static_cast<char>('0' + symbol);
  return text;
}

std::string digits(Pam4Pattern pattern, std::size_t count) {
  Pam4PatternSource source(pattern);
  return digits(source, count);
}

std::string sha256_of(const std::string& text) {
  return sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::array<long, 4> level_counts(const std::string& text) {
  std::array<long, 4> counts{};
  for (const char digit : text) ++counts[digit - '0'];
  return counts;
}

using ::testing::ElementsAre;
using ::testing::StartsWith;

TEST(Pam4Pattern, Prbs9q) {
  const std::string period = digits(Pam4Pattern::kPrbs9q, 511);
  EXPECT_THAT(
      period,
      StartsWith(
          "00123223032313100103312133022022313201110302302133323031303030001003020031203332"));
}

TEST(Pam4Pattern, Prbs13q) {
  const std::string period = digits(Pam4Pattern::kPrbs13q, 8191);
  EXPECT_THAT(period,
              StartsWith("1321322022021113022220021323231233012122121000322321021231110012"));
  EXPECT_EQ(sha256_of(period), "2d87a6277bf3f173d8c3c4ef61cfe0e3f0109387c8a1c50abdb4e6ba4516f099");
  EXPECT_THAT(level_counts(period), ElementsAre(2047, 2048, 2048, 2048));
}

TEST(Pam4Pattern, Ssprq) {
  const std::string period = digits(Pam4Pattern::kSsprq, 65535);
  EXPECT_THAT(period,
              StartsWith("2222222222222132222222222221221222222222213213222222222122222122"));
  EXPECT_EQ(sha256_of(period), "c5887d491a913be31d4d05649f03e7bc43665400dcc31d71345f272d72a12f91");
  EXPECT_THAT(level_counts(period), ElementsAre(15215, 17553, 17552, 15215));
}

TEST(Pam4Pattern, Prbs31q) {
  EXPECT_EQ(digits(Pam4Pattern::kPrbs31q, 64),
            "2222222222222201222222222222000222222222220120122222222200000022");
}

TEST(Pam4Pattern, RepeatsAfterItsPeriodWhateverTheChunks) {
  EXPECT_EQ(pattern_period(Pam4Pattern::kPrbs9q), 511U);
  EXPECT_EQ(pattern_period(Pam4Pattern::kPrbs13q), 8191U);
  EXPECT_EQ(pattern_period(Pam4Pattern::kPrbs31q), 0x7FFFFFFFU);
  EXPECT_EQ(pattern_period(Pam4Pattern::kSsprq), 65535U);
  for (const Pam4Pattern pattern :
       {Pam4Pattern::kPrbs9q, Pam4Pattern::kPrbs13q, Pam4Pattern::kSsprq}) {
    const std::size_t period = pattern_period(pattern);
    const std::string twice = digits(pattern, 2 * period);
    EXPECT_EQ(twice.substr(0, period), twice.substr(period));
    Pam4PatternSource source(pattern);
    std::string chunks;
    for (std::size_t chunk = 0; chunks.size() < 2000; ++chunk) chunks += digits(source, chunk);
    EXPECT_EQ(chunks.substr(0, 2000), digits(pattern, 2000));
  }
}

TEST(Pam4Pattern, RefusesAnUnknownPattern) {
  EXPECT_THROW(Pam4PatternSource(static_cast<Pam4Pattern>(9)), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden
