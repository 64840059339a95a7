// SPDX-License-Identifier: Apache-2.0
// The lane as a whole: known answers of every rate, and there and back.
#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

#include "sim/golden/inner/lane_receiver.hpp"
#include "sim/golden/inner/lane_transmitter.hpp"
#include "tests/golden/pma/known_answers.hpp"

namespace lightloop::golden::inner {
namespace {

// As the known answers have it.
LaneConfig known_config() {
  LaneConfig config{5};
  config.frame.codewords = 64;
  return config;
}

std::vector<Pam4Symbol> sent_line(const LaneConfig& config, const std::vector<FecSymbol>& symbols) {
  std::vector<Pam4Symbol> line;
  LaneTransmitter(config).feed(symbols, line);
  return line;
}

std::vector<Codeword> lane_codewords(const std::vector<FecSymbol>& symbols, int turns) {
  std::vector<FecSymbol> interleaved;
  ConvolutionalInterleaver(Direction::kInterleave, turns).feed(symbols, interleaved);
  std::vector<Codeword> codewords;
  Encoder().feed(interleaved, codewords);
  return codewords;
}

std::string codeword_hash(const std::vector<Codeword>& codewords) {
  std::vector<pma::Bit> bits;
  for (const Codeword& codeword : codewords) {
    for (int i = 0; i < 128; ++i) bits.push_back(codeword[i / 64] >> i % 64 & 1U);
  }
  return pma::packed_sha256(bits);
}

std::vector<FecSymbol> random_lane(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<FecSymbol> symbols(count);
  for (FecSymbol& symbol : symbols) symbol = random() & 0x3FF;
  return symbols;
}

std::vector<SoftValue> noisy_line(const std::vector<Pam4Symbol>& line, double noise_rms,
                                  unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0.0, noise_rms);
  std::vector<SoftValue> values;
  for (const Pam4Symbol level : line) {
    const double value = std::round(64.0 * level - 96.0 + noise(random));
    values.push_back(static_cast<SoftValue>(std::clamp(value, -128.0, 127.0)));
  }
  return values;
}

// What comes out of a lane: zeros for 2Q turns, then what went in.
std::vector<FecSymbol> late(const std::vector<FecSymbol>& symbols, int turns) {
  std::vector<FecSymbol> out(24 * static_cast<std::size_t>(turns), 0);
  out.insert(out.end(), symbols.begin(), symbols.end());
  out.resize(symbols.size());
  return out;
}

template <typename Decoder, typename Sample>
std::vector<FecSymbol> lane_output(LaneReceiver<Decoder>& receiver,
                                   const std::vector<Sample>& line) {
  std::vector<FecSymbol> symbols;
  receiver.feed(line, symbols);
  return symbols;
}

TEST(InnerLane, KnownAnswers) {
  const std::string file = "inner/known_answers.txt";
  for (const pma::KnownRate& rate : pma::known_rates()) {
    const auto lanes = pma::known_pma_lanes(rate);
    for (int lane = 0; lane < static_cast<int>(lanes.size()); ++lane) {
      EXPECT_EQ(codeword_hash(lane_codewords(lanes[lane], 5)),
                pma::known_answer(file, rate.name, "codewords", lane));
      const std::vector<Pam4Symbol> line = sent_line(known_config(), lanes[lane]);
      std::vector<pma::Bit> bits(2 * line.size());
      pam4_demap_bits(line, bits);
      EXPECT_EQ(pma::packed_sha256(bits), pma::known_answer(file, rate.name, "line", lane))
          << rate.name << ", lane " << lane;
      if (lane > 0) continue;
      std::vector<std::uint8_t> digits;
      for (const Pam4Symbol symbol : line) {
        digits.push_back(static_cast<std::uint8_t>('0' + symbol));
      }
      EXPECT_EQ(sha256(digits), pma::known_answer(file, rate.name, "pam4", 0));
    }
  }
}

TEST(InnerLane, KnownCodewordsWithTheRealDelay) {
  const std::vector<int> turns{192, 96, 48, 24};
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const pma::KnownRate& rate = pma::known_rates()[i];
    EXPECT_EQ(codeword_hash(lane_codewords(pma::known_pma_lanes(rate)[0], turns[i])),
              pma::known_answer("inner/known_answers.txt", rate.name, "real_q", turns[i]));
  }
}

TEST(InnerLane, BackAgainAtEveryRate) {
  LaneReceiverConfig config{known_config()};
  config.aligned = true;
  for (const pma::KnownRate& rate : pma::known_rates()) {
    for (const auto& symbols : pma::known_pma_lanes(rate)) {
      const std::vector<Pam4Symbol> line = sent_line(config.lane, symbols);
      LaneReceiver<HardDecoder> hard(config);
      EXPECT_EQ(lane_output(hard, line), late(symbols, 5));
      LaneReceiver<SoftDecoder> soft(config);
      EXPECT_EQ(lane_output(soft, noisy_line(line, 4.0, 80)), late(symbols, 5));
      EXPECT_EQ(soft.counters().decoder.failed, 0U);
    }
  }
}

