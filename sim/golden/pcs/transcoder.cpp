// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/transcoder.hpp"

#include <bit>

#include "sim/golden/pcs/bits.hpp"
#include "sim/golden/pcs/block66_types.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Block257;
using phy::Block66;
using phy::Sync;

constexpr int kBlocks = phy::kBlocks66PerBlock257;
constexpr int kHeaderBits = 5;  // bit 0, four flags
constexpr unsigned kAllData = 0b1111;

bool is_valid(const Block66& block) {
  return block.sync == Sync::kData || block.sync == Sync::kControl;
}

// Payload bits 4..7 leave and come back.
std::uint64_t without_second_nibble(std::uint64_t payload) {
  return (payload & 0xF) | (payload >> 8 << 4);
}
std::uint64_t with_type(std::uint64_t shortened, std::uint8_t type) {
  return (shortened & low_bits(60)) >> 4 << 8 | type;
}

// Header, then the payloads, of which block `shortened` has 60 bits.
Block257 assemble(std::uint64_t header, std::span<const Block66, 4> blocks, int shortened) {
  Block257 out;
  out.words[0] = header;
  int at = kHeaderBits;
  for (int i = 0; i < kBlocks; ++i) {
    const std::uint64_t payload = blocks[i].payload;
    const int bits = i == shortened ? 60 : 64;
    put_bits(out.words.data(), at, i == shortened ? without_second_nibble(payload) : payload, bits);
    at += bits;
  }
  return out;
}

FourBlocks66 all_bad() {
  FourBlocks66 blocks;
  blocks.fill(phy::kBadBlock66);
  return blocks;
}

FourBlocks66 all_data(const Block257& block) {
  FourBlocks66 blocks;
  for (int i = 0; i < kBlocks; ++i) {
    blocks[i] = {word_at(block.words.data(), 1 + 64 * i), Sync::kData};
  }
  return blocks;
}

}  // namespace

Block257 transcode(std::span<const Block66, 4> blocks) {
  unsigned flags = 0;
  bool valid = true;
  for (int i = 0; i < kBlocks; ++i) {
    valid &= is_valid(blocks[i]);
    flags |= static_cast<unsigned>(blocks[i].sync == Sync::kData) << i;
  }
  if (!valid) return assemble(kAllData << 1, blocks, 0);
  if (flags != kAllData) return assemble(flags << 1, blocks, std::countr_one(flags));
  Block257 out;
  out.words[0] = 1;
  for (int i = 0; i < kBlocks; ++i) {
    put_bits(out.words.data(), 1 + 64 * i, blocks[i].payload, 64);
  }
  return out;
}

FourBlocks66 reverse_transcode(const Block257& block) {
  if ((block.words[0] & 1) != 0) return all_data(block);
  const unsigned flags = static_cast<unsigned>(block.words[0] >> 1) & kAllData;
  if (flags == kAllData) return all_bad();
  const int shortened = std::countr_one(flags);
  FourBlocks66 blocks;
  int at = kHeaderBits;
  for (int i = 0; i < kBlocks; ++i) {
    std::uint64_t payload = word_at(block.words.data(), at);
    at += 64;
    if (i == shortened) {
      const std::uint8_t type = type_of_low_nibble(static_cast<unsigned>(payload & 0xF));
      if (type == 0) return all_bad();
      payload = with_type(payload, type);
      at -= 4;
    }
    blocks[i] = {payload, ((flags >> i) & 1) != 0 ? Sync::kData : Sync::kControl};
  }
  return blocks;
}

void Transcoder::feed(std::span<const Block66> blocks, std::vector<Block257>& out) {
  while (!blocks.empty()) {
    if (pending_ == 0 && blocks.size() >= waiting_.size()) {
      out.push_back(transcode(blocks.first<kBlocks>()));
      blocks = blocks.subspan(kBlocks);
      continue;
    }
    waiting_[pending_++] = blocks.front();
    blocks = blocks.subspan(1);
    if (pending_ < waiting_.size()) continue;
    out.push_back(transcode(waiting_));
    pending_ = 0;
  }
}

}  // namespace lightloop::golden::pcs
