// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/scrambler.hpp"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

namespace lightloop::golden::pcs {
namespace {

using phy::Block257;

std::vector<Block257> random_blocks(std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<Block257> blocks(count);
  for (Block257& block : blocks) {
    for (int i = 0; i < 4; ++i) block.words[i] = random();
    block.words[4] = random() & 1;
  }
  return blocks;
}

bool bit(const std::vector<Block257>& blocks, std::size_t i) {
  return ((blocks[i / 257].words[i % 257 / 64] >> (i % 257 % 64)) & 1) != 0;
}

TEST(Scrambler, EqualsItsRecursion) {
  const std::vector<Block257> plain = random_blocks(20, 3);
  std::vector<Block257> line;
  constexpr ScramblerState kStart = 0x24E6959D0FA5DBD;
  Scrambler scrambler(kStart);
  scrambler.feed(plain, line);
  const auto before = [&](std::size_t i, std::size_t back) {
    return i >= back ? bit(line, i - back) : ((kStart >> (58 - (back - i))) & 1) != 0;
  };
  for (std::size_t i = 0; i < 20 * 257; ++i) {
    ASSERT_EQ(bit(line, i), bit(plain, i) ^ before(i, 39) ^ before(i, 58)) << i;
  }
  for (int i = 0; i < 58; ++i) {
    EXPECT_EQ(((scrambler.state() >> (57 - i)) & 1) != 0,
              bit(line, 20 * 257 - 1 - static_cast<std::size_t>(i)));
  }
}

TEST(Scrambler, DescramblerFindsItsStateIn58Bits) {
  const std::vector<Block257> plain = random_blocks(4, 8);
  std::vector<Block257> line;
  Scrambler().feed(plain, line);
  std::vector<Block257> found;
  Descrambler(0).feed(line, found);
  EXPECT_NE(found[0], plain[0]);
  EXPECT_EQ(found[0].words[0] >> 58, plain[0].words[0] >> 58);
  for (std::size_t i = 1; i < plain.size(); ++i) EXPECT_EQ(found[i], plain[i]);
}

TEST(Scrambler, OneWrongLineBitMakesThree) {
  const std::vector<Block257> plain = random_blocks(3, 9);
  std::vector<Block257> line;
  Scrambler().feed(plain, line);
  line[0].words[3] ^= std::uint64_t{1} << 63;  // bit 255 of the stream
  std::vector<Block257> found;
  Descrambler().feed(line, found);
  std::vector<std::size_t> wrong;
  for (std::size_t i = 0; i < 3 * 257; ++i) {
    if (bit(found, i) != bit(plain, i)) wrong.push_back(i);
  }
  EXPECT_EQ(wrong, (std::vector<std::size_t>{255, 255 + 39, 255 + 58}));
}

TEST(Scrambler, RefusesAStartThatWouldStick) {
  EXPECT_THROW(Scrambler(0), std::invalid_argument);
  EXPECT_THROW(Scrambler(std::uint64_t{1} << 58), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden::pcs
