// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/pcs_transmitter.hpp"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/golden/pcs/known_answers.hpp"
#include "tests/golden/pcs/rate_name.hpp"

namespace lightloop::golden::pcs {
namespace {

using known::answers;
using known::json;
using known::packed;
using known::summary;

std::vector<std::vector<FecSymbol>> lanes_for(phy::EthernetRate rate) {
  return std::vector<std::vector<FecSymbol>>(static_cast<std::size_t>(phy::shape(rate).lanes));
}

class KnownChain : public testing::TestWithParam<std::string> {
 protected:
  const json& chain() const { return answers()["chains"][GetParam()]; }
};

TEST_P(KnownChain, MiiWords) {
  std::vector<std::uint8_t> octets;
  std::vector<std::uint8_t> control;
  for (const phy::MiiWord& word : known::mii_words(chain())) {
    for (int i = 0; i < 8; ++i) octets.push_back(word.octet(i));
    control.push_back(word.control);
  }
  EXPECT_EQ(sha256(octets), chain()["mii"]["octets_sha256"].get<std::string>());
  EXPECT_EQ(sha256(control), chain()["mii"]["ctl_sha256"].get<std::string>());
}

template <typename T>
void expect_flows(const std::vector<std::vector<T>>& flows, const json& answer, const char* stage) {
  ASSERT_EQ(flows.size(), answer.size());
  for (std::size_t f = 0; f < flows.size(); ++f) {
    EXPECT_EQ(summary(packed(flows[f])), summary(answer[f])) << stage << ", flow " << f;
  }
}

TEST_P(KnownChain, EveryStage) {
  const PcsTransmitterConfig config = known::transmitter_config(GetParam());
  PcsTransmitter transmitter(config);
  auto lanes = lanes_for(config.rate);
  transmitter.feed(known::mii_words(chain()), lanes);
  const PcsTransmitStages& stages = transmitter.stages();
  EXPECT_EQ(summary(packed(stages.b66)), summary(chain()["b66"]));
  expect_flows(stages.t257, chain()["t257"], "t257");
  expect_flows(stages.scrambled, chain()["scr"], "scr");
  expect_flows(stages.am_stream, chain()["am_stream"], "am_stream");
  const int positions = phy::shape(config.rate).positions();
  for (int p = 0; p < positions; ++p) {
    EXPECT_EQ(summary(packed(known::position_of(stages.codewords, p, positions))),
              summary(chain()["codewords"][static_cast<std::size_t>(p)]))
        << "position " << p;
  }
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
    EXPECT_EQ(sha256(packed(lanes[lane]).octets()), chain()["lanes"][lane].get<std::string>())
        << "lane " << lane;
  }
  for (int f = 0; f < phy::shape(config.rate).flows; ++f) {
    const auto at = static_cast<std::size_t>(f);
    EXPECT_EQ(transmitter.scrambler_state(f),
              known::scrambler_states(chain()["scrambler_end"])[at]);
    EXPECT_EQ(transmitter.pad_state(f),
              known::prbs9_from_text(chain()["prbs9_end"][at].get<std::string>()));
  }
}

TEST_P(KnownChain, LanesBeginWithTheirMarkers) {
  const PcsTransmitterConfig config = known::transmitter_config(GetParam());
  PcsTransmitter transmitter(config);
  auto lanes = lanes_for(config.rate);
  transmitter.feed(known::mii_words(chain()), lanes);
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
    const known::Packer packer = packed(lanes[lane]);
    const phy::AlignmentMarker marker = phy::default_marker(config.rate, static_cast<int>(lane));
    EXPECT_EQ(hex(packer.octets().first(marker.size())), hex(marker));
  }
}

