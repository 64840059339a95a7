// SPDX-License-Identifier: Apache-2.0
// ll_link_fifo: order, room, latency, reset at every fill.
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/link/link_bank_test.hpp"

namespace lightloop::link_bench {
namespace {

using testbench::Scoreboard;

constexpr unsigned kDepth = 4;

/// A clock of the FIFO.
struct FifoClock {
  unsigned stored;
  bool writing;
  bool taking;
};

class LinkFifo : public LinkBankTest {
 protected:
  LinkFifo() {
    auto& stored = clocks_.point("stored", &FifoClock::stored, testbench::each(0, kDepth));
    auto& writing = clocks_.point("writing", &FifoClock::writing, testbench::no_yes());
    auto& taking = clocks_.point("taking", &FifoClock::taking, testbench::no_yes());
    clocks_.cross("stored x writing x taking", {&stored, &writing, &taking},
                  {{std::to_string(kDepth), "yes", "*"},  // the writer keeps count
                   {"0", "*", "yes"}});
    resets_.point(
        "stored", [](unsigned stored) { return stored; }, testbench::each(0, kDepth));
  }

  /// `cycles` clocks in which the writer, who keeps count of the room, is willing in
  /// `write_percent` of them and the reader in `ready_percent`.
  Task<> traffic(unsigned write_percent, unsigned ready_percent, unsigned cycles) {
    for (unsigned i = 0; i < cycles; ++i) {
      const bool writing = stored_ < kDepth && random.percent(write_percent);
      const auto word = random.any<std::uint16_t>();
      set(dut.fifo_write_i, writing);
      set(dut.fifo_data_i, word);
      set(dut.fifo_ready_i, random.percent(ready_percent));
      co_await edge();
      clocks_.sample({.stored = stored_,
                      .writing = writing,
                      .taking = dut.fifo_valid_o != 0 && dut.fifo_ready_i != 0});
      observe();
      if (writing) {
        words_.expect(word);
        ++stored_;
      }
    }
    set(dut.fifo_write_i, 0);
  }

  /// Takes out all that is in it.
  Task<> drain() {
    set(dut.fifo_write_i, 0);
    set(dut.fifo_ready_i, 1);
    for (unsigned i = 0; i < kDepth + 3; ++i) {
      co_await edge();
      observe();
    }
    EXPECT_EQ(stored_, 0U);
    EXPECT_EQ(dut.fifo_valid_o, 0);
  }

  /// What the reader's end shows at an edge; a word that waits must not change.
  void observe() {
    if (waited_) {
      EXPECT_EQ(dut.fifo_valid_o, 1) << "valid taken back in cycle " << cycle();
      EXPECT_EQ(dut.fifo_data_o, waiting_) << "a waiting word has changed, cycle " << cycle();
    }
    waited_ = dut.fifo_valid_o != 0 && dut.fifo_ready_i == 0;
    waiting_ = dut.fifo_data_o;
    if (dut.fifo_valid_o != 0 && dut.fifo_ready_i != 0) {
      words_.found(dut.fifo_data_o, cycle());
      --stored_;
    }
  }

  testbench::CoverGroup<unsigned> resets_{"ll_link_fifo reset"};
  Scoreboard<std::uint16_t> words_{"words of ll_link_fifo"};
  testbench::CoverGroup<FifoClock> clocks_{"ll_link_fifo"};
  unsigned stored_ = 0;  // written and not yet taken
  bool waited_ = false;
  std::uint16_t waiting_ = 0;
};

TEST_F(LinkFifo, AWordComesOutTwoClocksLater) {
  bench.run([&]() -> Task<> {
    set(dut.fifo_ready_i, 1);
    for (const std::uint16_t word : {0x1234, 0xFFFF, 0x0000}) {
      set(dut.fifo_write_i, 1);
      set(dut.fifo_data_i, word);
      co_await edge();  // the clock that takes it
      set(dut.fifo_write_i, 0);
      co_await edge();
      EXPECT_EQ(dut.fifo_valid_o, 0);
      co_await edge();
      EXPECT_EQ(dut.fifo_valid_o, 1);
      EXPECT_EQ(dut.fifo_data_o, word);
      co_await edge();
      EXPECT_EQ(dut.fifo_valid_o, 0);
    }
  });
}

TEST_F(LinkFifo, OneWordAClock) {
  bench.run([&]() -> Task<> {
    const std::uint64_t begin = cycle();
    co_await traffic(100, 100, 200);
    // All but those still on their way have come out, without a pause.
    EXPECT_EQ(words_.matched(), 198U) << "since cycle " << begin;
    co_await drain();
  });
}

TEST_F(LinkFifo, KeepsOrderAndLosesNothing) {
  bench.run([&]() -> Task<> {
    for (const unsigned write : {10U, 50U, 90U, 100U}) {
      for (const unsigned ready : {0U, 10U, 50U, 90U, 100U}) {
        co_await traffic(write, ready, 300);
      }
    }
    co_await drain();
  });
  EXPECT_GT(words_.matched(), 1000U);
}

// Reset with every number of words written and taken before it: nothing of them comes out, and
// what follows comes out alone.
TEST_F(LinkFifo, ResetEmptiesItAtEveryFill) {
  bench.run([&]() -> Task<> {
    for (unsigned taken = 0; taken < 2 * kDepth; ++taken) {
      for (unsigned left = 0; left <= kDepth; ++left) {
        co_await traffic(100, 100, taken);
        set(dut.fifo_ready_i, 0);
        for (unsigned i = 0; i < left && stored_ < kDepth; ++i) co_await traffic(100, 0, 1);
        set(dut.fifo_write_i, 0);
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
}  // namespace lightloop::link_bench
