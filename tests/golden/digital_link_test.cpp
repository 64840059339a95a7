// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/digital_link.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>

#include "tests/golden/reference_link.hpp"

namespace lightloop::golden {
namespace {

TEST(DigitalLink, WithoutNoiseNothingIsWrong) {
  for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
    for (const bool precoding : {false, true}) {
      const LinkCounters c = DigitalLink({.code = code, .precoding = precoding}).advance(300);
      LinkCounters expected;
      expected.codewords = expected.histogram[0] = 300;
      EXPECT_EQ(c, expected);
    }
  }
}

TEST(DigitalLink, InjectedBursts) {
  for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
    const auto t = static_cast<std::uint16_t>(parameters(code).t);
    DigitalLinkConfig config{.code = code,
                             .inject_period = 3,
                             .inject_start = 100,
                             .inject_length = t,
                             .inject_mask = 0x201};
    LinkCounters c = DigitalLink(config).advance(301);
    EXPECT_EQ(c.pre_fec_symbol_errors, 101U * t);
    EXPECT_EQ(c.pre_fec_bit_errors, 2U * 101U * t);
    EXPECT_EQ(c.corrected_codewords, 101U);
    EXPECT_EQ(c.corrected_symbols, 101U * t);
    EXPECT_EQ(c.histogram[0], 200U);
    EXPECT_EQ(c.histogram[t], 101U);
    EXPECT_EQ(c.uncorrectable_codewords, 0U);
    EXPECT_EQ(c.post_fec_bit_errors, 0U);
    EXPECT_EQ(c.pam4_symbol_errors, 0U);

    config.inject_length = t + 1;
    c = DigitalLink(config).advance(301);
    EXPECT_EQ(c.uncorrectable_codewords, 101U);
    EXPECT_EQ(c.histogram[16], 101U);
    EXPECT_EQ(c.corrected_symbols, 0U);
    EXPECT_EQ(c.post_fec_bit_errors, 2U * 101U * (t + 1U));
    EXPECT_EQ(c.post_fec_errored_codewords, 101U);

    // Two symbols of the burst fall on the message, the rest on the parity or beyond the end.
    config.inject_start = 512;
    config.inject_length = 65535;
    c = DigitalLink(config).advance(301);
    EXPECT_EQ(c.pre_fec_symbol_errors, 101U * (parameters(code).n - 512));
    EXPECT_EQ(c.post_fec_bit_errors, 2U * 2U * 101U);
  }
}

// Configurations that reach every branch: open and closed eye, both codes, bursts, extreme taps.
std::vector<DigitalLinkConfig> varied_configs() {
  std::vector<DigitalLinkConfig> configs;
  std::mt19937 random(7);
  for (int i = 0; i < 48; ++i) {
    DigitalLinkConfig c;
    c.code = i % 2 == 0 ? RsCode::kKp4 : RsCode::kKr4;
    c.precoding = i % 4 >= 2;
    c.noise_enable = i % 11 != 10;
    c.noise_seed = (std::uint64_t{random()} << 32) | random();
    c.prbs_seed = 1 + random() % 0x7FFFFFFFU;
    c.sigma = i % 7 == 6 ? 65535 : sigma_from_snr_db(12.0 + i % 9);
    if (i % 3 == 1) c.taps = {256, 20, static_cast<std::int16_t>(-9), 4};
    if (i % 3 == 2) {
      c.taps = {static_cast<std::int16_t>(1 + random() % 511),
                static_cast<std::int16_t>(static_cast<int>(random() % 1024) - 512),
                static_cast<std::int16_t>(static_cast<int>(random() % 201) - 100), -512};
    }
    if (i % 5 == 4) {
      c.inject_period = 1 + random() % 4;
      c.inject_start = random() % parameters(c.code).n;
      c.inject_length = random() % 40;
      c.inject_mask = random() % 1024;
    }
    configs.push_back(c);
  }
  return configs;
}

