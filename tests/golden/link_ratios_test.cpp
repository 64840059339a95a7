// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/link_ratios.hpp"

#include <gtest/gtest.h>

namespace lightloop::golden {
namespace {

TEST(LinkRatios, UseTheRightDenominators) {
  LinkCounters counters;
  counters.codewords = 10;
  counters.pam4_symbol_errors = 272;
  counters.pre_fec_bit_errors = 544;
  counters.pre_fec_symbol_errors = 136;
  counters.uncorrectable_codewords = 5;
  counters.post_fec_bit_errors = 257;
  const LinkRatios ratios = link_ratios(RsCode::kKp4, counters);
  EXPECT_DOUBLE_EQ(ratios.pam4_symbol.value, 0.01);
  EXPECT_DOUBLE_EQ(ratios.pre_fec_bit.value, 0.01);
  EXPECT_DOUBLE_EQ(ratios.fec_symbol.value, 0.025);
  EXPECT_DOUBLE_EQ(ratios.codeword.value, 0.5);
  EXPECT_DOUBLE_EQ(ratios.post_fec_bit.value, 0.005);
  EXPECT_EQ(ratios.codeword.trials, 10U);
  EXPECT_TRUE(ratios.codeword.interval.contains(0.5));
  EXPECT_DOUBLE_EQ(link_ratios(RsCode::kKr4, LinkCounters{}).codeword.value, 0.0);
}

// A run to 3 uncorrectable codewords that ended at the checkpoint behind 1024 codewords.
LinkCounters ended_by_target() {
  LinkCounters counters;
  counters.codewords = 1088;
  counters.uncorrectable_codewords = 4;
  counters.pam4_symbol_errors = 10860;
  counters.pre_fec_bit_errors = 10900;
  counters.pre_fec_symbol_errors = 10840 + 4 * 17;  // 17 in each uncorrectable codeword
  counters.corrected_symbols = 10840;
  counters.post_fec_bit_errors = 4 * 18;
  counters.histogram[10] = 1084;
  counters.histogram[16] = 4;
  return counters;
}

TEST(LinkRatios, OfARunThatItsTargetEndedAreAllCorrected) {
  const LinkCounters counters = ended_by_target();
  const LinkRatios plain = link_ratios(RsCode::kKp4, counters);
  const LinkRatios ratios = link_ratios(RsCode::kKp4, counters, {3, 1024});
  const double p = ratios.codeword.value;
  EXPECT_EQ(p, measured_ratio(4, 1088, {3, 1024}).value);
  EXPECT_LT(p, plain.codeword.value);
  // 17 wrong symbols in uncorrectable codewords, 10 in the others.
  EXPECT_NEAR(ratios.fec_symbol.value, (17 * p + 10 * (1 - p)) / 544, 1e-12);
  EXPECT_NEAR(ratios.pre_fec_bit.value / plain.pre_fec_bit.value,
              ratios.fec_symbol.value / plain.fec_symbol.value, 1e-12);
  EXPECT_NEAR(ratios.pam4_symbol.value / plain.pam4_symbol.value,
              ratios.fec_symbol.value / plain.fec_symbol.value, 1e-12);
  EXPECT_NEAR(ratios.post_fec_bit.value, 18 * p / 5140, 1e-12);
  EXPECT_NEAR(ratios.histogram[10].value, 1 - p, 1e-12);
  EXPECT_EQ(ratios.histogram[16].value, p);
  for (const MeasuredRatio& ratio : {ratios.codeword, ratios.fec_symbol, ratios.pre_fec_bit,
                                     ratios.post_fec_bit, ratios.histogram[10]}) {
    EXPECT_EQ(ratio.estimator, Estimator::kUnbiasedAtTarget);
    EXPECT_TRUE(ratio.interval.contains(ratio.value));
  }
}

TEST(LinkRatios, OfCodewordsThatAllFailStayRatios) {
  LinkCounters counters;
  counters.codewords = counters.uncorrectable_codewords = 1088;
  counters.pre_fec_symbol_errors = 544 * 1088;
  counters.post_fec_bit_errors = 5140 * 1088;
  counters.histogram[16] = 1088;
  const LinkRatios ratios = link_ratios(RsCode::kKp4, counters, {1050, 1024});
  EXPECT_LE(ratios.codeword.value, 1);
  EXPECT_LE(ratios.post_fec_bit.interval.high, 1);
  EXPECT_EQ(ratios.histogram[0].value, 0);
}

}  // namespace
}  // namespace lightloop::golden
