// SPDX-License-Identifier: Apache-2.0
// Models of XPM macros against what AMD's documentation says of them (UG974), not against each
// other.
#include <Vxpm_bank.h>
#include <deque>
#include <filesystem>
#include <gtest/gtest.h>

namespace {

enum Fifo : unsigned { kStd = 0, kFwft = 1, kAsync = 2 };
constexpr unsigned kFifos = 3;

class Xpm : public testing::Test {
 protected:
  Xpm() {
    std::filesystem::current_path(LIGHTLOOP_SOURCE_DIR);  // before the model begins
    bank_.regce_i = 1;
    bank_.rst_i = 1;
    ticks(5);
    bank_.rst_i = 0;
    ticks(20);
  }
  ~Xpm() override { bank_.final(); }
  void tick() {
    bank_.clk_i = 1;
    bank_.eval();
    bank_.clk_i = 0;
    bank_.eval();
  }
  void ticks(int count) {
    for (int i = 0; i < count; ++i) tick();
  }
  static bool bit(unsigned flags, unsigned fifo) { return (flags >> fifo & 1U) != 0; }
  void write(std::uint8_t word) {
    bank_.wr_i = 1;
    bank_.din_i = word;
    tick();
    bank_.wr_i = 0;
  }
  void read() {
    bank_.rd_i = 1;
    tick();
    bank_.rd_i = 0;
  }

  VerilatedContext context_;
  Vxpm_bank bank_{&context_};
};

TEST_F(Xpm, FifosAreBusyWhileAndAfterTheyAreReset) {
  for (unsigned fifo = 0; fifo < kFifos; ++fifo) EXPECT_FALSE(bit(bank_.busy_o, fifo)) << fifo;
  write(1);
  bank_.rst_i = 1;
  tick();
  for (unsigned fifo = 0; fifo < kFifos; ++fifo) EXPECT_TRUE(bit(bank_.busy_o, fifo)) << fifo;
  bank_.rst_i = 0;
  tick();
  for (unsigned fifo = 0; fifo < kFifos; ++fifo) EXPECT_TRUE(bit(bank_.busy_o, fifo)) << fifo;
  ticks(20);
  EXPECT_EQ(bank_.busy_o, 0);
  EXPECT_EQ(bank_.empty_o, 7) << "what was in it is gone";
}

// FIFO_WRITE_DEPTH words, two more with "fwft", one less with a clock for either side.
TEST_F(Xpm, FifosHoldWhatTheyAreDeep) {
  int held[kFifos] = {};
  for (int i = 0; i < 30; ++i) {
    for (unsigned fifo = 0; fifo < kFifos; ++fifo) held[fifo] += bit(bank_.full_o, fifo) ? 0 : 1;
    write(static_cast<std::uint8_t>(i));
  }
  EXPECT_EQ(held[kStd], 16);
  EXPECT_EQ(held[kFwft], 18);
  EXPECT_EQ(held[kAsync], 17);
  EXPECT_EQ(bank_.overflow_o, 7);
  tick();
  EXPECT_EQ(bank_.overflow_o, 0);
  EXPECT_EQ(bank_.words_o[kStd], 16);
  EXPECT_EQ(bank_.words_o[kFwft], 18);
}

TEST_F(Xpm, StandardReadsComeAfterTheirLatency) {
  write(0x31);
  write(0x32);
  EXPECT_FALSE(bit(bank_.empty_o, kStd));
  read();
  EXPECT_FALSE(bit(bank_.valid_o, kStd));
  EXPECT_NE(bank_.dout_o[kStd], 0x31);
  tick();  // the second clock of FIFO_READ_LATENCY
  EXPECT_TRUE(bit(bank_.valid_o, kStd));
  EXPECT_EQ(bank_.dout_o[kStd], 0x31);
  tick();
  EXPECT_FALSE(bit(bank_.valid_o, kStd));
  EXPECT_EQ(bank_.dout_o[kStd], 0x31) << "it stays";
}

TEST_F(Xpm, FirstWordFallsThrough) {
  write(0x41);
  write(0x42);
  ticks(4);
  for (const unsigned fifo : {kFwft, kAsync}) {
    EXPECT_FALSE(bit(bank_.empty_o, fifo));
    EXPECT_EQ(bank_.dout_o[fifo], 0x41) << fifo;
  }
  read();
  ticks(4);
  for (const unsigned fifo : {kFwft, kAsync}) EXPECT_EQ(bank_.dout_o[fifo], 0x42) << fifo;
  read();
  ticks(4);
  EXPECT_EQ(bank_.empty_o, 7);
  read();
  EXPECT_EQ(bank_.underflow_o, 7);
}

TEST_F(Xpm, ThresholdsCountTheWords) {
  for (int words = 0; words <= 16; ++words) {
    EXPECT_EQ(bit(bank_.prog_full_o, kStd), words >= 10) << words;
    EXPECT_EQ(bit(bank_.prog_empty_o, kStd), words <= 5) << words;
    EXPECT_EQ(bit(bank_.almost_full_o, kStd), words >= 15) << words;
    EXPECT_EQ(bit(bank_.almost_empty_o, kStd), words <= 1) << words;
    EXPECT_EQ(bank_.words_o[kStd], words);
    write(0);
    EXPECT_EQ(bit(bank_.ack_o, kStd), words < 16) << words;
  }
}

TEST_F(Xpm, FeaturesThatAreNotAskedForStayZero) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(bit(bank_.ack_o, kFwft));
    EXPECT_FALSE(bit(bank_.valid_o, kFwft));
    EXPECT_FALSE(bit(bank_.almost_full_o, kFwft));
    write(0);
  }
}

