// SPDX-License-Identifier: Apache-2.0
// Two marker periods as the standard has them, through both directions of a port.
#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <span>
#include <string>

#include "sim/golden/pcs/pcs_receiver.hpp"
#include "sim/golden/pcs/pcs_transmitter.hpp"
#include "tests/golden/pcs/lane_line.hpp"
#include "tests/golden/pcs/rate_name.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::EthernetRate;
using phy::MiiWord;

// A wire that delays what it carries by any number of bits.
class LateWire {
 public:
  explicit LateWire(std::size_t bits) : held_(bits / 10), shift_(bits % 10) {}

  void put(const std::vector<FecSymbol>& symbols) {
    for (const FecSymbol symbol : symbols) {
      held_.push_back(
          static_cast<FecSymbol>((before_ >> (10 - shift_) | symbol << shift_) & 0x3FF));
      before_ = symbol;
    }
  }
  std::size_t size() const { return held_.size(); }
  std::vector<FecSymbol> take(std::size_t count) {
    const auto end = held_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<FecSymbol> taken(held_.begin(), end);
    held_.erase(held_.begin(), end);
    return taken;
  }

 private:
  std::vector<FecSymbol> held_;
  std::size_t shift_;
  unsigned before_ = 0;
};

// As much of every wire as all of them have.
Lanes take_equal(std::vector<LateWire>& wires) {
  std::size_t count = wires[0].size();
  for (const LateWire& wire : wires) count = std::min(count, wire.size());
  Lanes lanes;
  for (LateWire& wire : wires) lanes.push_back(wire.take(count));
  return lanes;
}

void append_without_idle(std::vector<MiiWord>& to, const std::vector<MiiWord>& words) {
  for (const MiiWord& word : words) {
    if (word != phy::kIdleWord) to.push_back(word);
  }
}

class RealPeriodLink : public testing::TestWithParam<EthernetRate> {};

TEST_P(RealPeriodLink, WordsComeThroughAfterTwoMarkers) {
  const EthernetRate rate = GetParam();
  const phy::RateShape shape = phy::shape(rate);
  PcsTransmitterConfig sent;
  sent.rate = rate;
  PcsTransmitter transmitter(sent);
  PcsReceiverConfig config;
  config.groups.rate = rate;
  PcsReceiver receiver(config);

  std::mt19937_64 random(77);
  const auto lanes = static_cast<std::size_t>(shape.lanes);
  const std::vector<int> order = shuffled(lanes, 78);
  std::vector<LateWire> wires;
  for (std::size_t i = 0; i < lanes; ++i) {
    wires.emplace_back(5 + random() % static_cast<std::size_t>(shape.deskew_bits));
  }
  constexpr std::size_t kTail = 200;  // groups that are compared
  const std::size_t groups =
      2 * static_cast<std::size_t>(shape.am_period / phy::kBlocksPerGroup) + kTail;
  std::vector<MiiWord> words(8 * std::size_t{160} * static_cast<std::size_t>(shape.flows));
  std::vector<MiiWord> sent_last;
  std::vector<MiiWord> received_last;
  for (std::size_t group = 0; group < groups; group += 8) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      words[i] = i % 7 == 0 ? phy::kIdleWord : MiiWord{random(), 0};
    }
    Lanes made(lanes);
    transmitter.feed(words, made);
    for (std::size_t i = 0; i < lanes; ++i) {
      wires[i].put(made[static_cast<std::size_t>(order[i])]);
    }
    std::vector<MiiWord> received;
    receiver.feed(take_equal(wires), received);
    if (group + kTail < groups) continue;
    append_without_idle(sent_last, words);
    append_without_idle(received_last, received);
  }
  EXPECT_FALSE(transmitter.starved());
  EXPECT_FALSE(receiver.groups().blocks().starved());
  EXPECT_EQ(receiver.aligner().counters().alignments, 1U);
  const FecPositionCounters port = receiver.groups().counters().port();
  EXPECT_EQ(port.bins[0], port.codewords);
  EXPECT_GT(port.codewords, shape.am_period / phy::kBlocksPerGroup);
  // What was on its way at either end of the tail is left out.
  const auto compared = static_cast<std::ptrdiff_t>(sent_last.size() * 9 / 10);
  EXPECT_NE(std::search(received_last.begin(), received_last.end(), sent_last.begin(),
                        sent_last.begin() + compared),
            received_last.end());
}

INSTANTIATE_TEST_SUITE_P(Rates, RealPeriodLink, testing::ValuesIn(phy::kEthernetRates), rate_name);

}  // namespace
}  // namespace lightloop::golden::pcs
