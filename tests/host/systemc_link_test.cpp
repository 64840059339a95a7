// SPDX-License-Identifier: Apache-2.0
#include "host/link/systemc_link.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "host/base/errors.hpp"
#include "host/engine/golden_engine.hpp"
#include "host/link/systemc_link_session.hpp"
#include "sim/golden/statistics.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using ::testing::HasSubstr;
using tests::TemporaryDirectory;
using tests::write_file;

const std::filesystem::path kProfiles = LIGHTLOOP_PROFILES;

Profile shipped(const char* name) { return load_profile(find_profile(name, {kProfiles})); }

std::string refusal_by_link(const Profile& profile) {
  GoldenEngine engine(1);
  try {
    const SystemcLink link(engine, profile);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(SystemcLink, CountersDoNotDependOnHowTheMessagesAreCut) {
  GoldenEngine engine(1);
  auto profile = shipped("kp4-isi");
  profile.systemc->snr_db = 16.0;
  SystemcLinkSession whole(engine, profile);
  const auto expected = whole.advance(300);
  EXPECT_GT(expected.uncorrectable_codewords, 0U);
  EXPECT_LT(expected.uncorrectable_codewords, 300U);
  SystemcLinkSession cut(engine, profile);
  golden::LinkCounters counters;
  for (const std::uint64_t part : {1U, 2U, 7U, 290U}) counters = cut.advance(part);
  EXPECT_EQ(counters, expected);
}

TEST(SystemcLink, CountersBelongTogether) {
  GoldenEngine engine(1);
  auto profile = shipped("kp4-awgn");
  profile.systemc->snr_db = 15.5;
  SystemcLinkSession session(engine, profile);
  const auto counters = session.advance(200);
  std::uint64_t codewords = 0;
  std::uint64_t corrected = 0;
  for (std::size_t bin = 0; bin < counters.histogram.size(); ++bin) {
    codewords += counters.histogram[bin];
    if (bin < 16) corrected += bin * counters.histogram[bin];
  }
  EXPECT_EQ(codewords, 200U);
  EXPECT_EQ(corrected, counters.corrected_symbols);
  EXPECT_EQ(counters.histogram[16], counters.uncorrectable_codewords);
  EXPECT_EQ(counters.corrected_codewords,
            200 - counters.histogram[0] - counters.uncorrectable_codewords);
  EXPECT_EQ(counters.post_fec_errored_codewords, counters.uncorrectable_codewords);
  EXPECT_GE(counters.pre_fec_bit_errors, counters.pam4_symbol_errors);
  EXPECT_GE(counters.pam4_symbol_errors, counters.pre_fec_symbol_errors);
}

class SystemcTheory : public ::testing::TestWithParam<const char*> {};

// Fixed seed: this either holds or does not, on every machine.
TEST_P(SystemcTheory, MeasuredRatiosAgreeWithIt) {
  constexpr std::uint64_t kCodewords = 2000;
  constexpr double kConfidence = 0.999;
  GoldenEngine engine(0);
  auto profile = shipped(GetParam());
  if (profile.code == golden::RsCode::kKp4) profile.systemc->snr_db = 16.2;
  SystemcLinkSession session(engine, profile);
  const auto theory = session.link().theory();
  ASSERT_TRUE(theory);
  const auto counters = session.advance(kCodewords);
  const auto code = golden::parameters(profile.code);
  const auto bits = kCodewords * static_cast<std::uint64_t>(code.codeword_bits());
  const auto within = [](std::uint64_t events, std::uint64_t trials, double expected) {
    return golden::clopper_pearson(events, trials, kConfidence).contains(expected);
  };
  EXPECT_TRUE(within(counters.pre_fec_bit_errors, bits, theory->bit_error_ratio))
      << counters.pre_fec_bit_errors << " of " << bits << ", theory " << theory->bit_error_ratio;
  EXPECT_TRUE(within(counters.pam4_symbol_errors, bits / 2, theory->pam4_symbol_error_ratio));
  EXPECT_TRUE(within(counters.uncorrectable_codewords, kCodewords, theory->codeword_error_ratio))
      << counters.uncorrectable_codewords << ", theory " << theory->codeword_error_ratio;
}

INSTANTIATE_TEST_SUITE_P(Profiles, SystemcTheory,
                         ::testing::Values("kp4-awgn", "kr4-awgn", "kp4-touchstone"));

TEST(SystemcLink, WithoutNoiseToSpeakOfNothingIsWrong) {
  GoldenEngine engine(1);
  auto profile = shipped("kp4-isi");
  profile.systemc->snr_db = 40;
  SystemcLink link(engine, profile);
  std::mt19937 random(5);
  std::vector<golden::FecSymbol> messages(std::size_t{3} * 514);
  for (auto& symbol : messages) symbol = static_cast<golden::FecSymbol>(random() & 0x3FF);
  std::vector<golden::FecSymbol> decoded(messages.size());
  link.transfer(messages, decoded);
  EXPECT_EQ(decoded, messages);
  EXPECT_EQ(link.counters().pam4_symbol_errors, 0U);
  EXPECT_EQ(link.counters().histogram[0], 3U);
}

TEST(SystemcLink, RefusesSizesThatDoNotFit) {
  GoldenEngine engine(1);
  SystemcLink link(engine, shipped("kp4-awgn"));
  std::vector<golden::FecSymbol> message(514);
  std::vector<golden::FecSymbol> decoded(513);
  EXPECT_THROW(link.transfer(message, decoded), std::invalid_argument);
  EXPECT_THROW(link.transfer(decoded, decoded), std::invalid_argument);
}

TEST(SystemcLink, MissingAndMalformedTouchstoneFilesAreInputErrors) {
  TemporaryDirectory directory;
  auto profile = shipped("kp4-touchstone");
  profile.systemc->touchstone = directory / "none.s4p";
  EXPECT_THAT(refusal_by_link(profile), HasSubstr("none.s4p"));
  profile.systemc->touchstone = directory / "bad.s4p";
  write_file(directory / "bad.s4p", "# GHz S RI R 50\n1.0 0 0 zero\n");
  EXPECT_THAT(refusal_by_link(profile), HasSubstr("bad.s4p:2"));
  write_file(directory / "bad.s4p", "");
  EXPECT_THAT(refusal_by_link(profile), HasSubstr("bad.s4p"));
}

TEST(SystemcLink, AChannelMeasuredTooLowIsAnInputErrorThatNamesTheFile) {
  TemporaryDirectory directory;
  auto profile = shipped("kp4-touchstone");
  profile.systemc->touchstone = directory / "low.s2p";
  profile.systemc->port_order.clear();
  write_file(directory / "low.s2p",
             "# GHz S RI R 50\n0 0 0 1 0 1 0 0 0\n1 0 0 1 0 1 0 0 0\n2 0 0 1 0 1 0 0 0\n");
  EXPECT_THAT(refusal_by_link(profile), HasSubstr("low.s2p: "));
}

TEST(SystemcLink, PortsAreToldFromTheDataOrGiven) {
  GoldenEngine engine(1);
  auto profile = shipped("kp4-touchstone");
  const auto description = [&] { return SystemcLink(engine, profile).channel_description(); };
  EXPECT_THAT(description(), HasSubstr("stripline-120mm.s4p, ports 1,3 to 2,4, loss 8.7 dB"));
  EXPECT_THAT(description(), HasSubstr("delay 0.741 ns modulo 5 ns"));
  profile.systemc->port_order.clear();
  EXPECT_THAT(description(), HasSubstr("ports 1,3 to 2,4 (told from the data), loss 8.7 dB"));
  profile.systemc->port_order = "3,4";
  EXPECT_THAT(description(), HasSubstr("ports 3 to 4, nothing sent at 1,2, loss"));
}

TEST(SystemcLink, NeighboursOfTheLaneDisturbIt) {
  // Two pairs without loss, the second of which reaches the receiver of the first at -20 dB.
  TemporaryDirectory directory;
  std::string text = "# GHz S RI R 50\n";
  for (int ghz = 0; ghz <= 60; ++ghz) {
    text += std::to_string(ghz) + "\n";
    for (int to = 1; to <= 8; ++to) {
      for (int from = 1; from <= 8; ++from) {
        const bool wire = (to + 1) / 2 == (from + 1) / 2 && to != from;
        text += wire ? "1 0 " : to == 2 && from == 5 ? "0.2 0 " : "0 0 ";
      }
      text += '\n';
    }
  }
  write_file(directory / "pairs.s8p", text);
  GoldenEngine engine(1);
  auto profile = shipped("kp4-touchstone");
  profile.systemc->touchstone = directory / "pairs.s8p";
  profile.systemc->port_order = "1,3,2,4";
  profile.systemc->snr_db = 20;
  SystemcLinkSession alone(engine, profile);
  EXPECT_THAT(alone.link().channel_description(), HasSubstr("nothing sent at 5,6,7,8"));
  profile.systemc->port_order = "1,3,2,4,5,7,6,8";
  SystemcLinkSession disturbed(engine, profile);
  EXPECT_THAT(disturbed.link().channel_description(),
              HasSubstr("ports 1,3 to 2,4, crosstalk of 5,7 to 6,8, loss"));
  EXPECT_THAT(disturbed.link().channel_description(), HasSubstr(", to crosstalk 20.0"));
  const auto quiet = alone.advance(100);
  const auto loud = disturbed.advance(100);
  EXPECT_GT(loud.pam4_symbol_errors, 10 * quiet.pam4_symbol_errors);
  const auto theory = disturbed.link().theory();
  ASSERT_TRUE(theory);
  const std::uint64_t symbols = std::uint64_t{100} * 5440 / 2;
  EXPECT_TRUE(golden::clopper_pearson(loud.pam4_symbol_errors, symbols, 0.999)
                  .contains(theory->pam4_symbol_error_ratio))
      << loud.pam4_symbol_errors << ' ' << theory->pam4_symbol_error_ratio;
}

TEST(SystemcLink, AProfileWithoutTheTableIsAnInputError) {
  auto profile = shipped("kp4-awgn");
  profile.systemc.reset();
  EXPECT_THAT(refusal_by_link(profile), HasSubstr("found no table [systemc]"));
}

}  // namespace
}  // namespace lightloop::host
