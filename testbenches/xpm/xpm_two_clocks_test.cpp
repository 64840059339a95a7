// SPDX-License-Identifier: Apache-2.0
// FIFOs between two clocks, whose periods have no common factor: each edge of one falls everywhere
// between those of the other.
#include <Vxpm_two_clocks.h>
#include <algorithm>
#include <array>
#include <deque>
#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <utility>

namespace {

enum TwoClockFifo : unsigned { kTwoClockStd = 0, kTwoClockFwft = 1, kAxis = 2 };
constexpr unsigned kTwoClockFifos = 3;

struct Periods {
  unsigned write, read;
  friend std::ostream& operator<<(std::ostream& stream, const Periods& periods) {
    return stream << periods.write << '_' << periods.read;
  }
};

class XpmTwoClocks : public testing::TestWithParam<Periods> {
 protected:
  XpmTwoClocks() {
    fifos_.rst_i = 1;
    run(20 * longest());
    fifos_.rst_i = 0;
    run(40 * longest());
  }
  ~XpmTwoClocks() override { fifos_.final(); }

  unsigned longest() const { return std::max(GetParam().write, GetParam().read); }

  // So many units of time; each clock rises at the multiples of its period.
  void run(unsigned time) {
    for (const std::uint64_t end = time_ + time; time_ < end; ++time_) {
      const bool write = time_ % GetParam().write == 0;
      const bool read = time_ % GetParam().read == 0;
      if (write) before_write();
      if (read) before_read();
      fifos_.wr_clk_i = time_ % GetParam().write < (GetParam().write + 1) / 2 ? 1 : 0;
      fifos_.rd_clk_i = time_ % GetParam().read < (GetParam().read + 1) / 2 ? 1 : 0;
      fifos_.eval();
      if (read) after_read();
    }
  }
  static bool bit(unsigned flags, unsigned fifo) { return (flags >> fifo & 1U) != 0; }
  bool chance(unsigned percent) {
    random_ = random_ * 1664525 + 1013904223;
    return (random_ >> 16) % 100 < percent;
  }

  void run_to_next(const unsigned& edges) {
    const unsigned before = edges;
    while (edges == before) run(1);
  }

  // As the logic at a side sees its ports before an edge of its clock.
  void before_write() {
    ++write_edges_;
    fifos_.wr_i = 0;
    for (unsigned fifo = 0; fifo < kTwoClockFifos; ++fifo)
      if (chance(write_percent_)) fifos_.wr_i |= 1U << fifo;
    fifos_.din_i = ++next_;
    fifos_.eval();
    for (unsigned fifo = 0; fifo < kTwoClockFifos; ++fifo) {
      if (!bit(fifos_.wr_i, fifo) || bit(fifos_.full_o, fifo) || bit(fifos_.wr_busy_o, fifo))
        continue;
      held_[fifo].push_back(next_);
      most_[fifo] = std::max(most_[fifo], held_[fifo].size());
    }
  }
  void before_read() {
    ++read_edges_;
    fifos_.rd_i = 0;
    for (unsigned fifo = 0; fifo < kTwoClockFifos; ++fifo)
      if (chance(read_percent_)) fifos_.rd_i |= 1U << fifo;
    fifos_.eval();
    for (const unsigned fifo : {kTwoClockFwft, kAxis})
      if (bit(fifos_.rd_i, fifo) && bit(fifos_.valid_o, fifo)) take(fifo);
  }
  void after_read() {
    if (bit(fifos_.valid_o, kTwoClockStd)) take(kTwoClockStd);
  }
  void take(unsigned fifo) {
    ASSERT_FALSE(held_[fifo].empty()) << fifo;
    ASSERT_EQ(fifos_.dout_o[fifo], held_[fifo].front()) << fifo;
    held_[fifo].pop_front();
    ++taken_;
  }

