// SPDX-License-Identifier: Apache-2.0
// What the fast model of the link leaves out, and where a session has come far: positions that
// counting from the start would never reach.
#include "sim/golden/link_block.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <utility>
#include <vector>

#include "sim/golden/link_noise.hpp"
#include "sim/golden/prbs.hpp"
#include "tests/golden/reference_link.hpp"

namespace lightloop::golden {
namespace {

// The largest magnitude among all u[30:0] from m on; m must be the first of those that share a row
// and a fraction. Exact: the magnitude depends on nothing else.
class LargestFrom {
 public:
  LargestFrom() {
    steps_.emplace_back(0, link_gaussian(0));
    for (int zeros = 30; zeros >= 0; --zeros) {
      const int bits = 30 - zeros;
      const int seen = std::min(bits, 16);
      for (std::uint32_t top = 0; top < (1U << seen); ++top) {
        const std::uint32_t m = (1U << bits) | (top << (bits - seen));
        steps_.emplace_back(m, link_gaussian(m));
      }
    }
    for (std::size_t i = steps_.size() - 1; i > 0; --i) {
      steps_[i - 1].second = std::max(steps_[i - 1].second, steps_[i].second);
    }
  }

  /// Of all u[30:0] above m.
  std::int32_t above(std::int64_t m) const {
    const auto next = std::ranges::upper_bound(
        steps_, m, {}, [](const auto& step) { return std::int64_t{step.first}; });
    // Those between m and the next step have the magnitude of the step that m is in.
    std::int32_t largest = next == steps_.end() ? 0 : next->second;
    const std::int64_t end = next == steps_.end() ? std::int64_t{1} << 31 : next->first;
    if (m >= 0 && m + 1 < end) {
      largest = std::max(largest, link_gaussian(static_cast<std::uint32_t>(m + 1)));
    }
    return largest;
  }

 private:
  std::vector<std::pair<std::uint32_t, std::int32_t>> steps_;
};

// Noise samples above the critical number are not looked at: none of them may reach a threshold.
TEST(LinkTables, NothingAboveTheCriticalUniformReachesAThreshold) {
  const LargestFrom largest;
  std::mt19937 random(5);
  int rare = 0;
  for (int i = 0; i < 1500; ++i) {
    DigitalLinkConfig config;
    config.taps = {static_cast<std::int16_t>(1 + random() % 511),
                   static_cast<std::int16_t>(static_cast<int>(random() % 41) - 20), 0, 0};
    const std::int64_t margin = config.taps[0] - std::int64_t{3} * std::abs(config.taps[1]);
    if (margin <= 0) continue;
    // Reached by samples of 0.01 to 7 standard deviations, the tails as often as the middle.
    const double reach = 80.0 + static_cast<double>(random() % 57000);
    const double sigma = static_cast<double>(margin << 20) / reach;
    if (sigma < 1 || sigma > 65535) continue;
    config.sigma = static_cast<std::uint16_t>(sigma);
    const std::int32_t critical = LinkTables(config).critical_uniform();
    ASSERT_LT(std::int64_t{largest.above(critical)} * config.sigma, margin << 20)
        << "sigma " << config.sigma << ", margin " << margin << ", critical " << critical;
    rare += critical >= 0 && critical < 1 << 20 ? 1 : 0;
  }
  EXPECT_GT(rare, 200);
}

// The payload of a codeword far along: the period is 2^31 - 1 bits, so codeword c + (2^31 - 1) is
// codeword c.
TEST(LinkTables, ThePayloadRepeatsAfterItsPeriod) {
  constexpr std::uint64_t kPeriod = (std::uint64_t{1} << 31) - 1;
  for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
    const LinkTables tables({.code = code, .prbs_seed = 0x1234567});
    for (const std::uint64_t codeword : {0, 1, 77}) {
      Prbs prbs(PrbsPattern::kPrbs31, 0x1234567);
      for (std::uint64_t i = 0; i < codeword * 514; ++i) prbs.next_bits(10);
      EXPECT_EQ(tables.prbs_state(codeword), prbs.state());
      for (const std::uint64_t turns : {1ULL, 2ULL, 3ULL, 0x1'0000'0000ULL, 0x1'FFFF'FFFFULL}) {
        EXPECT_EQ(tables.prbs_state(codeword + turns * kPeriod), prbs.state())
            << "codeword " << codeword << " + " << turns << " periods";
      }
    }
  }
}

// A block of codewords around 2^32, 2^33 and 2^40: the noise continues and the bursts keep their
// period.
TEST(LinkBlock, CodewordsBeyondFourThousandMillions) {
  for (const std::uint64_t first :
       {(std::uint64_t{1} << 32) - 3, (std::uint64_t{1} << 33) - 1, std::uint64_t{1} << 40}) {
    DigitalLinkConfig config;
    config.inject_period = 5;
    config.inject_length = 2;
    config.inject_mask = 0x3FF;
    const LinkTables tables(config);
    LinkBlock block(tables, 16);
    block.transmit(first, 16);
    LinkTail before;
    before.start_of_session = false;
    LinkCounters counters;
    block.receive(before, counters);
    std::uint64_t hit = 0;
    for (std::uint64_t c = first; c < first + 16; ++c) hit += c % 5 == 0 ? 1 : 0;
    EXPECT_EQ(counters.codewords, 16U);
    EXPECT_EQ(counters.histogram[2], hit) << "from " << first;
    EXPECT_EQ(counters.pre_fec_symbol_errors, 2 * hit) << "from " << first;
  }
}

// With noise, the block's errors are those of a link whose noise was skipped to the same place.
TEST(LinkBlock, NoiseOfFarCodewordsIsWhatSkippingGives) {
  DigitalLinkConfig config;
  config.sigma = sigma_from_snr_db(17.0);
  config.noise_seed = 99;
  const std::uint64_t first = (std::uint64_t{1} << 32) - 2;
  const LinkTables tables(config);
  LinkBlock block(tables, 4);
  block.transmit(first, 4);
  LinkTail before;
  before.start_of_session = false;
  LinkCounters counters;
  block.receive(before, counters);

  Prbs prbs(PrbsPattern::kPrbs31, tables.prbs_state(first));
  LinkNoise noise(config.noise_seed);
  noise.skip(first * 2720);
  std::uint64_t errors = 0;
  for (int c = 0; c < 4; ++c) {
    std::vector<FecSymbol> message(514), codeword(544);
    prbs.fill_symbols(message);
    rs_encode(RsCode::kKp4, message, codeword);
    std::vector<Pam4Symbol> levels(2720);
    pam4_map(codeword, levels);
    for (const Pam4Symbol level : levels) {
      const std::int32_t y = 256 * link_amplitude(level);
      errors += link_slice(link_slicer_input(y, noise.next(), config.sigma), 256) != level ? 1 : 0;
    }
  }
  EXPECT_EQ(counters.pam4_symbol_errors, errors);
  EXPECT_GT(errors, 0U);
}

}  // namespace
}  // namespace lightloop::golden
