// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/link_theory.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

#include "sim/golden/fec_theory.hpp"
#include "sim/golden/link_ratios.hpp"
#include "sim/golden/pam4_theory.hpp"

namespace lightloop::golden {
namespace {

// A true theory fails one interval in ten million; with fixed seeds it passes always or never.
constexpr double kConfidence = 1.0 - 1e-7;

void expect_measured(const MeasuredRatio& measured, double theory, const std::string& what) {
  const Interval interval = clopper_pearson(measured.events, measured.trials, kConfidence);
  EXPECT_TRUE(interval.contains(theory))
      << what << ": theory " << theory << ", measured " << measured.value << " (" << measured.events
      << " in " << measured.trials << "), " << interval.low << ".." << interval.high;
}

void expect_theory(const DigitalLinkConfig& config, std::uint64_t codewords) {
  const LinkCounters counters = DigitalLink(config).advance(codewords);
  const LinkTheory theory = link_theory(config);
  const LinkRatios ratios = link_ratios(config.code, counters);
  expect_measured(ratios.pam4_symbol, theory.pam4_symbol_error_ratio, "PAM4 symbols");
  expect_measured(ratios.pre_fec_bit, theory.bit_error_ratio, "bits");
  expect_measured(ratios.fec_symbol, theory.fec_symbol_error_ratio, "FEC symbols");
  expect_measured(ratios.codeword, theory.codeword_error_ratio, "codewords");
  for (int bin = 0; bin < kHistogramBins; ++bin) {
    expect_measured(measured_ratio(counters.histogram[bin], codewords), theory.histogram[bin],
                    "bin " + std::to_string(bin));
  }
}

TEST(LinkTheory, ClearChannelIsTheClosedForm) {
  const DigitalLinkConfig config{.sigma = sigma_from_snr_db(16.5)};
  const LinkTheory theory = link_theory(config);
  const Pam4ErrorRatios pam4 = pam4_awgn(snr_db_from_sigma(config.sigma));
  EXPECT_NEAR(theory.pam4_symbol_error_ratio / pam4.symbol, 1.0, 1e-10);
  EXPECT_NEAR(theory.bit_error_ratio / pam4.bit, 1.0, 1e-10);
  const FecTheory fec = fec_theory(config.code, fec_symbol_error_from_pam4_symbols(pam4.symbol));
  EXPECT_NEAR(theory.codeword_error_ratio / fec.codeword_error_ratio, 1.0, 1e-8);
}

TEST(LinkTheory, MeasuredOnAClearChannel) {
  expect_theory({.noise_seed = 11, .sigma = sigma_from_snr_db(16.3)}, 10000);
  expect_theory({.code = RsCode::kKr4, .noise_seed = 12, .sigma = sigma_from_snr_db(17.5)}, 10000);
}

TEST(LinkTheory, MeasuredWithPrecoding) {
  expect_theory({.precoding = true, .noise_seed = 13, .sigma = sigma_from_snr_db(16.6)}, 10000);
}

TEST(LinkTheory, MeasuredWithInterference) {
  expect_theory({.noise_seed = 14, .sigma = sigma_from_snr_db(18.4), .taps = {256, 20, -10, 5}},
                10000);
}

TEST(LinkTheory, MeasuredWithInterferenceAndPrecoding) {
  expect_theory({.code = RsCode::kKr4,
                 .precoding = true,
                 .noise_seed = 15,
                 .sigma = sigma_from_snr_db(19.5),
                 .taps = {256, -30, 0, 4}},
                10000);
}

TEST(LinkTheory, WithoutNoiseNothingIsWrong) {
  const LinkTheory theory = link_theory({.noise_enable = false, .sigma = 20000});
  EXPECT_EQ(theory.bit_error_ratio, 0.0);
  EXPECT_NEAR(theory.histogram[0], 1.0, 1e-12);
}

TEST(LinkTheory, RefusesABadConfiguration) {
  EXPECT_THROW(link_theory({.taps = {0, 0, 0, 0}}), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden
