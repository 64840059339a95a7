// SPDX-License-Identifier: Apache-2.0
// Known answers of tests/data, and how streams are compared with them. Also used by the tests of
// the inner code, which begins where the SM-PMA ends.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/golden/pma/lanes.hpp"
#include "sim/golden/pma/round_marker.hpp"
#include "sim/golden/pma/sm_pma_plan.hpp"
#include "sim/golden/pma/sm_pma_transmitter.hpp"
#include "sim/golden/rs_code.hpp"
#include "tests/golden/sha256.hpp"

namespace lightloop::golden::pma {

/// What the files call a rate, its lanes and its default plan.
struct KnownRate {
  const char* name;
  int lanes;
  SmPmaPlan plan;
  std::size_t marker_period;  // symbols of a lane, shortened
};

inline const std::vector<KnownRate>& known_rates() {
  // 160 blocks of 257 bits a flow are four groups of 136 or 68 symbols a lane.
  static const std::vector<KnownRate> rates{{"200g", 8, sm_pma_200g(), 4 * 136},
                                            {"400g", 16, sm_pma_400g(), 4 * 68},
                                            {"800g", 32, sm_pma_800g(), 4 * 68},
                                            {"1p6t", 16, sm_pma_1p6t(), 4 * 136}};
  return rates;
}

inline std::ifstream open_data(const std::string& name) {
  std::ifstream file(std::string(LIGHTLOOP_TEST_DATA) + "/" + name, std::ios::binary);
  if (!file) throw std::runtime_error(name + ": cannot be read");
  return file;
}

/// The lines of a file without those that begin with '#'.
inline std::vector<std::string> data_lines(const std::string& name) {
  std::ifstream file = open_data(name);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) lines.push_back(line);
  }
  return lines;
}

/// The answer of the line "RATE STAGE LANE answer".
inline std::string known_answer(const std::string& file, const std::string& rate,
                                const std::string& stage, int lane) {
  const std::string key = rate + " " + stage + " " + std::to_string(lane) + " ";
  for (const std::string& line : data_lines(file)) {
    if (line.starts_with(key)) return line.substr(key.size());
  }
  throw std::runtime_error(file + ": no line begins with " + key);
}

/// SHA-256 of bits packed into bytes, the first bit lowest.
inline std::string packed_sha256(const std::vector<Bit>& bits) {
  std::vector<std::uint8_t> bytes((bits.size() + 7) / 8, 0);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] | bits[i] << i % 8);
  }
  return sha256(bytes);
}

inline std::vector<Bit> bits_of(const std::vector<FecSymbol>& symbols) {
  std::vector<Bit> bits;
  for (const FecSymbol symbol : symbols) {
    for (int i = 0; i < kBitsPerFecSymbol; ++i) bits.push_back(symbol >> i & 1);
  }
  return bits;
}

inline std::vector<FecSymbol> symbols_of(const std::vector<Bit>& bits) {
  std::vector<FecSymbol> symbols(bits.size() / kBitsPerFecSymbol, 0);
  for (std::size_t i = 0; i < symbols.size() * kBitsPerFecSymbol; ++i) {
    FecSymbol& symbol = symbols[i / kBitsPerFecSymbol];
    symbol = static_cast<FecSymbol>(symbol | bits[i] << i % kBitsPerFecSymbol);
  }
  return symbols;
}

/// The PCS lanes of a rate.
inline LaneStreams<Bit> known_lane_bits(const KnownRate& rate) {
  std::ifstream file = open_data("pma/lanes_" + std::string(rate.name) + ".bin");
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  const std::size_t lane_bits = bytes.size() * 8 / rate.lanes;
  LaneStreams<Bit> lanes(rate.lanes, std::vector<Bit>(lane_bits));
  for (std::size_t i = 0; i < lane_bits * rate.lanes; ++i) {
    lanes[i / lane_bits][i % lane_bits] = static_cast<unsigned char>(bytes[i / 8]) >> i % 8 & 1U;
  }
  return lanes;
}

inline LaneStreams<FecSymbol> known_lanes(const KnownRate& rate) {
  LaneStreams<FecSymbol> lanes;
  for (const std::vector<Bit>& bits : known_lane_bits(rate)) lanes.push_back(symbols_of(bits));
  return lanes;
}

/// The SM-PMA's symbols of a rate.
inline LaneStreams<FecSymbol> known_pma_lanes(const KnownRate& rate) {
  const LaneStreams<FecSymbol> lanes = known_lanes(rate);
  const std::vector<std::span<const FecSymbol>> spans(lanes.begin(), lanes.end());
  LaneStreams<FecSymbol> pma(rate.plan.order.size());
  SmPmaTransmitter(rate.plan).feed(spans, pma);
  return pma;
}

inline std::vector<phy::AlignmentMarker> known_markers(const KnownRate& rate) {
  std::vector<phy::AlignmentMarker> markers(rate.lanes);
  for (int lane = 0; lane < rate.lanes; ++lane) {
    const std::string hex = known_answer("pma/known_answers.txt", rate.name, "marker", lane);
    for (std::size_t i = 0; i < markers[lane].size(); ++i) {
      markers[lane][i] = static_cast<std::uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
    }
  }
  return markers;
}

/// Feeds streams in pieces of random lengths, each lane its own, 0 too.
template <typename Block, typename In, typename Out>
void feed_in_pieces(Block& block, const LaneStreams<In>& in, LaneStreams<Out>& out,
                    std::mt19937& random) {
  std::vector<std::size_t> at(in.size(), 0);
  const auto left = [&] {
    for (std::size_t i = 0; i < in.size(); ++i) {
      if (at[i] < in[i].size()) return true;
    }
    return false;
  };
  while (left()) {
    std::vector<std::span<const In>> pieces;
    for (std::size_t i = 0; i < in.size(); ++i) {
      const std::size_t length = std::min<std::size_t>(random() % 97, in[i].size() - at[i]);
      pieces.emplace_back(in[i].data() + at[i], length);
      at[i] += length;
    }
    block.feed(pieces, out);
  }
}

/// The same for one stream.
template <typename Block, typename In, typename Out>
void feed_in_pieces(Block& block, const std::vector<In>& in, Out& out, std::mt19937& random) {
  for (std::size_t at = 0; at < in.size();) {
    const std::size_t length = std::min<std::size_t>(random() % 1500, in.size() - at);
    block.feed(std::span<const In>(in).subspan(at, length), out);
    at += length;
  }
}

}  // namespace lightloop::golden::pma
