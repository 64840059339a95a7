// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/block66_decoder.hpp"

#include <optional>

#include "sim/golden/pcs/bits.hpp"
#include "sim/golden/pcs/block66_types.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Block66;
using phy::MiiWord;
using phy::Sync;

constexpr DecodedBlock66 kInvalidBlock{phy::kErrorWord, BlockClass::kError};

// Octets `first` .. 7 from their codes; the block's class is an error when there is an Error code.
std::optional<DecodedBlock66> with_control_octets(MiiWord word, int first, BlockClass kind,
                                                  std::uint64_t payload) {
  for (int i = first; i < 8; ++i) {
    const std::uint64_t code = (payload >> code_at(i)) & 0x7F;
    if (code != kCodeIdle && code != kCodeError) return std::nullopt;
    if (code == kCodeError) kind = BlockClass::kError;
    const std::uint64_t octet = code == kCodeIdle ? phy::kMiiIdle : phy::kMiiError;
    word.octets |= octet << (8 * i);
    word.control |= static_cast<std::uint8_t>(1U << i);
  }
  return DecodedBlock66{word, kind};
}

std::optional<DecodedBlock66> terminated(std::uint64_t payload, int t) {
  const MiiWord head{
      ((payload >> 8) & low_bits(8 * t)) | std::uint64_t{phy::kMiiTerminate} << (8 * t),
      static_cast<std::uint8_t>(1U << t)};
  return with_control_octets(head, t + 1, BlockClass::kTerminate, payload);
}

std::optional<DecodedBlock66> ordered_set(std::uint64_t payload) {
  if (((payload >> 32) & 0xF) != 0) return std::nullopt;
  return DecodedBlock66{{(payload & 0xFFFFFF00U) | phy::kMiiSequence, 0x01}, BlockClass::kControl};
}

std::optional<DecodedBlock66> control_block(std::uint64_t payload) {
  const auto type = static_cast<std::uint8_t>(payload & 0xFF);
  switch (type) {
    case kTypeControl:
      return with_control_octets({}, 0, BlockClass::kControl, payload);
    case kTypeStart:
      return DecodedBlock66{{(payload & ~std::uint64_t{0xFF}) | phy::kMiiStart, 0x01},
                            BlockClass::kStart};
    case kTypeOrdered:
      return ordered_set(payload);
    default:
      break;
  }
  for (int t = 0; t < 8; ++t) {
    if (kTypeTerminate[t] == type) return terminated(payload, t);
  }
  return std::nullopt;
}

}  // namespace

DecodedBlock66 decode_block66(const Block66& block) {
  if (block.sync == Sync::kData) return {{block.payload, 0}, BlockClass::kData};
  if (block.sync != Sync::kControl) return kInvalidBlock;
  return control_block(block.payload).value_or(kInvalidBlock);
}

Block66Decoder::State Block66Decoder::next(BlockClass kind) const {
  if (state_ == State::kData) {
    if (kind == BlockClass::kData) return State::kData;
    return kind == BlockClass::kTerminate ? State::kTerminate : State::kError;
  }
  if (kind == BlockClass::kControl) return State::kControl;
  return kind == BlockClass::kStart ? State::kData : State::kError;
}

void Block66Decoder::feed(std::span<const Block66> blocks, std::vector<MiiWord>& words) {
  for (const Block66& block : blocks) {
    const DecodedBlock66 decoded = decode_block66(block);
    state_ = next(decoded.kind);
    const bool refused = !stateless_ && state_ == State::kError;
    words.push_back(refused ? phy::kErrorWord : decoded.word);
  }
}

}  // namespace lightloop::golden::pcs
