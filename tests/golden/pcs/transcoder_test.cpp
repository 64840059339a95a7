// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/transcoder.hpp"

#include <gtest/gtest.h>
#include <random>

#include "tests/golden/pcs/known_answers.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Block257;
using phy::Block66;
using phy::Sync;

FourBlocks66 blocks_of(const known::json& answer) {
  FourBlocks66 blocks;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    blocks[i].payload = known::word_from_hex(answer["payload"][i].get<std::string>());
    blocks[i].sync = answer["sync"][i] == "01" ? Sync::kData : Sync::kControl;
  }
  return blocks;
}

FourBlocks66 four_bad() {
  FourBlocks66 blocks;
  blocks.fill(phy::kBadBlock66);
  return blocks;
}

TEST(Transcoder, EveryPatternOfFlagsThereAndBack) {
  const known::json& list = known::answers()["transcode"];
  ASSERT_EQ(list.size(), 16U);
  for (const known::json& answer : list) {
    const FourBlocks66 blocks = blocks_of(answer);
    const Block257 block = transcode(blocks);
    EXPECT_EQ(hex(known::packed(std::span(&block, 1)).octets()),
              answer["out33"].get<std::string>());
    EXPECT_EQ(reverse_transcode(block), blocks);
  }
}

TEST(Transcoder, AnInvalidSyncSpoilsAllFour) {
  for (int bad = 0; bad < 4; ++bad) {
    for (const Sync sync : {Sync::kInvalid00, Sync::kInvalid11}) {
      FourBlocks66 blocks = blocks_of(known::answers()["transcode"][3]);
      blocks[bad].sync = sync;
      const Block257 block = transcode(blocks);
      EXPECT_EQ(block.words[0] & 31, 0b11110U);
      EXPECT_EQ(block.words[0] >> 5 & 0xFF,
                ((blocks[0].payload & 0xF) | (blocks[0].payload >> 4 & 0xF0)))
          << "bits 4 to 7 of block 0 are left out";
      EXPECT_EQ(reverse_transcode(block), four_bad());
    }
  }
}

TEST(Transcoder, ATypeThatDoesNotExistSpoilsAllFour) {
  const Block257 good = transcode(blocks_of(known::answers()["transcode"][0]));
  for (const unsigned nibble : {0x0U, 0x3U, 0x5U, 0x6U, 0xDU}) {
    Block257 block = good;
    block.words[0] = (block.words[0] & ~(std::uint64_t{0xF} << 5)) | std::uint64_t{nibble} << 5;
    EXPECT_EQ(reverse_transcode(block), four_bad()) << nibble;
  }
}

TEST(Transcoder, CutAnywhereGivesTheSame) {
  std::mt19937_64 random(11);
  std::vector<Block66> blocks(1000);
  for (Block66& block : blocks)
    block = {random(), random() % 2 == 0 ? Sync::kData : Sync::kControl};
  std::vector<Block257> whole;
  Transcoder transcoder;
  transcoder.feed(blocks, whole);
  EXPECT_EQ(whole.size(), 250U);
  std::vector<Block257> pieces;
  transcoder.reset();
  std::span<const Block66> rest = blocks;
  while (!rest.empty()) {
    const std::size_t count = std::min<std::size_t>(random() % 9, rest.size());
    transcoder.feed(rest.first(count), pieces);
    rest = rest.subspan(count);
  }
  EXPECT_EQ(pieces, whole);
}

}  // namespace
}  // namespace lightloop::golden::pcs
