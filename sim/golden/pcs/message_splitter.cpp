// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/message_splitter.hpp"

#include "sim/base/whole_blocks.hpp"
#include "sim/golden/pcs/bits.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Block257;

constexpr std::size_t kBits = phy::kBlock257Bits;

// Pairs of an A and a B symbol that a 64-bit word takes whole.
constexpr std::size_t kPairs = 3;
constexpr int kPairBits = 2 * kBitsPerFecSymbol;
constexpr std::size_t kWholePairs = kMessageSymbols / kPairs * kPairs;

void split(const GroupBits& bits, std::vector<FecSymbol>& messages) {
  const std::size_t first = messages.size();
  messages.resize(first + 2 * kMessageSymbols);
  FecSymbol* const a = messages.data() + first;
  FecSymbol* const b = a + kMessageSymbols;
  const auto take = [&](std::size_t i, std::uint64_t pair) {
    a[i] = pair & 0x3FF;
    b[i] = (pair >> kBitsPerFecSymbol) & 0x3FF;
  };
  for (std::size_t i = 0; i < kWholePairs; i += kPairs) {
    const std::uint64_t pairs = word_at(bits.data(), kPairBits * i);
    for (std::size_t n = 0; n < kPairs; ++n) take(i + n, pairs >> (kPairBits * n));
  }
  for (std::size_t i = kWholePairs; i < kMessageSymbols; ++i) {
    take(i, word_at(bits.data(), kPairBits * i));
  }
}

}  // namespace

void MessageSplitter::feed(std::span<const Block257> blocks, std::vector<FecSymbol>& messages) {
  for (const Block257& block : blocks) {
    const std::size_t at = kBits * static_cast<std::size_t>(blocks_);
    for (std::size_t word = 0; word < 4; ++word)
      put_bits(bits_.data(), at + 64 * word, block.words[word], 64);
    put_bits(bits_.data(), at + 256, block.words[4] & 1, 1);
    if (++blocks_ < phy::kBlocksPerGroup) continue;
    split(bits_, messages);
    reset();
  }
}

void MessageSplitter::reset() {
  bits_.fill(0);
  blocks_ = 0;
}

void join_messages(std::span<const FecSymbol, kMessageSymbols> a,
                   std::span<const FecSymbol, kMessageSymbols> b, std::vector<Block257>& blocks) {
  GroupBits bits{};
  const auto pair = [&](std::size_t i) {
    return static_cast<std::uint64_t>(a[i] | static_cast<unsigned>(b[i]) << kBitsPerFecSymbol);
  };
  for (std::size_t i = 0; i < kWholePairs; i += kPairs) {
    const std::uint64_t pairs = pair(i) | pair(i + 1) << kPairBits | pair(i + 2) << (2 * kPairBits);
    put_bits(bits.data(), kPairBits * i, pairs, kPairs * kPairBits);
  }
  for (std::size_t i = kWholePairs; i < kMessageSymbols; ++i) {
    put_bits(bits.data(), kPairBits * i, pair(i), kPairBits);
  }
  for (std::size_t n = 0; n < phy::kBlocksPerGroup; ++n) {
    Block257 block;
    for (std::size_t word = 0; word < 4; ++word)
      block.words[word] = word_at(bits.data(), kBits * n + 64 * word);
    block.words[4] = word_at(bits.data(), kBits * n + 256) & 1;
    blocks.push_back(block);
  }
}

void MessageJoiner::feed(std::span<const FecSymbol> messages, std::vector<Block257>& blocks) {
  take_blocks(waiting_, messages, 2 * kMessageSymbols, [&](std::span<const FecSymbol> pair) {
    join_messages(pair.first<kMessageSymbols>(), pair.last<kMessageSymbols>(), blocks);
  });
}

}  // namespace lightloop::golden::pcs
