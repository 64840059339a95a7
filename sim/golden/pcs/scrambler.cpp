// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/scrambler.hpp"

#include <stdexcept>
#include <string>

#include "sim/golden/pcs/bits.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Block257;

// Up to 39 bits at once: that far back all line bits are known. State bit 0 is 58 bits old.
constexpr int kStep = 32;

std::uint64_t line_sum(ScramblerState state) { return state ^ (state >> 19); }

ScramblerState after(ScramblerState state, std::uint64_t line_bits, int count) {
  return (state >> count) | (line_bits << (58 - count));
}

// `kSender`: the line carries what comes out, otherwise what goes in.
template <bool kSender>
Block257 pass(const Block257& block, ScramblerState& state) {
  Block257 out;
  const auto step = [&state](std::uint64_t in, int count) {
    const std::uint64_t result = (in ^ line_sum(state)) & low_bits(count);
    state = after(state, kSender ? result : in, count);
    return result;
  };
  for (int word = 0; word < 4; ++word) {
    const std::uint64_t first = step(block.words[word] & low_bits(kStep), kStep);
    out.words[word] = first | step(block.words[word] >> kStep, kStep) << kStep;
  }
  out.words[4] = step(block.words[4] & 1, 1);
  return out;
}

}  // namespace

Scrambler::Scrambler(ScramblerState start) : start_(start), state_(start) {
  if (start == 0 || start > kScramblerOnes) {
    throw std::invalid_argument("scrambler_seed: found " + std::to_string(start) +
                                ", expected 1 to 2^58 - 1");
  }
}

void Scrambler::feed(std::span<const Block257> blocks, std::vector<Block257>& scrambled) {
  for (const Block257& block : blocks) scrambled.push_back(pass<true>(block, state_));
}

Block257 Descrambler::descramble(const Block257& block) { return pass<false>(block, state_); }

void Descrambler::feed(std::span<const Block257> blocks, std::vector<Block257>& plain) {
  for (const Block257& block : blocks) plain.push_back(descramble(block));
}

}  // namespace lightloop::golden::pcs
