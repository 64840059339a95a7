// SPDX-License-Identifier: Apache-2.0
// ll_stream_fifo: order, room, latency, reset at every fill.
#include <array>

#include "testbenches/kernel/kernel_bank_test.hpp"
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/scoreboard.hpp"

namespace lightloop::kernel_bench {
namespace {

using testbench::CoverGroup;
using testbench::Scoreboard;

constexpr unsigned kDepth = 4;
constexpr std::array kPercents{0U, 10U, 50U, 90U, 100U};

/// One clock of the FIFO.
struct Use {
  unsigned stored;  ///< before the clock
  bool push, pop;
};

class StreamFifo : public KernelBankTest {
 protected:
  StreamFifo() {
    // DEPTH words of memory and the output register.
    auto& stored = uses_.point("stored", &Use::stored, testbench::each(0, kDepth + 1));
    auto& push = uses_.point("push", &Use::push, testbench::no_yes());
    auto& pop = uses_.point("pop", &Use::pop, testbench::no_yes());
    uses_.cross("stored x push x pop", {&stored, &push, &pop},
                {{"0", "*", "yes"}, {std::to_string(kDepth + 1), "yes", "*"}});
    resets_.point(
        "stored", [](unsigned stored) { return stored; }, testbench::each(0, kDepth + 1));
  }

  /// `cycles` clocks, each with a word offered in `write_percent` and taken in `ready_percent` of
  /// them. A word that was offered stays until it is taken.
  Task<> traffic(unsigned write_percent, unsigned ready_percent, unsigned cycles) {
    for (unsigned i = 0; i < cycles; ++i) {
      if (!offering_ && random.percent(write_percent)) {
        offering_ = true;
        word_ = random.any<std::uint16_t>();
      }
      set(dut.fifo_in_valid_i, offering_);
      set(dut.fifo_in_data_i, offering_ ? word_ : random.any<std::uint16_t>());
      set(dut.fifo_out_ready_i, random.percent(ready_percent));
      co_await edge();
      observe();
    }
    // A word that is still offered is taken back: the source has been stopped.
    set(dut.fifo_in_valid_i, 0);
    set(dut.fifo_out_ready_i, 0);
    offering_ = false;
  }

  /// Takes out all that is in it.
  Task<> drain() {
    co_await traffic(0, 100, kDepth + 4);
    EXPECT_EQ(stored_, 0U);
    EXPECT_EQ(dut.fifo_out_valid_o, 0);
  }

  /// Both ends at an edge.
  void observe() {
    if (waited_) {
      EXPECT_EQ(dut.fifo_out_valid_o, 1) << "valid taken back in cycle " << cycle();
      EXPECT_EQ(dut.fifo_out_data_o, waiting_) << "a waiting word has changed, cycle " << cycle();
    }
    const bool out = dut.fifo_out_valid_o != 0 && dut.fifo_out_ready_i != 0;
    waited_ = dut.fifo_out_valid_o != 0 && !out;
    waiting_ = dut.fifo_out_data_o;
    EXPECT_LE(stored_, kDepth + 1);
    if (stored_ < kDepth) {
      EXPECT_EQ(dut.fifo_in_ready_o, 1) << "room unused, cycle " << cycle();
    }
    uses_.sample({stored_, dut.fifo_in_valid_i != 0 && dut.fifo_in_ready_o != 0, out});
    if (out) {
      words_.found(dut.fifo_out_data_o, cycle());
      --stored_;
    }
    if (dut.fifo_in_valid_i != 0 && dut.fifo_in_ready_o != 0) {
      words_.expect(dut.fifo_in_data_i);
      offering_ = false;
      ++stored_;
    }
  }

  CoverGroup<Use> uses_{"ll_stream_fifo"};
  CoverGroup<unsigned> resets_{"ll_stream_fifo reset"};
  Scoreboard<std::uint16_t> words_{"words of ll_stream_fifo"};
  unsigned stored_ = 0;  // gone in and not yet come out
  bool offering_ = false;
  std::uint16_t word_ = 0;
  bool waited_ = false;
  std::uint16_t waiting_ = 0;
};

TEST_F(StreamFifo, AWordComesOutTwoCyclesLater) {
  bench.run([&]() -> Task<> {
    set(dut.fifo_out_ready_i, 1);
    for (std::uint16_t word = 0xFFFE; word != 2; ++word) {
      set(dut.fifo_in_valid_i, 1);
      set(dut.fifo_in_data_i, word);
      co_await edge();  // the clock that takes it
      set(dut.fifo_in_valid_i, 0);
      co_await edge();
      EXPECT_EQ(dut.fifo_out_valid_o, 0);
      co_await edge();
      EXPECT_EQ(dut.fifo_out_valid_o, 1);
      EXPECT_EQ(dut.fifo_out_data_o, word);
      co_await edge();
      EXPECT_EQ(dut.fifo_out_valid_o, 0);
    }
  });
}

TEST_F(StreamFifo, OneWordACycle) {
  bench.run([&]() -> Task<> {
    co_await traffic(100, 100, 200);
    EXPECT_EQ(words_.matched(), 198U);
    co_await drain();
  });
}

TEST_F(StreamFifo, IsFullAfterItsDepthAndOneWord) {
  bench.run([&]() -> Task<> {
    co_await traffic(100, 0, 20);
    EXPECT_EQ(stored_, kDepth + 1);
    EXPECT_EQ(dut.fifo_in_ready_o, 0);
    co_await drain();
    EXPECT_EQ(words_.matched(), kDepth + 1);
  });
}

TEST_F(StreamFifo, KeepsOrderAndLosesNothing) {
  bench.run([&]() -> Task<> {
    for (const unsigned write : kPercents) {
      for (const unsigned ready : kPercents) co_await traffic(write, ready, 300);
    }
    co_await drain();
  });
  EXPECT_GT(words_.matched(), 1000U);
}

// Reset with every number of words that have gone in and out before it: nothing of them comes out,
// and what follows comes out alone.
TEST_F(StreamFifo, ResetEmptiesItAtEveryFill) {
  bench.run([&]() -> Task<> {
    for (unsigned before = 0; before < 2 * kDepth; ++before) {
      for (unsigned left = 0; left <= kDepth + 2; ++left) {
        co_await traffic(100, 100, before);
        co_await traffic(100, 0, left);
        resets_.sample(stored_);
        co_await bench.reset(1);
        words_.forget();
        stored_ = 0;
        waited_ = false;
        co_await drain();
        co_await traffic(100, 100, 3);
        co_await drain();
      }
    }
  });
}

}  // namespace
}  // namespace lightloop::kernel_bench
