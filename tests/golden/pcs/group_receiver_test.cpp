// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/group_receiver.hpp"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

#include "sim/golden/pcs/pcs_receiver.hpp"
#include "tests/golden/pcs/known_answers.hpp"
#include "tests/golden/pcs/lane_line.hpp"

namespace lightloop::golden::pcs {
namespace {

using known::json;
using phy::MiiWord;

// What the chain sends, and how its receiver is set.
struct KnownLink {
  explicit KnownLink(const std::string& name)
      : chain(known::answers()["chains"][name]),
        transmitter(known::transmitter_config(name)),
        words(known::mii_words(chain)) {
    const PcsTransmitterConfig sent = known::transmitter_config(name);
    shape = phy::shape(sent.rate);
    lanes.resize(static_cast<std::size_t>(shape.lanes));
    transmitter.feed(words, lanes);
    config.rate = sent.rate;
    config.am_period = sent.am_period;
    config.deal_66b = sent.deal_66b;
    config.descrambler_seed = sent.scrambler_seed;
    config.rate_match = false;
    config.keep_stages = true;
  }

  // The codeword groups with the errors of a receive case.
  std::vector<FecSymbol> with_errors(const json& errors) const {
    std::vector<FecSymbol> groups = transmitter.stages().codewords;
    for (const json& error : errors) groups.at(place(error)) ^= error[3].get<FecSymbol>();
    return groups;
  }
  Lanes lanes_with_errors(const json& errors) const {
    Lanes out(lanes.size());
    LaneDistributor(config.rate).feed(with_errors(errors), out);
    return out;
  }
  std::size_t place(const json& error) const {
    const auto positions = static_cast<std::size_t>(shape.positions());
    return (error[0].get<std::size_t>() * positions + error[1].get<std::size_t>()) *
               kCodewordSymbols +
           error[2].get<std::size_t>();
  }

  const json& chain;
  PcsTransmitter transmitter;
  std::vector<MiiWord> words;
  phy::RateShape shape;
  Lanes lanes;
  GroupReceiverConfig config;
};

// What a word becomes on an error-free line.
MiiWord encoded_and_back(const MiiWord& word) { return decode_block66(encode_block66(word)).word; }

void expect_counters(const FecCounters& counters, const json& answer) {
  const FecPositionCounters port = counters.port();
  EXPECT_EQ(port.codewords, 6 * counters.positions.size());
  EXPECT_EQ(port.corrected_codewords, answer["corrected_cw"].get<std::uint64_t>());
  EXPECT_EQ(port.uncorrectable_codewords, answer["uncorrected_cw"].get<std::uint64_t>());
  EXPECT_EQ(counters.lane_corrected_symbols,
            answer["corrected_symbols_per_lane"].get<std::vector<std::uint64_t>>());
  std::uint64_t listed = 0;
  for (const auto& [bin, count] : answer["bins"].items()) {
    const std::size_t i = bin == "16+" ? 16 : std::stoul(bin);
    EXPECT_EQ(port.bins[i], count.get<std::uint64_t>()) << "bin " << bin;
    listed += count.get<std::uint64_t>();
  }
  EXPECT_EQ(port.bins[0], port.codewords - listed);
}

class KnownReceive : public testing::TestWithParam<std::string> {};

TEST_P(KnownReceive, CountersAndBadBlocks) {
  const KnownLink link(GetParam());
  for (const json& answer : link.chain["rx_cases"]) {
    SCOPED_TRACE(answer["name"]);
    GroupReceiver receiver(link.config);
    std::vector<MiiWord> words;
    receiver.feed(link.with_errors(answer["errors"]), words);
    expect_counters(receiver.counters(), answer);
    std::uint64_t bad_blocks = 0;
    for (std::size_t f = 0; f < receiver.stages().t257.size(); ++f) {
      std::vector<int> bad;
      const auto& blocks = receiver.stages().t257[f];
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (blocks[i].bad) bad.push_back(static_cast<int>(i));
      }
      EXPECT_EQ(bad, answer["bad_257b_blocks"][f].get<std::vector<int>>()) << "flow " << f;
      EXPECT_EQ(receiver.bad_blocks(static_cast<int>(f)), bad.size());
      bad_blocks += bad.size();
    }
    // A word is as it was sent, or an Error word from a marked block.
    ASSERT_EQ(words.size(), link.words.size());
    std::uint64_t errors = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == encoded_and_back(link.words[i])) continue;
      EXPECT_EQ(words[i], phy::kErrorWord) << i;
      ++errors;
    }
    EXPECT_LE(errors, 4 * bad_blocks);
    EXPECT_GE(errors, 4 * bad_blocks * 9 / 10) << "a marked Error word looks as it was sent";
    EXPECT_EQ(receiver.received_status(), 5U);
    EXPECT_FALSE(receiver.lost());
  }
}

TEST_P(KnownReceive, FromPermutedAndLateLanes) {
  const KnownLink link(GetParam());
  const json& answer = link.chain["rx_cases"].back();
  PcsReceiverConfig config{link.config, {}};
  config.lanes.am_good = 1;  // there are less than two periods
  for (const unsigned seed : {1U, 2U, 3U}) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<std::size_t> delay(link.lanes.size());
    for (std::size_t& bits : delay) bits = 300 + random() % 1300;
    const auto step = static_cast<std::size_t>(10 * link.shape.group_symbols);
    const std::size_t end = (*std::ranges::max_element(delay) + 6 * step + step - 1) / step * step;
    const Lanes wires = arrive(link.lanes_with_errors(answer["errors"]),
                               shuffled(link.lanes.size(), seed), delay, end, seed);
    PcsReceiver receiver(config);
    std::vector<MiiWord> words;
    receiver.feed(wires, words);
    EXPECT_TRUE(receiver.aligner().aligned());
    expect_counters(receiver.groups().counters(), answer);
    GroupReceiver direct(link.config);
    std::vector<MiiWord> expected;
    direct.feed(link.with_errors(answer["errors"]), expected);
    ASSERT_GE(words.size(), expected.size());
    const std::vector<MiiWord> end_of(words.end() - static_cast<std::ptrdiff_t>(expected.size()),
                                      words.end());
    EXPECT_EQ(end_of, expected);
    for (std::size_t i = 0; i + expected.size() < words.size(); ++i) {
      ASSERT_EQ(words[i], phy::kLocalFaultWord);
    }
  }
}

TEST_P(KnownReceive, CutAnywhereGivesTheSame) {
  const KnownLink link(GetParam());
  const std::vector<FecSymbol> groups = link.with_errors(link.chain["rx_cases"].back()["errors"]);
  GroupReceiverConfig config = link.config;
  config.rate_match = true;
  config.stateless_66b = false;
  GroupReceiver receiver(config);
  std::vector<MiiWord> whole;
  receiver.feed(groups, whole);
  const FecCounters counters = receiver.counters();
  for (const unsigned seed : {1U, 2U}) {
    std::mt19937 random(seed);
    receiver.reset();
    std::vector<MiiWord> pieces;
    std::span<const FecSymbol> rest = groups;
    while (!rest.empty()) {
      const std::size_t count =
          std::min<std::size_t>(random() % (seed == 1 ? 20 : 5000), rest.size());
      receiver.feed(rest.first(count), pieces);
      rest = rest.subspan(count);
    }
    EXPECT_EQ(pieces, whole);
    EXPECT_EQ(receiver.counters(), counters);
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, KnownReceive, testing::ValuesIn(known::kChains),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '.');
                           return name;
                         });

}  // namespace
}  // namespace lightloop::golden::pcs
