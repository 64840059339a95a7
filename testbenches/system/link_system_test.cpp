// SPDX-License-Identifier: Apache-2.0
// The digital link of every engine against golden: all counters, however the run is cut.
#include <gtest/gtest.h>

#include "host/link/link_runner.hpp"
#include "host/link/stop_rule.hpp"
#include "testbenches/system/engines.hpp"

namespace lightloop::tests {
namespace {

using golden::DigitalLinkConfig;
using golden::RsCode;

class LinkSystem : public SystemTest {
 protected:
  void expect_same(const DigitalLinkConfig& config, std::uint64_t codewords) {
    const auto expected = reference().open_link(config)->advance(codewords);
    const auto actual = engine().open_link(config)->advance(codewords);
    EXPECT_EQ(actual, expected);
    EXPECT_EQ(actual.codewords, codewords);
  }
};

DigitalLinkConfig at(double snr_db, RsCode code = RsCode::kKp4) {
  DigitalLinkConfig config;
  config.code = code;
  config.sigma = golden::sigma_from_snr_db(snr_db);
  return config;
}

TEST_P(LinkSystem, CountsAsGoldenInGaussianNoise) {
  expect_same(at(15.5), 150);  // every second codeword uncorrectable
  expect_same(at(16.5), 150);
  expect_same(at(18.0, RsCode::kKr4), 150);
}

TEST_P(LinkSystem, CountsAsGoldenWithInterferenceAndPrecoding) {
  for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
    auto config = at(19.0, code);
    config.precoding = true;
    config.taps = {256, 12, -4, 7};
    config.noise_seed = 0xFEDCBA9876543210;
    config.prbs_seed = 12345;
    expect_same(config, 120);
  }
}

TEST_P(LinkSystem, CountsInjectedErrorsExactly) {
  auto config = at(20.0);
  config.noise_enable = false;
  config.inject_period = 3;
  config.inject_start = 530;
  config.inject_length = 16;  // two of them fall off the end: 14 are corrected
  config.inject_mask = 0x201;
  expect_same(config, 100);
  const auto counters = engine().open_link(config)->advance(100);
  EXPECT_EQ(counters.pre_fec_symbol_errors, 34U * 14U);
  EXPECT_EQ(counters.histogram[14], 34U);
  config.inject_start = 100;
  expect_same(config, 100);
  EXPECT_EQ(engine().open_link(config)->advance(99).uncorrectable_codewords, 33U);
}

TEST_P(LinkSystem, ARunMayBeCutAnywhere) {
  auto config = at(16.0);
  config.precoding = true;
  config.taps = {256, 5, 0, 0};
  const auto expected = reference().open_link(config)->advance(143);
  const auto session = engine().open_link(config);
  golden::LinkCounters counters;
  for (const std::uint64_t part : {1U, 0U, 2U, 40U, 100U}) counters = session->advance(part);
  EXPECT_EQ(counters, expected);
}

TEST_P(LinkSystem, OpeningAgainStartsAgain) {
  const auto config = at(16.0);
  const auto first = engine().open_link(config)->advance(50);
  EXPECT_EQ(engine().open_link(config)->advance(50), first);
  auto other = config;
  other.noise_seed = 2;
  EXPECT_NE(engine().open_link(other)->advance(50), first);
}

TEST_P(LinkSystem, AnErrorTargetEndsTheRunAtTheSameCodeword) {
  const golden::StopRule rule{host::kUnlimited, 30};
  const auto expected = host::run_link(*reference().open_link(at(15.5)), rule, {});
  const auto actual = host::run_link(*engine().open_link(at(15.5)), rule, {});
  EXPECT_EQ(actual.counters, expected.counters);
}

TEST_P(LinkSystem, ABadConfigurationIsRefusedAndTheEngineGoesOn) {
  auto bad = at(16.0);
  bad.prbs_seed = 0;
  EXPECT_THROW(static_cast<void>(engine().open_link(bad)), std::invalid_argument);
  bad = at(16.0);
  bad.taps[0] = 0;
  EXPECT_THROW(static_cast<void>(engine().open_link(bad)), std::invalid_argument);
  expect_same(at(16.0), 20);
}

LIGHTLOOP_OVER_ENGINES(LinkSystem);

}  // namespace
}  // namespace lightloop::tests