TEST_F(Xpm, FifosKeepTheOrder) {
  std::deque<std::uint8_t> expected[kFifos];
  std::uint32_t random = 1;
  std::uint8_t next = 0;
  int checked = 0;
  for (int i = 0; i < 5000; ++i) {
    random = random * 1664525 + 1013904223;
    bank_.wr_i = random >> 31;
    bank_.rd_i = random >> 30 & 1;
    bank_.din_i = ++next;
    bank_.eval();
    for (unsigned fifo = 0; fifo < kFifos; ++fifo) {
      if (bank_.rd_i != 0 && !bit(bank_.empty_o, fifo)) {
        if (fifo != kStd) {
          ASSERT_EQ(bank_.dout_o[fifo], expected[fifo].front()) << fifo;
          expected[fifo].pop_front();
          ++checked;
        }
      }
      if (bank_.wr_i != 0 && !bit(bank_.full_o, fifo)) expected[fifo].push_back(next);
    }
    tick();
    if (bit(bank_.valid_o, kStd)) {
      ASSERT_EQ(bank_.dout_o[kStd], expected[kStd].front());
      expected[kStd].pop_front();
      ++checked;
    }
  }
  EXPECT_GT(checked, 3000);
}

// A packet comes out when all of it, or as much as fits, is in.
TEST_F(Xpm, PacketsComeWhole) {
  const auto send = [&](std::uint16_t data, bool last) {
    bank_.p_valid_i = 1;
    bank_.p_data_i = data;
    bank_.p_last_i = last ? 1 : 0;
    bank_.eval();
    const bool taken = bank_.p_ready_o != 0;
    tick();
    bank_.p_valid_i = 0;
    bank_.eval();
    return taken;
  };
  EXPECT_TRUE(send(1, false));
  EXPECT_TRUE(send(2, false));
  ticks(10);
  EXPECT_EQ(bank_.p_valid_o, 0);
  EXPECT_TRUE(send(3, true));
  bank_.p_ready_i = 1;
  for (const int data : {1, 2, 3}) {
    bank_.eval();
    EXPECT_EQ(bank_.p_valid_o, 1);
    EXPECT_EQ(bank_.p_data_o, data);
    EXPECT_EQ(bank_.p_last_o, data == 3 ? 1 : 0);
    tick();
  }
  EXPECT_EQ(bank_.p_valid_o, 0);
  bank_.p_ready_i = 0;
  int taken = 0;
  for (int i = 0; i < 20; ++i) taken += send(static_cast<std::uint16_t>(i), false) ? 1 : 0;
  EXPECT_EQ(taken, 16);
  EXPECT_EQ(bank_.p_valid_o, 1) << "longer than the FIFO";
}