TEST_P(KnownChain, CutAnywhereGivesTheSame) {
  const std::vector<phy::MiiWord> words = known::mii_words(chain());
  PcsTransmitterConfig config = known::transmitter_config(GetParam());
  config.rate_match = true;
  PcsTransmitter transmitter(config);
  auto whole = lanes_for(config.rate);
  transmitter.feed(words, whole);
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    transmitter.reset();
    auto pieces = lanes_for(config.rate);
    std::span<const phy::MiiWord> rest = words;
    while (!rest.empty()) {
      const std::size_t count =
          std::min<std::size_t>(random() % (seed == 1 ? 3 : 200), rest.size());
      transmitter.feed(rest.first(count), pieces);
      rest = rest.subspan(count);
    }
    EXPECT_EQ(pieces, whole) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, KnownChain, testing::ValuesIn(known::kChains), rate_name);

class RealPeriod : public testing::TestWithParam<std::string> {};

// Idle for a whole period as the standard has it, and the group after it.
TEST_P(RealPeriod, StatesAndCodewordsAtTheSecondMarkers) {
  PcsTransmitterConfig config;
  config.rate = known::rate_of(GetParam());
  config.rate_match = false;
  const phy::RateShape shape = phy::shape(config.rate);
  if (shape.flows == 2) config.scrambler_seed = {0x3FFFFFFFFFFFFFF, 0x155555555555555};
  const json& answer = answers()["real_period_idle"][GetParam()];
  config.tx_am_sf = 0;
  PcsTransmitter transmitter(config);

  const std::size_t per_group =
      std::size_t{4} * phy::kBlocksPerGroup * static_cast<std::size_t>(shape.flows);
  const std::size_t per_markers = 4U * static_cast<std::size_t>(shape.marker_blocks * shape.flows);
  const std::vector<phy::MiiWord> group(per_group, phy::kIdleWord);
  const std::span<const phy::MiiWord> words = group;
  std::vector<FecSymbol> first;
  const auto send = [&](std::size_t count) {
    auto lanes = lanes_for(config.rate);
    transmitter.feed(words.first(count), lanes);
  };
  const auto expect_group = [&](const char* key) {
    for (int p = 0; p < shape.positions(); ++p) {
      const auto flow = static_cast<std::size_t>(p / 2);
      EXPECT_EQ(
          summary(packed(known::position_of(transmitter.stages().codewords, p, shape.positions()))),
          summary(answer[flow][key][static_cast<std::size_t>(p % 2)]))
          << key << ", position " << p;
    }
  };
  send(per_group - per_markers);
  expect_group("first_group_codewords");
  for (std::uint32_t n = 1; n < shape.am_period / phy::kBlocksPerGroup; ++n) send(per_group);
  for (int f = 0; f < shape.flows; ++f) {
    const json& flow = answer[static_cast<std::size_t>(f)];
    EXPECT_EQ(transmitter.scrambler_state(f),
              std::stoull(flow["scrambler_before_second_am"].get<std::string>(), nullptr, 16));
    EXPECT_EQ(transmitter.pad_state(f),
              known::prbs9_from_text(flow["prbs9_before_second_am"].get<std::string>()));
  }
  send(per_group - per_markers);
  expect_group("second_am_group_codewords");
  for (int f = 0; f < shape.flows; ++f) {
    EXPECT_EQ(
        transmitter.scrambler_state(f),
        std::stoull(answer[static_cast<std::size_t>(f)]["scrambler_after_group"].get<std::string>(),
                    nullptr, 16));
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, RealPeriod, testing::Values("200G", "400G", "800G", "1.6T"),
                         rate_name);

TEST(PcsTransmitter, RefusesWhatItCannotDo) {
  const auto refused = [](auto change) {
    PcsTransmitterConfig config;
    change(config);
    EXPECT_THROW(PcsTransmitter{config}, std::invalid_argument);
  };
  refused([](auto& c) { c.am_period = 41; });
  refused([](auto& c) { c.tx_am_sf = 8; });
  refused([](auto& c) { c.deal_66b = 2; });
  refused([](auto& c) { c.scrambler_seed = {0}; });
  refused([](auto& c) { c.scrambler_seed = {1, 2}; });
  refused([](auto& c) { c.prbs9_seed = {512}; });
  refused([](auto& c) { c.status_flow = 2; });
  refused([](auto& c) { c.markers = phy::default_markers(phy::EthernetRate::k200g); });
}

}  // namespace
}  // namespace lightloop::golden::pcs
