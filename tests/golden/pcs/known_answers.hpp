// SPDX-License-Identifier: Apache-2.0
// The known answers of tests/data/pcs: an independent model's, and what compares with them.
#pragma once

#include <array>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/golden/pcs/pcs_transmitter.hpp"
#include "sim/golden/rs_code.hpp"
#include "sim/phy/alignment_marker.hpp"
#include "sim/phy/line_block.hpp"
#include "sim/phy/mii_word.hpp"
#include "tests/golden/sha256.hpp"

namespace lightloop::golden::pcs::known {

using nlohmann::json;

inline const json& answers() {
  static const json kAnswers = [] {
    std::ifstream file(LIGHTLOOP_TEST_DATA "/pcs/known_answers.json");
    if (!file) throw std::runtime_error("no known answers in " LIGHTLOOP_TEST_DATA "/pcs");
    return json::parse(file);
  }();
  return kAnswers;
}

inline std::vector<std::uint8_t> from_hex(const std::string& text) {
  std::vector<std::uint8_t> octets;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
  }
  return octets;
}

inline std::uint64_t word_from_hex(const std::string& text) {
  std::uint64_t word = 0;
  int at = 0;
  for (const std::uint8_t octet : from_hex(text)) {
    word |= std::uint64_t{octet} << at;
    at += 8;
  }
  return word;
}

/// Bits in order of sending, packed.
class Packer {
 public:
  void put(std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i, ++bits_) {
      if (bits_ % 8 == 0) octets_.push_back(0);
      octets_.back() |= static_cast<std::uint8_t>(((value >> i) & 1) << (bits_ % 8));
    }
  }
  std::size_t bits() const { return bits_; }
  std::span<const std::uint8_t> octets() const { return octets_; }

 private:
  std::vector<std::uint8_t> octets_;
  std::size_t bits_ = 0;
};

inline Packer packed(std::span<const phy::Block66> blocks) {
  Packer packer;
  for (const phy::Block66& block : blocks) {
    packer.put(static_cast<std::uint64_t>(block.sync), 2);
    packer.put(block.payload, 64);
  }
  return packer;
}

inline Packer packed(std::span<const phy::Block257> blocks) {
  Packer packer;
  for (const phy::Block257& block : blocks) {
    for (int i = 0; i < 4; ++i) packer.put(block.words[i], 64);
    packer.put(block.words[4], 1);
  }
  return packer;
}

inline Packer packed(std::span<const FecSymbol> symbols) {
  Packer packer;
  for (const FecSymbol symbol : symbols) packer.put(symbol, kBitsPerFecSymbol);
  return packer;
}

/// Size, first octets and hash in one line, for one comparison.
inline std::string summary(const Packer& packer) {
  const auto head = packer.octets().first(std::min<std::size_t>(64, packer.octets().size()));
  return std::to_string(packer.bits()) + " " + hex(head) + " " + sha256(packer.octets());
}
inline std::string summary(const json& answer) {
  return std::to_string(answer["bits"].get<int>()) + " " + answer["first64"].get<std::string>() +
         " " + answer["sha256"].get<std::string>();
}

/// One codeword position out of groups of `positions` codewords.
inline std::vector<FecSymbol> position_of(std::span<const FecSymbol> groups, int position,
                                          int positions) {
  std::vector<FecSymbol> out;
  const auto word = kCodewordSymbols;
  for (std::size_t at = word * static_cast<std::size_t>(position); at < groups.size();
       at += word * static_cast<std::size_t>(positions)) {
    out.insert(out.end(), groups.begin() + static_cast<std::ptrdiff_t>(at),
               groups.begin() + static_cast<std::ptrdiff_t>(at + word));
  }
  return out;
}

/// Adds octets to MII words.
class MiiWriter {
 public:
  void put(std::uint8_t octet, bool control) {
    if (at_ == 8) flush();
    word_.octets |= std::uint64_t{octet} << (8 * at_);
    word_.control |= static_cast<std::uint8_t>(static_cast<unsigned>(control) << at_);
    if (++at_ == 8) flush();
  }
  bool aligned() const { return at_ == 0; }
  std::vector<phy::MiiWord>& words() { return words_; }

  /// Start, preamble, frame, Terminate, and idles to a whole word of at least 12 octets of gap.
  void put_frame(std::span<const std::uint8_t> frame) {
    put(phy::kMiiStart, true);
    for (int i = 0; i < 6; ++i) put(0x55, false);
    put(0xD5, false);
    for (const std::uint8_t octet : frame) put(octet, false);
    put(phy::kMiiTerminate, true);
    for (int gap = 1; gap < 12 || !aligned(); ++gap) put(phy::kMiiIdle, true);
  }

 private:
  void flush() {
    words_.push_back(word_);
    word_ = {};
    at_ = 0;
  }
  std::vector<phy::MiiWord> words_;
  phy::MiiWord word_;
  int at_ = 0;
};

/// The MII words of a chain.
inline std::vector<phy::MiiWord> mii_words(const json& chain) {
  const json& parameters = chain["parameters"];
  MiiWriter writer;
  writer.words().assign(parameters["head_idle_words"].get<std::size_t>(), phy::kIdleWord);
  const json& frames = answers()["frames_hex"];
  const auto rotation = parameters["frame_rotation"].get<std::size_t>();
  for (std::size_t i = 0; i < frames.size(); ++i) {
    writer.put_frame(from_hex(frames[(i + rotation) % frames.size()].get<std::string>()));
  }
  std::vector<phy::MiiWord> words = writer.words();
  for (const json& item : answers()["items"]) {
    words.push_back({word_from_hex(item[0].get<std::string>()), item[1].get<std::uint8_t>()});
  }
  words.resize(chain["mii"]["words"].get<std::size_t>(), phy::kIdleWord);
  return words;
}

inline phy::EthernetRate rate_of(const std::string& chain) {
  if (chain == "200G") return phy::EthernetRate::k200g;
  if (chain == "400G") return phy::EthernetRate::k400g;
  return chain == "1.6T" ? phy::EthernetRate::k1600g : phy::EthernetRate::k800g;
}

inline std::uint16_t prbs9_from_text(const std::string& text) {
  std::uint16_t state = 0;
  for (std::size_t i = 0; i < 9; ++i) state |= static_cast<std::uint16_t>((text.at(i) - '0') << i);
  return state;
}

inline std::vector<ScramblerState> scrambler_states(const json& list) {
  std::vector<ScramblerState> states;
  for (const json& seed : list) states.push_back(std::stoull(seed.get<std::string>(), nullptr, 16));
  return states;
}

inline PcsTransmitterConfig transmitter_config(const std::string& name) {
  const json& parameters = answers()["chains"][name]["parameters"];
  PcsTransmitterConfig config;
  config.rate = rate_of(name);
  config.am_period = parameters["am_period"].get<std::uint32_t>();
  config.tx_am_sf = 5;
  if (parameters["deal_66b"].is_number()) config.deal_66b = parameters["deal_66b"].get<int>();
  config.rate_match = false;
  config.scrambler_seed = scrambler_states(parameters["scrambler_seeds"]);
  for (const json& seed : parameters["prbs9_seeds"]) {
    config.prbs9_seed.push_back(prbs9_from_text(seed.get<std::string>()));
  }
  return config;
}

inline const std::array<std::string, 5> kChains{"200G", "400G", "800G", "800G_deal1", "1.6T"};

}  // namespace lightloop::golden::pcs::known
