// SPDX-License-Identifier: Apache-2.0
// Tasks: values, exceptions, kill, the end of a run, what is left behind.
#include "testbenches/lib/task.hpp"

#include <Vstream_sum.h>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "testbenches/lib/bench.hpp"

namespace lightloop::testbench {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;
using verilated::SimulationTimeout;

using SumBench = Bench<Vstream_sum>;

/// Says when it is destroyed.
class Witness {
 public:
  explicit Witness(std::string& log, std::string text) : log_(&log), text_(std::move(text)) {}
  ~Witness() { *log_ += text_; }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

 private:
  std::string* log_;
  std::string text_;
};

Task<int> never_suspends(int value) { co_return value; }

Task<std::unique_ptr<int>> later(Clock& clock, int value) {
  co_await RisingEdge(clock);
  co_return std::make_unique<int>(value);
}

Task<int> depth(Clock& clock, int levels) {
  if (levels == 0) {
    co_await RisingEdge(clock);
    co_return 0;
  }
  co_return 1 + co_await depth(clock, levels - 1);
}

TEST(Task, GivesItsValue) {
  SumBench bench;
  int sum = 0;
  bench.run([&]() -> Task<> {
    sum += co_await never_suspends(1);
    sum += *co_await later(bench.clock(), 20);
    sum += co_await depth(bench.clock(), 300);
  });
  EXPECT_EQ(sum, 321);
}

TEST(Task, AManyThatNeverSuspendTakeNoStack) {
  SumBench bench;
  std::uint64_t sum = 0;
  bench.run([&]() -> Task<> {
    for (int i = 0; i < 300'000; ++i) sum += co_await never_suspends(1);
  });
  EXPECT_EQ(sum, 300'000U);
}

TEST(Task, ThrowsThroughAllThatAwaitIt) {
  SumBench bench;
  std::string log;
  const auto inner = [&]() -> Task<> {
    const Witness witness(log, "inner ");
    co_await RisingEdge(bench.clock());
    throw std::runtime_error("cut fibre");
  };
  const auto outer = [&]() -> Task<> {
    const Witness witness(log, "outer ");
    co_await inner();
  };
  bench.run([&]() -> Task<> {
    try {
      co_await outer();
    } catch (const std::runtime_error& error) {
      log += error.what();
    }
  });
  EXPECT_EQ(log, "inner outer cut fibre");
  EXPECT_THAT([&] { bench.run([&]() -> Task<> { co_await outer(); }); },
              ThrowsMessage<std::runtime_error>("cut fibre"));
}

TEST(StartSoon, JoinGivesTheResultToAllWhoAwaitIt) {
  SumBench bench;
  bench.run([&]() -> Task<> {
    const auto slow = [&]() -> Task<int> {
      co_await ClockCycles(bench.clock(), 5);
      co_return 42;
    };
    const Join<int> join = bench.start_soon(slow);
    const Join<int> other = bench.start_soon([&]() -> Task<int> { co_return co_await join; });
    EXPECT_FALSE(join.done());
    EXPECT_EQ(co_await other, 42);
    EXPECT_TRUE(join.done());
    EXPECT_EQ(co_await join, 42);  // already done
    EXPECT_EQ(bench.clock().cycle(), 8U);
  });
}

TEST(StartSoon, BeginsWhenTheStarterIsSuspended) {
  SumBench bench;
  std::string order;
  bench.run([&]() -> Task<> {
    bench.start_soon([&]() -> Task<> {
      order += 'b';
      co_return;
    });
    order += 'a';
    co_await ReadOnly();
    order += 'c';
  });
  EXPECT_EQ(order, "abc");
}

TEST(StartSoon, ExceptionsGoToWhoAwaitsOrEndTheRun) {
  SumBench bench;
  const auto failing = [&]() -> Task<> {
    co_await ClockCycles(bench.clock(), 2);
    throw std::runtime_error("monitor: bad frame");
  };
  bench.run([&]() -> Task<> {
    const auto join = bench.start_soon(failing);
    bool caught = false;
    try {
      co_await join;
    } catch (const std::runtime_error&) {
      caught = true;
    }
    EXPECT_TRUE(caught);
  });
  EXPECT_THAT(
      [&] {
        bench.run([&]() -> Task<> {
          bench.start_soon(failing);
          co_await ClockCycles(bench.clock(), 1000);
          ADD_FAILURE() << "the run went on";
        });
      },
      ThrowsMessage<std::runtime_error>("monitor: bad frame"));
  EXPECT_LT(bench.clock().cycle(), 50U);
}

TEST(Kill, DestroysTheLocalsOfTheWholeChain) {
  SumBench bench;
  std::string log;
  bench.run([&]() -> Task<> {
    const auto inner = [&]() -> Task<> {
      const Witness witness(log, "inner ");
      co_await ClockCycles(bench.clock(), 1000);
    };
    auto join = bench.start_soon([&]() -> Task<> {
      const Witness witness(log, "outer ");
      co_await inner();
    });
    co_await RisingEdge(bench.clock());
    join.kill();
    EXPECT_EQ(log, "inner outer ");
    EXPECT_TRUE(join.done());
    join.kill();
    co_await join;  // of a Task<>: its end, whatever it was
  });
}

TEST(Kill, WakesWhoAwaitsIt) {
  SumBench bench;
  bench.run([&]() -> Task<> {
    auto join = bench.start_soon([&]() -> Task<int> {
      co_await ClockCycles(bench.clock(), 1000);
      co_return 1;
    });
    bench.start_soon([&]() -> Task<> {
      co_await ClockCycles(bench.clock(), 3);
      join.kill();
    });
    std::string message;
    try {
      co_await join;
    } catch (const TaskKilled& killed) {
      message = killed.what();
    }
    EXPECT_EQ(message, "task was killed");
    EXPECT_EQ(bench.clock().cycle(), 6U);
  });
}

TEST(Kill, BeforeTheFirstTurnAndOfTheReady) {
  SumBench bench;
  bench.run([&]() -> Task<> {
    auto unborn = bench.start_soon([]() -> Task<> {
      ADD_FAILURE();
      co_return;
    });
    unborn.kill();
    // `victim` is ready at the same edge as its killer, and behind it.
    Join<> killer = bench.start_soon([&]() -> Task<> { co_await RisingEdge(bench.clock()); });
    auto victim = bench.start_soon([&]() -> Task<> {
      co_await killer;
      co_await RisingEdge(bench.clock());
      ADD_FAILURE();
    });
    co_await RisingEdge(bench.clock());
    victim.kill();
    co_await RisingEdge(bench.clock());
  });
}

TEST(Kill, OfOneselfEndsAtTheNextSuspension) {
  SumBench bench;
  std::string log;
  bench.run([&]() -> Task<> {
    std::unique_ptr<Join<>> self;
    self = std::make_unique<Join<>>(bench.start_soon([&]() -> Task<> {
      const Witness witness(log, "gone");
      co_await RisingEdge(bench.clock());
      self->kill();
      log += "still here, ";
      co_await RisingEdge(bench.clock());
      log += "resurrected, ";
    }));
    co_await *self;
    EXPECT_EQ(log, "still here, gone");
    co_await ClockCycles(bench.clock(), 2);
  });
  EXPECT_EQ(log, "still here, gone");
}

TEST(Run, KillsItsOwnTasksAndLeavesTheOthers) {
  SumBench bench;
  int before = 0;
  int during = 0;
  const auto count = [&](int& edges) -> Task<> {
    for (;;) {
      co_await RisingEdge(bench.clock());
      ++edges;
    }
  };
  bench.start_soon(count(before));
  const auto test = [&]() -> Task<> {
    bench.start_soon(count(during));
    co_await ClockCycles(bench.clock(), 10);
  };
  bench.run(test);
  EXPECT_EQ(before, 10);
  EXPECT_EQ(during, 10);
  bench.run(test);
  EXPECT_EQ(before, 20);
  EXPECT_EQ(during, 20);
  EXPECT_EQ(bench.clock().cycle(), 23U);
}

TEST(Run, ThatIsTooLongSaysWhoWaitsForWhat) {
  SumBench bench({.name = "sum bench"});
  const auto valid = bench.port(bench.model().m_valid_o, "m_valid_o");
  Event event("the last word");
  EXPECT_THAT(
      [&] {
        bench.run(
            [&]() -> Task<> {
              bench.start_soon([&]() -> Task<> { co_await RisingEdge(valid); }, "monitor");
              co_await First(event.wait(), ClockCycles(bench.clock(), 5000));
            },
            100);
      },
      ThrowsMessage<SimulationTimeout>(
          AllOf(HasSubstr("sum bench: the test has not ended after 100 cycles"),
                HasSubstr("test waits for First(the last word, ClockCycles(5000)), "
                          "monitor waits for RisingEdge(m_valid_o)"))));
  EXPECT_EQ(bench.clock().cycle(), 103U);
  bench.run([&]() -> Task<> { co_await RisingEdge(bench.clock()); });  // a timeout is no ruin
}

TEST(Run, TellsOfStopAndFinishInTheRtl) {
  SumBench bench;
  EXPECT_THAT(
      [&] {
        bench.run([&]() -> Task<> {
          bench.port(bench.model().s_valid_i).write(1);
          bench.port(bench.model().s_data_i)
              .write({0xFFFF'FFFE, 0xFFFF'FFFE, 0xFFFF'FFFE, 0xFFFF'FFFE});
          co_await ClockCycles(bench.clock(), 10);
        });
      },
      ThrowsMessage<verilated::SimulationError>(HasSubstr("$stop")));
}

TEST(Run, ThrowsWhatABusModelThrows) {
  struct Picky {
    int samples = 0;
    void drive() {}
    void sample() {
      if (++samples == 3) throw std::range_error("rule broken");
    }
  };
  SumBench bench;
  Picky picky;
  bench.attach(picky);
  EXPECT_THROW(bench.run([&]() -> Task<> { co_await ClockCycles(bench.clock(), 10); }),
               std::range_error);
  EXPECT_EQ(picky.samples, 3);
}

TEST(Run, ThatABusModelEndsLeavesTasksBehindThatWereReady) {
  struct Feeder {
    Queue<int>& queue;
    void drive() {}
    void sample() {
      queue.try_put(1);
      throw std::range_error("rule broken");
    }
  };
  SumBench bench;
  Queue<int> queue;
  Feeder feeder{queue};
  bench.attach(feeder);
  int got = 0;
  bench.start_soon([&]() -> Task<> { got = co_await queue.get(); });
  EXPECT_THROW(bench.run([&]() -> Task<> { co_await ClockCycles(bench.clock(), 10); }),
               std::range_error);
  EXPECT_EQ(got, 0);
}

/// Notes the time at which it runs, once a clock period.
class Ticker : public sc_core::sc_module {
 public:
  Ticker(const sc_core::sc_module_name& name, const sc_core::sc_time& period,
         const std::uint32_t& watched)
      : sc_module(name), period_(period), watched_(&watched) {
    SC_HAS_PROCESS(Ticker);
    SC_METHOD(tick);
  }
  const std::vector<std::uint32_t>& seen() const { return seen_; }

 private:
  void tick() {
    seen_.push_back(*watched_);
    next_trigger(period_);
  }
  sc_core::sc_time period_;
  const std::uint32_t* watched_;
  std::vector<std::uint32_t> seen_;
};

TEST(Run, KeepsPaceWithSystemC) {
  SumBench bench({.reset_cycles = 0, .cycles_per_activation = 1});
  const auto& ticker = bench.simulation().make<Ticker>("ticker", bench.clocked_model().period(),
                                                       bench.model().cycles_o);
  bench.run([&]() -> Task<> { co_await ClockCycles(bench.clock(), 100); });
  ASSERT_GE(ticker.seen().size(), 100U);
  for (std::uint32_t i = 0; i < 100; ++i) {
    EXPECT_NEAR(ticker.seen()[i], i, 1) << "at the time of cycle " << i;
  }
}

TEST(Run, BenchesInterleave) {
  SumBench first;
  SumBench second;
  const auto steps = [](SumBench& bench, std::uint64_t cycles) {
    bench.run([&]() -> Task<> { co_await ClockCycles(bench.clock(), cycles); });
  };
  steps(first, 10);
  steps(second, 3);
  steps(first, 5);
  EXPECT_EQ(first.model().cycles_o, 15U);
  EXPECT_EQ(second.model().cycles_o, 3U);
}

TEST(Run, TenThousandTasks) {
  SumBench bench;
  std::uint64_t turns = 0;
  std::uint64_t ended = 0;
  bench.run([&]() -> Task<> {
    Join<> last = bench.start_soon([]() -> Task<> { co_return; });
    for (unsigned i = 0; i < 10'000; ++i) {
      last = bench.start_soon([&, i]() -> Task<> {
        for (int k = 0; k < 10; ++k) {
          co_await RisingEdge(bench.clock());
          ++turns;
        }
        co_await ClockCycles(bench.clock(), 1 + i % 100);
        co_await Timer(sc_core::sc_time(1.0 + i % 977, sc_core::SC_PS));
        ++ended;
      });
    }
    co_await ClockCycles(bench.clock(), 200);
    EXPECT_TRUE(last.done());
  });
  EXPECT_EQ(turns, 100'000U);
  EXPECT_EQ(ended, 10'000U);
}

TEST(Bench, DestroysSuspendedTasksOfEveryKind) {
  std::string log;
  {
    Event event;
    Queue<int> queue;
    Lock lock;
    SumBench bench;
    const auto valid = bench.port(bench.model().m_valid_o);
    const auto waits = [&](const auto& trigger) {
      bench.start_soon([&log, trigger]() -> Task<> {
        const Witness witness(log, ".");
        co_await trigger;
        ADD_FAILURE();
      });
    };
    waits(RisingEdge(bench.clock()));
    waits(FallingEdge(bench.clock()));
    waits(ClockCycles(bench.clock(), 7));
    waits(Timer(sc_core::sc_time(1, sc_core::SC_MS)));
    waits(ReadOnly());
    waits(ReadWrite());
    waits(NextTimeStep());
    waits(RisingEdge(valid));
    waits(Edge(valid));
    waits(event.wait());
    waits(queue.get());
    bench.start_soon([&]() -> Task<> {
      const Witness witness(log, ".");
      co_await First(event.wait(), RisingEdge(valid), [&]() -> Task<> {
        const Witness inner(log, ".");
        co_await Combine(event.wait(), ClockCycles(bench.clock(), 1000));
      });
    });
    // None has begun. The next ones have.
  }
  EXPECT_EQ(log, "");
  {
    Event event;
    SumBench bench;
    bench.start_soon([&]() -> Task<> {
      const Witness witness(log, "outer ");
      co_await First(event.wait(), [&]() -> Task<> {
        const Witness inner(log, "inner ");
        co_await Combine(event.wait(), ClockCycles(bench.clock(), 1000));
      });
    });
    bench.run([&]() -> Task<> { co_await ClockCycles(bench.clock(), 3); });
    EXPECT_EQ(log, "");
  }
  EXPECT_EQ(log, "inner outer ");
}

}  // namespace
}  // namespace lightloop::testbench
