// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/block66_decoder.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>

#include "sim/golden/pcs/block66_encoder.hpp"
#include "tests/golden/pcs/known_answers.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Block66;
using phy::kErrorWord;
using phy::MiiWord;
using phy::Sync;

MiiWord word_of(std::uint64_t payload, Sync sync = Sync::kControl) {
  return decode_block66({payload, sync}).word;
}

TEST(Block66Decoder, UndoesTheEncoder) {
  for (const known::json& answer : known::answers()["enc66"]) {
    const MiiWord word{known::word_from_hex(answer["octets"].get<std::string>()),
                       answer["ctl"].get<std::uint8_t>()};
    const Block66 block = encode_block66(word);
    const bool refused = block.payload == encode_block66(kErrorWord).payload;
    EXPECT_EQ(decode_block66(block).word, refused ? kErrorWord : word) << answer;
  }
}

TEST(Block66Decoder, InvalidBlocksAreErrors) {
  EXPECT_EQ(word_of(0x1E, Sync::kInvalid00), kErrorWord);
  EXPECT_EQ(word_of(0x1E, Sync::kInvalid11), kErrorWord);
  EXPECT_EQ(word_of(0x1E | std::uint64_t{0x2D} << 15), kErrorWord) << "an unknown code";
  EXPECT_EQ(word_of(0x99 | std::uint64_t{0x11} << 57), kErrorWord) << "a code after Terminate";
  EXPECT_EQ(word_of(0x4B | std::uint64_t{0xF} << 32), kErrorWord) << "O code";
}

TEST(Block66Decoder, EveryTypeButElevenIsAnError) {
  int valid = 0;
  for (std::uint64_t type = 0; type < 256; ++type) valid += word_of(type) != kErrorWord;
  EXPECT_EQ(valid, 11);
  for (const std::uint64_t type : {0x2D, 0x33, 0x66, 0x55}) EXPECT_EQ(word_of(type), kErrorWord);
}

TEST(Block66Decoder, BitsThatMeanNothingAreNotLookedAt) {
  EXPECT_EQ(word_of(0x4B | 0x010000ULL << 8 | 0xFFFFFFFULL << 36),
            (MiiWord{0x0000000001000000ULL | 0x9C, 0x01}));
  EXPECT_EQ(word_of(0x87 | 0x7FULL << 8), (MiiWord{0x07070707070707FD, 0xFF}));
}

enum Letter { kC, kS, kD, kT, kE };

// One block of each class; E is a block with an Error code, that a decoder without memory passes.
Block66 block_of(Letter letter) {
  const std::map<Letter, Block66> blocks{{kC, encode_block66(phy::kIdleWord)},
                                         {kS, encode_block66({0xD5555555555555FB, 0x01})},
                                         {kD, encode_block66({0x1122334455667788, 0x00})},
                                         {kT, encode_block66({0x07070707070707FD, 0xFF})},
                                         {kE, encode_block66({0x0707FE0707070707, 0xFF})}};
  return blocks.at(letter);
}

// '.' for a word that passes, 'x' for one that becomes an Error word.
std::string decoded(const std::vector<Letter>& letters) {
  Block66Decoder decoder(false);
  std::string text;
  for (const Letter letter : letters) {
    std::vector<MiiWord> words;
    decoder.feed(std::vector<Block66>{block_of(letter)}, words);
    text += words[0] == kErrorWord ? 'x' : '.';
  }
  return text;
}

TEST(Block66Decoder, MachineWithMemory) {
  EXPECT_EQ(decoded({kC, kS, kD, kD, kT, kC}), "......");
  EXPECT_EQ(decoded({kS, kT, kS, kT, kC}), ".....");
  EXPECT_EQ(decoded({kD, kD, kT, kC}), "xxx.") << "from the start only C or S";
  EXPECT_EQ(decoded({kC, kD, kD, kT, kC}), ".xxx.") << "a frame without Start";
  EXPECT_EQ(decoded({kC, kT, kS, kD}), ".x..") << "Terminate out of nothing";
  EXPECT_EQ(decoded({kS, kD, kC, kD, kT, kS}), "..xxx.") << "a frame that stops";
  EXPECT_EQ(decoded({kS, kS, kD, kT, kC}), ".xxx.") << "Start in a frame";
  EXPECT_EQ(decoded({kS, kD, kT, kD, kT, kC}), "...xx.") << "data after Terminate";
  EXPECT_EQ(decoded({kS, kD, kT, kT, kC}), "...x.");
  EXPECT_EQ(decoded({kS, kD, kE, kD, kT, kC}), "..xxx.") << "an Error code in a frame";
  EXPECT_EQ(decoded({kC, kE, kC}), ".x.") << "an Error code between frames";
}

TEST(Block66Decoder, OrderedSetsAreControl) {
  Block66Decoder decoder(false);
  std::vector<MiiWord> words;
  decoder.feed(std::vector<Block66>{encode_block66(phy::kLocalFaultWord), block_of(kS),
                                    block_of(kD), encode_block66(phy::kLocalFaultWord)},
               words);
  EXPECT_EQ(words[0], phy::kLocalFaultWord);
  EXPECT_EQ(words[3], kErrorWord);
}

TEST(Block66Decoder, WithoutMemoryEachBlockStandsAlone) {
  Block66Decoder decoder(true);
  std::vector<MiiWord> words;
  decoder.feed(std::vector<Block66>{block_of(kD), block_of(kT), block_of(kE)}, words);
  EXPECT_EQ(words, (std::vector<MiiWord>{{0x1122334455667788, 0x00},
                                         {0x07070707070707FD, 0xFF},
                                         {0x0707FE0707070707, 0xFF}}));
}

TEST(Block66Decoder, RandomBlocksThereAndBack) {
  // What the decoder makes of any block, the encoder can send: a second decoding gives the same.
  std::mt19937_64 random(99);
  for (int i = 0; i < 100000; ++i) {
    const Block66 block{random(), static_cast<Sync>(random() % 4)};
    const MiiWord word = decode_block66(block).word;
    ASSERT_EQ(decode_block66(encode_block66(word)).word, word) << std::hex << block.payload;
  }
}

}  // namespace
}  // namespace lightloop::golden::pcs
