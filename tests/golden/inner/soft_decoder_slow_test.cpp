// SPDX-License-Identifier: Apache-2.0
// White Gaussian noise through the soft decoder, against an independent Monte Carlo (floating
// point, 6 million codewords a point).
#include <cmath>
#include <gtest/gtest.h>

#include "sim/golden/inner/soft_decoder.hpp"
#include "tests/golden/inner/reference_decoder.hpp"

namespace lightloop::golden::inner {
namespace {

struct ErrorRatios {
  double before = 0;  // bits of the line's messages
  double bits = 0;
  double symbols = 0;
};

ErrorRatios measured(double snr_db, int test_bits, int codewords, unsigned seed) {
  std::mt19937 random(seed);
  const double noise_rms = 32.0 * std::sqrt(5.0 / std::pow(10.0, snr_db / 10.0));
  ErrorRatios ratios;
  for (int i = 0; i < codewords; ++i) {
    const PlainWord word = random_word(random);
    const auto y = noisy(word, noise_rms, random);
    PlainWord hard;
    for (int n = 0; n < 64; ++n) set_level(hard, n, level_of(y[n]));
    ratios.before += static_cast<double>(message_bits(hard ^ word).count());
    const PlainWord wrong = message_bits(plain(decide(y, test_bits).codeword) ^ word);
    ratios.bits += static_cast<double>(wrong.count());
    for (std::size_t s = 0; s < 12; ++s) ratios.symbols += (wrong >> 10 * s << 118).any() ? 1 : 0;
  }
  const double n = codewords;
  return {ratios.before / (120 * n), ratios.bits / (120 * n), ratios.symbols / (12 * n)};
}

// 1e5 codewords hold some 2800 wrong bits in 600 words: 5 percent. 8-bit values cost another
// percent.
TEST(SoftDecoderSlow, WaterfallOfTheIndependentMonteCarlo) {
  struct Point {
    double snr_db;
    double before;
    std::array<double, 3> bits;  // p = 4, 5, 6
    double symbols;              // p = 6
  };
  for (const Point& point : {Point{14.60, 6.12e-3, {6.83e-4, 5.84e-4, 5.49e-4}, 4.90e-3},
                             Point{14.911, 4.80e-3, {2.99e-4, 2.52e-4, 2.36e-4}, 2.12e-3}}) {
    for (int test_bits = 4; test_bits <= 6; ++test_bits) {
      const ErrorRatios found = measured(point.snr_db, test_bits, 100000, 90 + test_bits);
      EXPECT_NEAR(found.before / point.before, 1.0, 0.02);
      EXPECT_NEAR(found.bits / point.bits[test_bits - 4], 1.0, 0.15)
          << point.snr_db << " dB, p = " << test_bits;
      if (test_bits == 6) {
        EXPECT_NEAR(found.symbols / point.symbols, 1.0, 0.15);
      }
    }
  }
}

// Without test bits: the hard decision.
TEST(SoftDecoderSlow, HardDecisionIsWorseByAnOrder) {
  EXPECT_NEAR(measured(14.911, 0, 50000, 97).bits / 2.27e-3, 1.0, 0.1);
}

}  // namespace
}  // namespace lightloop::golden::inner
