// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/block66_encoder.hpp"

#include <bit>
#include <optional>

#include "sim/golden/pcs/bits.hpp"
#include "sim/golden/pcs/block66_types.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Block66;
using phy::MiiWord;
using phy::Sync;

// The codes of octets `first` .. 7, in place; nothing when one is neither Idle nor Error.
std::optional<std::uint64_t> idle_and_error_codes(const MiiWord& word, int first) {
  std::uint64_t codes = 0;
  for (int i = first; i < 8; ++i) {
    const std::uint8_t octet = word.octet(i);
    if (octet == phy::kMiiError) {
      codes |= kCodeError << code_at(i);
    } else if (octet != phy::kMiiIdle) {
      return std::nullopt;
    }
  }
  return codes;
}

// All octets from the first control one on must be control.
std::optional<std::uint64_t> terminated(const MiiWord& word) {
  const int t = std::countr_zero(word.control);
  if (word.control != static_cast<std::uint8_t>(0xFFU << t)) return std::nullopt;
  if (word.octet(t) != phy::kMiiTerminate) return std::nullopt;
  const auto codes = idle_and_error_codes(word, t + 1);
  if (!codes) return std::nullopt;
  return kTypeTerminate[t] | ((word.octets & low_bits(8 * t)) << 8) | *codes;
}

// A word whose first octet alone is control.
std::optional<std::uint64_t> started(const MiiWord& word) {
  if (word.octet(0) == phy::kMiiStart) return (word.octets & ~std::uint64_t{0xFF}) | kTypeStart;
  if (word.octet(0) == phy::kMiiSequence && word.octets >> 32 == 0) {
    return (word.octets & 0xFFFFFF00U) | kTypeOrdered;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> control_payload(const MiiWord& word) {
  if (word.control == 0x01) return started(word);
  if (word.control == 0xFF) {
    if (const auto codes = idle_and_error_codes(word, 0)) return *codes | kTypeControl;
  }
  return terminated(word);
}

}  // namespace

Block66 encode_block66(const MiiWord& word) {
  if (word.control == 0) return {word.octets, Sync::kData};
  if (word == phy::kIdleWord) return {kTypeControl, Sync::kControl};
  return {control_payload(word).value_or(kErrorPayload), Sync::kControl};
}

void Block66Encoder::feed(std::span<const MiiWord> words, std::vector<Block66>& blocks) {
  for (const MiiWord& word : words) blocks.push_back(encode_block66(word));
}

}  // namespace lightloop::golden::pcs