TEST(InnerLane, ShiftPadAndWaysAreParameters) {
  LaneConfig config{7};
  config.ways = {4, 11};
  config.frame.pad = default_pad(384);
  config.frame.codewords = 100;
  const std::vector<FecSymbol> symbols = random_lane(12 * 1000, 81);
  LaneReceiverConfig receiver_config{config};
  receiver_config.aligned = true;
  LaneReceiver<HardDecoder> receiver(receiver_config);
  EXPECT_EQ(lane_output(receiver, sent_line(config, symbols)), late(symbols, 7));
}

// BER before 4.8e-3: the pads tell it, the decoder leaves a twentieth.
TEST(InnerLane, NoiseAtTheOperatingPoint) {
  LaneReceiverConfig config{known_config()};
  const std::vector<FecSymbol> symbols = random_lane(12 * 64 * 100, 82);
  const std::vector<SoftValue> line = noisy_line(sent_line(config.lane, symbols), 12.854, 83);
  LaneReceiver<SoftDecoder> receiver(config);
  const std::vector<FecSymbol> out = lane_output(receiver, line);
  const LaneReceiverCounters counters = receiver.counters();
  EXPECT_TRUE(receiver.locked());
  EXPECT_EQ(counters.frame.locks, 1U);
  EXPECT_EQ(counters.frame.missed_pads, 0U);
  EXPECT_EQ(counters.frame.pads, 98U);
  EXPECT_EQ(counters.decoder.codewords, 99U * 64U);
  EXPECT_NEAR(static_cast<double>(counters.frame.pad_bit_errors) / (98 * 1024), 4.8e-3, 1.2e-3);
  // The receiver begins with the second frame.
  std::size_t wrong = 0;
  std::size_t compared = 0;
  for (std::size_t i = 24 * 5; i < out.size(); ++i, ++compared) {
    wrong += out[i] == symbols[12 * 64 + i - 24 * 5] ? 0 : 1;
  }
  EXPECT_LT(static_cast<double>(wrong) / static_cast<double>(compared), 4e-3);
}

TEST(InnerLane, HowItIsCutChangesNothing) {
  std::mt19937 random(84);
  LaneReceiverConfig config{known_config()};
  const std::vector<FecSymbol> symbols = random_lane(12 * 64 * 12 + 5, 85);
  LaneTransmitter transmitter(config.lane);
  std::vector<Pam4Symbol> whole_line;
  transmitter.feed(symbols, whole_line);
  transmitter.reset();
  std::vector<Pam4Symbol> cut_line;
  pma::feed_in_pieces(transmitter, symbols, cut_line, random);
  EXPECT_EQ(cut_line, whole_line);

  std::vector<SoftValue> line = noisy_line(whole_line, 10.0, 86);
  line.erase(line.begin() + 10000);  // a slip
  LaneReceiver<SoftDecoder> receiver(config);
  const std::vector<FecSymbol> whole = lane_output(receiver, line);
  const LaneReceiverCounters counters = receiver.counters();
  EXPECT_EQ(counters.frame.losses, 1U);
  receiver.reset();
  std::vector<FecSymbol> cut;
  pma::feed_in_pieces(receiver, line, cut, random);
  EXPECT_EQ(cut, whole);
  EXPECT_EQ(receiver.counters(), counters);
}

// After a loss and a new lock the symbols that follow are those that were sent.
TEST(InnerLane, SlipsAreOvercome) {
  LaneReceiverConfig config{known_config()};
  const std::vector<FecSymbol> symbols = random_lane(12 * 64 * 14, 87);
  for (const std::ptrdiff_t slip : {1, 7, 64, 512}) {
    std::vector<Pam4Symbol> line = sent_line(config.lane, symbols);
    const auto at = line.begin() + 12345;
    line.erase(at, at + slip);
    LaneReceiver<HardDecoder> receiver(config);
    const std::vector<FecSymbol> out = lane_output(receiver, line);
    EXPECT_EQ(receiver.counters().frame.losses, 1U);
    EXPECT_EQ(receiver.counters().frame.locks, 2U);
    const std::vector<FecSymbol> sent = late(symbols, 5);
    const std::size_t right = 12 * 64 * 4;
    EXPECT_TRUE(std::equal(out.end() - right, out.end(), sent.end() - right)) << slip;
  }
}

TEST(InnerLane, RefusesFramesThatCutGroups) {
  LaneConfig config = known_config();
  config.frame.codewords = 60;
  EXPECT_THROW(LaneTransmitter{config}, std::invalid_argument);
  EXPECT_THROW(LaneReceiver<HardDecoder>{{config}}, std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden::inner
