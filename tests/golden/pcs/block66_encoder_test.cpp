// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/block66_encoder.hpp"

#include <gtest/gtest.h>

#include "tests/golden/pcs/known_answers.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::MiiWord;
using phy::Sync;

constexpr std::uint64_t kErrorBlock = 0x3C78F1E3C78F1E1E;

TEST(Block66Encoder, KnownAnswers) {
  const known::json& list = known::answers()["enc66"];
  ASSERT_EQ(list.size(), 17U);
  for (const known::json& answer : list) {
    const MiiWord word{known::word_from_hex(answer["octets"].get<std::string>()),
                       answer["ctl"].get<std::uint8_t>()};
    const phy::Block66 block = encode_block66(word);
    EXPECT_EQ(block.sync, answer["sync"] == "01" ? Sync::kData : Sync::kControl) << answer;
    EXPECT_EQ(block.payload, known::word_from_hex(answer["payload_bytes"].get<std::string>()))
        << answer;
  }
}

TEST(Block66Encoder, IdleAndErrorMayFollowATerminate) {
  const phy::Block66 block = encode_block66({0x07FE07070707FD42, 0xFE});
  EXPECT_EQ(block.payload, 0x99U | 0x42U << 8 | std::uint64_t{0x1E} << (8 + 7 * 6));
}

TEST(Block66Encoder, WhatNoBlockCarriesIsAnError) {
  for (const MiiWord& word : {
           MiiWord{0x07070707070707FB, 0xFF},  // Start, and control after it
           MiiWord{0x0707070707FB0707, 0xFF},  // Start elsewhere
           MiiWord{0x11070707070707FD, 0x7F},  // data after Terminate
           MiiWord{0x07070707070707FD, 0x01},  // Terminate, then octets that look like Idle
           MiiWord{0x070707070707FDFD, 0xFF},  // Terminate twice
           MiiWord{0x0707079C07070707, 0xFF},  // an unknown control character
           MiiWord{0x010000000100009C, 0x01},  // ordered set with data in its last half
           MiiWord{0x0707070707070711, 0xFE},  // data, then Idle without Terminate
       }) {
    EXPECT_EQ(encode_block66(word), (phy::Block66{kErrorBlock, Sync::kControl}))
        << std::hex << word.octets;
  }
}

}  // namespace
}  // namespace lightloop::golden::pcs
