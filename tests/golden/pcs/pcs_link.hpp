// SPDX-License-Identifier: Apache-2.0
// Transmitter and receiver of a port, with lanes between them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "sim/golden/pcs/pcs_receiver.hpp"
#include "sim/golden/pcs/pcs_transmitter.hpp"
#include "tests/golden/pcs/known_answers.hpp"
#include "tests/golden/pcs/lane_line.hpp"
#include "tests/golden/pcs/rate_name.hpp"

namespace lightloop::golden::pcs {

/// 257b blocks from marker to marker, just enough for 180 ns of skew.
inline std::uint32_t short_period(phy::EthernetRate rate) {
  if (rate == phy::EthernetRate::k1600g) return 1200;
  return rate == phy::EthernetRate::k200g ? 400 : 640;
}
inline std::size_t period_groups(phy::EthernetRate rate) {
  return short_period(rate) / phy::kBlocksPerGroup;
}

inline std::size_t step_bits(phy::EthernetRate rate) {
  return 10 * static_cast<std::size_t>(phy::shape(rate).group_symbols);
}
inline std::size_t period_bits(phy::EthernetRate rate) {
  return step_bits(rate) * period_groups(rate);
}
inline std::size_t period_words(phy::EthernetRate rate) {
  return std::size_t{4} * short_period(rate) * static_cast<std::size_t>(phy::shape(rate).flows);
}

/// Frames of random length and content; gaps of random length.
inline std::vector<phy::MiiWord> random_frames(std::size_t words, unsigned seed) {
  std::mt19937 random(seed);
  known::MiiWriter writer;
  while (writer.words().size() < words) {
    std::vector<std::uint8_t> frame(64 + random() % (random() % 8 == 0 ? 1500 : 100));
    for (std::uint8_t& octet : frame) octet = static_cast<std::uint8_t>(random());
    // Data octets that look like control characters.
    for (const std::uint8_t octet : {0x07, 0xFB, 0xFD, 0xFE, 0x9C}) {
      frame[random() % frame.size()] = octet;
    }
    writer.put_frame(frame);
    writer.words().insert(writer.words().end(), 1 + random() % 5, phy::kIdleWord);
  }
  writer.words().resize(words, phy::kIdleWord);
  return writer.words();
}

/// A port's words, what its lanes carry, and a receiver with the same setting.
struct Link {
  explicit Link(phy::EthernetRate rate, std::size_t periods, unsigned seed = 1)
      : shape(phy::shape(rate)) {
    PcsTransmitterConfig sent;
    sent.rate = rate;
    sent.am_period = short_period(rate);
    sent.tx_am_sf = 4;
    words = random_frames(periods * period_words(rate), seed);
    lanes.resize(static_cast<std::size_t>(shape.lanes));
    PcsTransmitter transmitter(sent);
    transmitter.feed(words, lanes);
    config.groups.rate = rate;
    config.groups.am_period = short_period(rate);
  }

  phy::RateShape shape;
  std::vector<phy::MiiWord> words;
  Lanes lanes;
  PcsReceiverConfig config;
};

struct Received {
  explicit Received(const PcsReceiverConfig& config) : receiver(config) {}
  void feed(const Lanes& lanes) { receiver.feed(lanes, words); }
  std::uint64_t restarts(RestartReason reason) const {
    return receiver.aligner().counters().restarts[static_cast<std::size_t>(reason)];
  }
  PcsReceiver receiver;
  std::vector<phy::MiiWord> words;
};

inline std::vector<phy::MiiWord> without_idle(std::vector<phy::MiiWord> words) {
  std::erase(words, phy::kIdleWord);
  return words;
}

/// The words received after the last Local Fault and Error word are the last ones sent.
inline void expect_tail(const Received& received, const Link& link, std::size_t least) {
  std::vector<phy::MiiWord> tail;
  for (auto word = received.words.rbegin(); word != received.words.rend(); ++word) {
    if (*word == phy::kLocalFaultWord || *word == phy::kErrorWord) break;
    if (*word != phy::kIdleWord) tail.push_back(*word);
  }
  const std::vector<phy::MiiWord> sent = without_idle(link.words);
  EXPECT_GE(tail.size(), least);
  // The end is cut somewhere: the sender's last words may still be on their way.
  std::size_t best = 0;
  for (std::size_t cut = 0; cut < sent.size() && best < tail.size(); ++cut) {
    best = 0;
    while (best < tail.size() && cut + best < sent.size() &&
           tail[best] == sent[sent.size() - 1 - cut - best]) {
      ++best;
    }
  }
  EXPECT_EQ(best, tail.size()) << "what was received was not sent";
}

/// A test at every rate.
class PcsLink : public testing::TestWithParam<phy::EthernetRate> {
 protected:
  std::size_t lanes() const { return static_cast<std::size_t>(phy::shape(GetParam()).lanes); }
  std::size_t step() const { return step_bits(GetParam()); }
  std::size_t period() const { return period_bits(GetParam()); }
  std::size_t limit() const { return static_cast<std::size_t>(phy::shape(GetParam()).deskew_bits); }
  std::size_t whole_steps(std::size_t bits) const { return (bits + step() - 1) / step() * step(); }
};

}  // namespace lightloop::golden::pcs
