// SPDX-License-Identifier: Apache-2.0
#include "drivers/result_checks.hpp"

#include <array>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "drivers/kernel_error.hpp"

namespace lightloop::drivers {
namespace {

using golden::LinkCounters;
using golden::RsCode;
using testing::HasSubstr;

template <typename Check>
std::string complaint(const Check& check) {
  try {
    check();
  } catch (const KernelError& error) {
    return error.what();
  }
  return {};
}

// Sessions with no, many and too many errors.
std::vector<golden::DigitalLinkConfig> sessions(RsCode code) {
  std::vector<golden::DigitalLinkConfig> configs;
  for (const double snr_db : {30.0, 17.0, 15.0, 10.0})
    configs.push_back({.code = code, .sigma = golden::sigma_from_snr_db(snr_db)});
  return configs;
}

class ResultChecks : public testing::TestWithParam<RsCode> {};

TEST_P(ResultChecks, TakeWhatGoldenCounts) {
  for (const auto& config : sessions(GetParam())) {
    golden::DigitalLink link(config, 1);
    LinkCounters before;
    for (const std::uint64_t codewords : {1U, 0U, 40U}) {
      const LinkCounters after = link.advance(codewords);
      EXPECT_EQ(complaint([&] { check_counters(before, after, GetParam(), codewords); }), "");
      before = after;
    }
  }
}

TEST_P(ResultChecks, TakeCountersThatBeganAnew) {
  LinkCounters before;
  before.codewords = UINT64_MAX;
  before.histogram[0] = UINT64_MAX - 3;
  LinkCounters after = before;
  after.codewords += 5;
  after.histogram[0] += 5;
  EXPECT_EQ(complaint([&] { check_counters(before, after, GetParam(), 5); }), "");
}

// Any counter that is off is found, unless it stays within its bounds.
TEST_P(ResultChecks, FindCountersThatCannotBe) {
  const golden::DigitalLinkConfig config = sessions(GetParam())[1];
  const LinkCounters good = golden::DigitalLink(config, 1).advance(50);
  ASSERT_GT(good.corrected_codewords, 0U);
  const auto with = [&](std::uint64_t LinkCounters::*counter, std::uint64_t step) {
    LinkCounters bad = good;
    bad.*counter += step;
    return complaint([&] { check_counters({}, bad, GetParam(), 50); });
  };
  constexpr std::uint64_t kLessOne = UINT64_MAX;
  for (const std::uint64_t step :
       {std::uint64_t{1}, std::uint64_t{1} << 32, std::uint64_t{1} << 63, kLessOne}) {
    EXPECT_THAT(with(&LinkCounters::codewords, step), HasSubstr("codewords of the run: found"));
    EXPECT_THAT(with(&LinkCounters::corrected_codewords, step), HasSubstr("corrected_codewords"));
    EXPECT_THAT(with(&LinkCounters::uncorrectable_codewords, step),
                HasSubstr("uncorrectable_codewords"));
    EXPECT_THAT(with(&LinkCounters::corrected_symbols, step), HasSubstr("corrected_symbols"));
  }
  for (const std::uint64_t step : {std::uint64_t{1} << 32, std::uint64_t{1} << 63}) {
    EXPECT_THAT(with(&LinkCounters::pre_fec_symbol_errors, step), HasSubstr("pre_fec_symbol"));
    EXPECT_THAT(with(&LinkCounters::pre_fec_bit_errors, step), HasSubstr("pre_fec_bit_errors"));
    EXPECT_THAT(with(&LinkCounters::post_fec_bit_errors, step), HasSubstr("post_fec_bit_errors"));
    EXPECT_THAT(with(&LinkCounters::post_fec_errored_codewords, step), HasSubstr("post_fec_err"));
  }
  for (std::size_t bin = 0; bin < good.histogram.size(); ++bin) {
    for (const std::uint64_t step : {std::uint64_t{1}, std::uint64_t{1} << 60, UINT64_MAX}) {
      LinkCounters bad = good;
      bad.histogram[bin] += step;
      EXPECT_THAT(complaint([&] { check_counters({}, bad, GetParam(), 50); }),
                  HasSubstr("histogram"));
    }
  }
}

TEST_P(ResultChecks, FindSymbolsAndStatusThatCannotBe) {
  std::vector<golden::FecSymbol> symbols(100, 0x3FF);
  EXPECT_EQ(complaint([&] { check_symbols(symbols); }), "");
  symbols[42] = 0x400;
  EXPECT_THAT(complaint([&] { check_symbols(symbols); }),
              HasSubstr("symbol 42: found 1024, expected at most 1023"));
  const auto t = static_cast<std::uint8_t>(golden::parameters(GetParam()).t);
  std::vector<golden::CodewordStatus> status(10);
  status[7].corrected_symbols = t;
  EXPECT_EQ(complaint([&] { check_status(status, GetParam()); }), "");
  status[7].corrected_symbols = static_cast<std::uint8_t>(t + 1);
  EXPECT_THAT(complaint([&] { check_status(status, GetParam()); }),
              HasSubstr("codeword 7, corrected symbols: found " + std::to_string(t + 1)));
}

INSTANTIATE_TEST_SUITE_P(Codes, ResultChecks, testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) {
                           return std::string(golden::to_string(info.param));
                         });

}  // namespace
}  // namespace lightloop::drivers
