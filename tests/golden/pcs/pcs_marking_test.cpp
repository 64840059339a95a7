// SPDX-License-Identifier: Apache-2.0
// Codeword groups beyond correction: marks, hi_ser, degrade.
#include <algorithm>
#include <gtest/gtest.h>
#include <span>

#include "tests/golden/pcs/pcs_link.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::EthernetRate;
using phy::MiiWord;

class PcsMarking : public PcsLink {};

// Feeds the codeword groups alone, without lanes.
class GroupsOnly {
 public:
  explicit GroupsOnly(EthernetRate rate) : rate_(rate) {
    config.rate = rate;
    config.am_period = short_period(rate);
    config.keep_stages = true;
    PcsTransmitterConfig sent;
    sent.rate = rate;
    sent.am_period = short_period(rate);
    PcsTransmitter transmitter(sent);
    Lanes lanes(static_cast<std::size_t>(phy::shape(rate).lanes));
    transmitter.feed(random_frames(3 * period_words(rate), 4), lanes);
    groups = transmitter.stages().codewords;
  }
  void spoil(std::size_t group, int position, std::size_t symbols) {
    const auto positions = static_cast<std::size_t>(phy::shape(rate_).positions());
    for (std::size_t i = 0; i < symbols; ++i) {
      groups[(group * positions + static_cast<std::size_t>(position)) * kCodewordSymbols +
             20 * i] ^= 0x2AA;
    }
  }
  std::vector<std::size_t> bad(std::size_t flow) {
    GroupReceiver receiver(config);
    std::vector<MiiWord> words;
    receiver.feed(groups, words);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < receiver.blocks().stages().t257[flow].size(); ++i) {
      if (receiver.blocks().stages().t257[flow][i].bad) found.push_back(i);
    }
    return found;
  }
  GroupReceiverConfig config;
  std::vector<FecSymbol> groups;

 private:
  EthernetRate rate_;
};

std::vector<std::size_t> range(std::size_t first, std::size_t end) {
  std::vector<std::size_t> all;
  for (std::size_t i = first; i < end; ++i) all.push_back(i);
  return all;
}

std::vector<std::size_t> operator+(std::vector<std::size_t> a, const std::vector<std::size_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST_P(PcsMarking, MarksTheGroupAndOneBlockMore) {
  const EthernetRate rate = GetParam();
  const phy::RateShape shape = phy::shape(rate);
  const auto g = static_cast<std::size_t>(shape.marker_blocks);
  const std::size_t groups = period_groups(rate);
  const bool all = rate == EthernetRate::k1600g;
  for (int position = 0; position < shape.positions(); ++position) {
    for (std::size_t f = 0; f < static_cast<std::size_t>(shape.flows); ++f) {
      const bool marked = all || static_cast<std::size_t>(position / 2) == f;
      const auto expected = [&](std::size_t first, std::size_t end) {
        // Block 0 is marked because the descrambler holds nothing yet.
        return first == 0 ? (marked ? range(0, end) : range(0, 1))
                          : range(0, 1) + (marked ? range(first, end) : range(0, 0));
      };
      GroupsOnly first(rate);
      first.spoil(0, position, 16);
      EXPECT_EQ(first.bad(f), expected(0, 40 - g + 1)) << "first group";
      GroupsOnly before_markers(rate);
      before_markers.spoil(groups - 1, position, 16);
      const std::size_t at = 40 * (groups - 1) - g;
      EXPECT_EQ(before_markers.bad(f), expected(at, at + 41)) << "the group before markers";
      GroupsOnly with_markers(rate);
      with_markers.spoil(groups, position, 16);
      EXPECT_EQ(with_markers.bad(f), expected(at + 40, at + 40 + 40 - g + 1));
      GroupsOnly fifteen(rate);
      fifteen.spoil(3, position, 15);
      EXPECT_EQ(fifteen.bad(f), range(0, 1));
    }
  }
}

TEST(MarkScopeOf, CanBeSet) {
  for (const EthernetRate rate : {EthernetRate::k800g, EthernetRate::k1600g}) {
    const auto g = static_cast<std::size_t>(phy::shape(rate).marker_blocks);
    GroupsOnly link(rate);
    link.spoil(2, 1, 16);
    const auto marked = range(0, 1) + range(80 - g, 80 - g + 41);
    link.config.mark_scope = MarkScope::kFlow;
    EXPECT_EQ(link.bad(0), marked);
    EXPECT_EQ(link.bad(1), range(0, 1));
    link.config.mark_scope = MarkScope::kGroup;
    EXPECT_EQ(link.bad(1), marked);
  }
}

TEST_P(PcsMarking, WithIndicationBypassedNothingIsMarkedAndHiSerRises) {
  GroupsOnly link(GetParam());
  link.spoil(2, 0, 16);
  link.config.bypass_indication = true;
  EXPECT_EQ(link.bad(0), range(0, 1));
  link.config.hi_ser = {8, 15, 1};
  GroupReceiver receiver(link.config);
  std::vector<MiiWord> words;
  const auto group =
      kCodewordSymbols * static_cast<std::size_t>(phy::shape(GetParam()).positions());
  const std::span<const FecSymbol> groups = link.groups;
  receiver.feed(groups.first(2 * group), words);
  EXPECT_FALSE(receiver.hi_ser());
  EXPECT_EQ(std::ranges::count(words, phy::kLocalFaultWord), 0);
  words.clear();
  receiver.feed(groups.subspan(2 * group, group), words);
  EXPECT_TRUE(receiver.hi_ser());
  EXPECT_EQ(std::ranges::count(words, phy::kLocalFaultWord),
            static_cast<std::ptrdiff_t>(words.size()));
  receiver.feed(groups.subspan(3 * group, 12 * group), words);
  EXPECT_FALSE(receiver.hi_ser());
}

TEST_P(PcsMarking, DegradeReachesThePartnerThroughItsMarkers) {
  GroupsOnly link(GetParam());
  const auto groups = period_groups(GetParam());
  for (std::size_t i = 0; i < groups; ++i) link.spoil(i, 1, 3);
  const auto positions = static_cast<std::uint32_t>(phy::shape(GetParam()).positions());
  link.config.degrade = {true, static_cast<std::uint32_t>(groups) * positions,
                         static_cast<std::uint32_t>(3 * groups - 1), 10};
  GroupReceiver receiver(link.config);
  std::vector<MiiWord> words;
  receiver.feed(
      std::span<const FecSymbol>(link.groups).first(groups * positions * kCodewordSymbols), words);
  ASSERT_TRUE(receiver.degraded());

  PcsTransmitterConfig sent;
  sent.rate = GetParam();
  sent.am_period = short_period(GetParam());
  sent.rate_match = false;
  PcsTransmitter back(sent);
  back.set_status(receiver.degraded() ? 4 : 0);
  Lanes lanes_back(lanes());
  back.feed(std::vector<MiiWord>(period_words(GetParam()), phy::kIdleWord), lanes_back);
  GroupReceiver partner(link.config);
  partner.feed(back.stages().codewords, words);
  EXPECT_EQ(partner.blocks().received_status(), 4U);
}

INSTANTIATE_TEST_SUITE_P(Rates, PcsMarking, testing::ValuesIn(phy::kEthernetRates), rate_name);

}  // namespace
}  // namespace lightloop::golden::pcs