TEST(DigitalLink, CountsWhatThePlainReadingOfTheDefinitionCounts) {
  for (const DigitalLinkConfig& config : varied_configs()) {
    ASSERT_EQ(DigitalLink(config, 1).advance(40), ReferenceLink(config).advance(40))
        << ::testing::PrintToString(config);
  }
}

TEST(DigitalLink, CountersDependNeitherOnThreadsNorOnChunks) {
  // Threads share the work in blocks of 128 codewords: three blocks here.
  auto configs = varied_configs();
  configs.resize(20);
  for (const DigitalLinkConfig& config : configs) {
    const LinkCounters expected = DigitalLink(config, 1).advance(300);
    ASSERT_EQ(DigitalLink(config, 3).advance(300), expected) << ::testing::PrintToString(config);
    DigitalLink link(config, 2);
    std::uint64_t done = 0;
    for (const std::uint64_t chunk : {1, 127, 1, 0, 157, 14}) {
      ASSERT_EQ(link.advance(chunk).codewords, done += chunk);
    }
    ASSERT_EQ(link.advance(0), expected) << ::testing::PrintToString(config);
  }
}

TEST(DigitalLinkConfig, ErrorsNameTheField) {
  const auto message = [](const DigitalLinkConfig& config) -> std::string {
    try {
      DigitalLink link(config);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "accepted";
  };
  using ::testing::HasSubstr;
  EXPECT_THAT(message({.prbs_seed = 0}), HasSubstr("prbs_seed: found 0, expected 1..2147483647"));
  EXPECT_THAT(message({.prbs_seed = 0x80000000U}), HasSubstr("prbs_seed: found 2147483648"));
  EXPECT_THAT(message({.taps = {0, 0, 0, 0}}), HasSubstr("taps[0]: found 0, expected 1..511"));
  EXPECT_THAT(message({.taps = {256, 0, 512, 0}}), HasSubstr("taps[2]: found 512"));
  EXPECT_THAT(message({.taps = {256, 0, 0, -513}}), HasSubstr("taps[3]: found -513"));
  EXPECT_THAT(message({.inject_start = 544}), HasSubstr("inject_start: found 544"));
  EXPECT_THAT(message({.code = RsCode::kKr4, .inject_start = 528}), HasSubstr("expected 0..527"));
  EXPECT_THAT(message({.inject_mask = 1024}), HasSubstr("inject_mask: found 1024"));
  EXPECT_THAT(message({.code = static_cast<RsCode>(5)}), HasSubstr("code: found 5"));
  EXPECT_THAT(message({.inject_start = 543, .inject_length = 65535}), HasSubstr("accepted"));
}

TEST(SigmaFromSnr, KnownValuesAndRoundTrip) {
  EXPECT_EQ(sigma_from_snr_db(20.0), 7327);  // sqrt(5)/10 * 32768 = 7327.15
  EXPECT_EQ(sigma_from_snr_db(std::numeric_limits<double>::infinity()), 0);
  EXPECT_TRUE(std::isinf(snr_db_from_sigma(0)));
  for (int step = 0; step <= 78; ++step) {
    const double snr = 1.0 + 0.37 * step;
    EXPECT_NEAR(snr_db_from_sigma(sigma_from_snr_db(snr)), snr, 0.002);
  }
}

TEST(SigmaFromSnr, RefusesWhatDoesNotFit) {
  EXPECT_NO_THROW(sigma_from_snr_db(0.98));
  EXPECT_THROW(sigma_from_snr_db(0.9), std::out_of_range);
  EXPECT_THROW(sigma_from_snr_db(-std::numeric_limits<double>::infinity()), std::out_of_range);
  EXPECT_THROW(sigma_from_snr_db(std::numeric_limits<double>::quiet_NaN()), std::out_of_range);
}

}  // namespace
}  // namespace lightloop::golden