  VerilatedContext context_;
  Vxpm_two_clocks fifos_{&context_};
  std::uint64_t time_ = 0;
  unsigned write_edges_ = 0, read_edges_ = 0;
  std::uint32_t random_ = 1;
  unsigned write_percent_ = 0, read_percent_ = 0;
  std::uint8_t next_ = 0;
  std::array<std::deque<std::uint8_t>, kTwoClockFifos> held_;
  std::array<std::size_t, kTwoClockFifos> most_{};
  unsigned taken_ = 0;
};

TEST_P(XpmTwoClocks, KeepsTheOrder) {
  for (const auto& [write, read] : {std::pair{90U, 90U}, {90U, 20U}, {20U, 90U}}) {
    write_percent_ = write;
    read_percent_ = read;
    run(2000 * longest());
  }
  EXPECT_GT(taken_, 3000U);
  write_percent_ = 0;
  read_percent_ = 100;
  run(100 * longest());
  for (const auto& held : held_) EXPECT_TRUE(held.empty()) << "words stayed inside";
  EXPECT_EQ(fifos_.empty_o, 7);
}

// One word less than with one clock, two more with "fwft"; a stream FIFO holds what it says.
TEST_P(XpmTwoClocks, HoldsWhatItIsDeep) {
  write_percent_ = 100;
  run(100 * longest());
  EXPECT_EQ(most_[kTwoClockStd], 15U);
  EXPECT_EQ(most_[kTwoClockFwft], 17U);
  EXPECT_EQ(most_[kAxis], 16U);
  EXPECT_EQ(fifos_.full_o, 7);
}

// What one side does shows at the other CDC_SYNC_STAGES of its clocks later, which are two.
TEST_P(XpmTwoClocks, SeesTheOtherSideLater) {
  write_percent_ = 100;
  run(100 * longest());
  write_percent_ = 0;
  read_percent_ = 100;
  run_to_next(read_edges_);
  read_percent_ = 0;
  unsigned before = write_edges_;
  while (bit(fifos_.full_o, kTwoClockFwft) && write_edges_ < before + 10) run(1);
  EXPECT_EQ(write_edges_ - before, 2U) << "until the room is seen";

  read_percent_ = 100;
  run(100 * longest());
  read_percent_ = 0;
  write_percent_ = 100;
  run_to_next(write_edges_);
  write_percent_ = 0;
  before = read_edges_;
  while (bit(fifos_.empty_o, kTwoClockFwft) && read_edges_ < before + 10) run(1);
  EXPECT_EQ(read_edges_ - before, 2U) << "until the word is seen";
}

// A reset of one clock of the write side reaches the other side, however slow that is, and wherever
// it falls between its edges.
TEST_P(XpmTwoClocks, AShortResetEmptiesBothSides) {
  for (unsigned round = 0; round < 12; ++round) {
    write_percent_ = read_percent_ = 70;
    run(30 * longest() + round);
    EXPECT_GT(taken_, 5U) << "else there is nothing to reset";
    read_percent_ = 0;
    run(30 * longest());
    EXPECT_NE(fifos_.empty_o, 7);
    write_percent_ = 0;
    run_to_next(write_edges_);
    fifos_.rst_i = 1;
    run_to_next(write_edges_);
    fifos_.rst_i = 0;
    EXPECT_EQ(fifos_.wr_busy_o & 3, 3);
    run(40 * longest());
    EXPECT_EQ(fifos_.wr_busy_o, 0);
    EXPECT_EQ(fifos_.empty_o, 7);
    for (auto& held : held_) held.clear();
    taken_ = 0;
  }
}

INSTANTIATE_TEST_SUITE_P(Periods, XpmTwoClocks,
                         testing::Values(Periods{7, 5}, Periods{5, 7}, Periods{3, 41},
                                         Periods{41, 3}),
                         [](const auto& info) {
                           return "write" + std::to_string(info.param.write) + "_read" +
                                  std::to_string(info.param.read);
                         });

}  // namespace