constexpr unsigned kNoChange = 0, kReadFirst = 1, kWriteFirst = 2, kRams = 3;

TEST_F(Xpm, MemoriesBeginWithTheirWords) {
  const std::uint32_t words[] = {0x12345678, 0x9abcdef0, 7, 0};
  for (unsigned i = 0; i < 4; ++i) {
    bank_.ena_i = 1;
    bank_.addra_i = i;
    tick();
    for (unsigned ram = 0; ram < kRams; ++ram) EXPECT_EQ(bank_.douta_o[ram], words[i]);
  }
  const std::uint8_t bytes[] = {0x5a, 0xa5, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0};
  for (unsigned i = 0; i < 9; ++i) {
    bank_.narrow_addr_i = i;
    tick();
    EXPECT_EQ(bank_.narrow_o, bytes[i]) << i;
  }
}

TEST_F(Xpm, WriteModesSayWhatAWriteReads) {
  bank_.ena_i = 1;
  bank_.addra_i = 2;
  tick();
  bank_.addra_i = 0;
  bank_.wea_i = 0xf;
  bank_.dina_i = 0xcafe0001;
  tick();
  EXPECT_EQ(bank_.douta_o[kNoChange], 7U);
  EXPECT_EQ(bank_.douta_o[kReadFirst], 0x12345678U);
  EXPECT_EQ(bank_.douta_o[kWriteFirst], 0xcafe0001U);
  bank_.wea_i = 0;
  tick();
  for (unsigned ram = 0; ram < kRams; ++ram) EXPECT_EQ(bank_.douta_o[ram], 0xcafe0001U);
}

TEST_F(Xpm, BytesAreWrittenByThemselves) {
  bank_.ena_i = 1;
  bank_.addra_i = 1;
  bank_.wea_i = 0b0101;
  bank_.dina_i = 0x11223344;
  tick();
  bank_.wea_i = 0;
  tick();
  for (unsigned ram = 0; ram < kRams; ++ram) EXPECT_EQ(bank_.douta_o[ram], 0x9a22de44U);
  const std::uint8_t bytes[] = {0x44, 0x44, 0x22, 0x66};  // of the RAM that is read in bytes
  for (unsigned i = 0; i < 4; ++i) {
    bank_.narrow_addr_i = 4 + i;
    tick();
    EXPECT_EQ(bank_.narrow_o, bytes[i]) << i;
  }
}

TEST_F(Xpm, ReadsTakeTheirLatencyAndCanBeHeldAndReset) {
  bank_.enb_i = 1;
  bank_.addrb_i = 0;
  ticks(2);
  bank_.enb_i = 0;
  EXPECT_NE(bank_.doutb_o[0], 0x12345678U);
  bank_.regce_i = 0;
  ticks(3);
  EXPECT_NE(bank_.doutb_o[0], 0x12345678U);
  bank_.regce_i = 1;
  tick();
  EXPECT_EQ(bank_.doutb_o[0], 0x12345678U);
  bank_.rstb_i = 1;
  tick();
  EXPECT_EQ(bank_.doutb_o[0], 0U);
}

TEST_F(Xpm, ACrossingTakesAllItsStages) {
  bank_.cdc_i = 1;
  ticks(3);
  EXPECT_EQ(bank_.cdc_o, 0);
  tick();  // one at the source, three at the destination
  EXPECT_EQ(bank_.cdc_o, 1);
}

}  // namespace
