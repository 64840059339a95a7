// SPDX-License-Identifier: Apache-2.0
// First, Combine and with_timeout; Event, Lock and Queue.
#include <Vstream_sum.h>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "testbenches/lib/bench.hpp"

namespace lightloop::testbench {
namespace {

using testing::ElementsAre;

using SumBench = Bench<Vstream_sum>;

Task<> throws_after(Clock& clock, std::uint64_t cycles) {
  co_await ClockCycles(clock, cycles);
  throw std::runtime_error("after " + std::to_string(cycles));
}

/// What comes out of awaiting, as text.
template <typename Awaited>
Task<std::string> message_of(Awaited awaited) {
  try {
    co_await std::move(awaited);
  } catch (const std::exception& error) {
    co_return error.what();
  }
  co_return "nothing";
}

TEST(First, GivesTheIndexAndWithdrawsTheOthers) {
  SumBench bench;
  Clock& clock = bench.clock();
  bench.run([&]() -> Task<> {
    bool ended = false;
    const auto slow = [&]() -> Task<> {
      co_await ClockCycles(clock, 10);
      ended = true;
    };
    EXPECT_EQ(co_await First(ClockCycles(clock, 5), ClockCycles(clock, 3), slow), 1U);
    EXPECT_EQ(clock.cycle(), 6U);
    const Join<> join = bench.start_soon([&]() -> Task<> { co_await ClockCycles(clock, 4); });
    EXPECT_EQ(co_await First(join, RisingEdge(clock)), 1U);
    EXPECT_EQ(co_await First(ClockCycles(clock, 100), join), 1U);  // which has run on
    EXPECT_EQ(clock.cycle(), 10U);
    EXPECT_EQ(co_await First(ClockCycles(clock, 100), join), 1U);  // done already
    EXPECT_EQ(clock.cycle(), 10U);
    co_await ClockCycles(clock, 20);
    EXPECT_FALSE(ended);
  });
}

TEST(First, OfTheSameMomentTheOneWhoseTurnComesFirst) {
  SumBench bench;
  Clock& clock = bench.clock();
  bench.run([&]() -> Task<> {
    EXPECT_EQ(co_await First(RisingEdge(clock), RisingEdge(clock)), 0U);
    EXPECT_EQ(co_await First(Combine(RisingEdge(clock), RisingEdge(clock)), RisingEdge(clock)), 0U)
        << "both parts of Combine began to wait before the other";
  });
}

TEST(First, ThrowsWhatTheFirstThrows) {
  SumBench bench;
  Clock& clock = bench.clock();
  bench.run([&]() -> Task<> {
    EXPECT_EQ(co_await message_of(First(throws_after(clock, 3), throws_after(clock, 2))),
              "after 2");
    EXPECT_EQ(co_await message_of(First(throws_after(clock, 3), RisingEdge(clock))), "nothing");
    co_await ClockCycles(clock, 10);  // the withdrawn one throws no more
  });
}

TEST(Combine, WaitsForAll) {
  SumBench bench;
  Clock& clock = bench.clock();
  Event event;
  bench.run([&]() -> Task<> {
    const Join<int> join = bench.start_soon([&]() -> Task<int> {
      co_await ClockCycles(clock, 2);
      event.set();
      co_return 5;
    });
    co_await Combine(event.wait(), join, ClockCycles(clock, 7),
                     [&]() -> Task<> { co_await ClockCycles(clock, 9); });
    EXPECT_EQ(clock.cycle(), 12U);
    co_await Combine(event.wait(), join);  // all done already
    co_await Combine();
    EXPECT_EQ(clock.cycle(), 12U);
  });
}

TEST(Combine, ThrowsTheFirstExceptionAtOnce) {
  SumBench bench;
  Clock& clock = bench.clock();
  bench.run([&]() -> Task<> {
    EXPECT_EQ(co_await message_of(Combine(ClockCycles(clock, 1), throws_after(clock, 3),
                                          throws_after(clock, 4), ClockCycles(clock, 100))),
              "after 3");
    EXPECT_EQ(clock.cycle(), 6U);
    EXPECT_EQ(co_await message_of(Combine(
                  []() -> Task<> {
                    throw std::runtime_error("at once");
                    co_return;
                  },
                  ClockCycles(clock, 100))),
              "at once");
    EXPECT_EQ(clock.cycle(), 6U);
    co_await ClockCycles(clock, 200);
  });
}

TEST(WithTimeout, GivesTheResultOrNamesBoth) {
  SumBench bench;
  Clock& clock = bench.clock();
  Queue<int> queue(0, "the words");
  const auto valid = bench.port(bench.model().m_valid_o, "m_valid_o");
  bench.run([&]() -> Task<> {
    bench.start_soon([&]() -> Task<> {
      co_await ClockCycles(clock, 3);
      co_await queue.put(9);
    });
    EXPECT_EQ(co_await with_timeout(queue.get(), ClockCycles(clock, 10)), 9);
    EXPECT_EQ(clock.cycle(), 6U);
    EXPECT_EQ(co_await message_of(with_timeout(queue.get(), ClockCycles(clock, 10))),
              "the words to have an entry did not happen within ClockCycles(10)");
    EXPECT_EQ(clock.cycle(), 16U);
    EXPECT_EQ(co_await message_of(
                  with_timeout(RisingEdge(valid), Timer(sc_core::sc_time(100, sc_core::SC_NS)))),
              "RisingEdge(m_valid_o) did not happen within Timer(100 ns)");
    EXPECT_EQ(co_await message_of(with_timeout(throws_after(clock, 2), ClockCycles(clock, 9))),
              "after 2");
    EXPECT_EQ(co_await with_timeout(
                  [&]() -> Task<std::string> {
                    co_await RisingEdge(clock);
                    co_return "value";
                  },
                  ClockCycles(clock, 2)),
              "value");
  });
}

TEST(Event, WakesAllInOrderInTheSameMoment) {
  SumBench bench;
  Event event;
  std::string order;
  bench.run([&]() -> Task<> {
    const auto task = [&](char name) -> Task<> {
      co_await event.wait();
      order += name;
      EXPECT_EQ(bench.clock().cycle(), 4U);
    };
    bench.start_soon(task('a'));
    bench.start_soon(task('b'));
    co_await RisingEdge(bench.clock());
    event.set();
    order += "set ";
    co_await event.wait();  // set: no turn for the others
    order += "on ";
    event.clear();
    EXPECT_FALSE(event.is_set());
    EXPECT_EQ(co_await First(event.wait(), RisingEdge(bench.clock())), 1U);
  });
  EXPECT_EQ(order, "set on ab");
}

TEST(Event, TasksThatWakeEachOtherForEverAreAnError) {
  SumBench bench;
  Event ping;
  Event pong;
  EXPECT_THROW(bench.run([&]() -> Task<> {
    bench.start_soon([&]() -> Task<> {
      for (;;) {
        co_await ping.wait();
        ping.clear();
        pong.set();
      }
    });
    for (;;) {
      ping.set();
      co_await pong.wait();
      pong.clear();
    }
  }),
               BenchError);
}

TEST(Lock, IsHandedOnInTheOrderOfAsking) {
  SumBench bench;
  Clock& clock = bench.clock();
  Lock lock;
  std::string order;
  const auto user = [&](char name) -> Task<> {
    const Lock::Guard guard = co_await lock.acquire();
    order += name;
    co_await RisingEdge(clock);
    order += name;
  };
  bench.run([&]() -> Task<> { co_await Combine(user('a'), user('b'), user('c')); });
  EXPECT_EQ(order, "aabbcc");
  EXPECT_FALSE(lock.locked());
}

TEST(Lock, IsReleasedByTheKilled) {
  SumBench bench;
  Clock& clock = bench.clock();
  Lock lock;
  bench.run([&]() -> Task<> {
    const auto holds = [&]() -> Task<> {
      const Lock::Guard guard = co_await lock.acquire();
      co_await ClockCycles(clock, 1000);
    };
    auto holder = bench.start_soon(holds);
    auto next = bench.start_soon(holds);
    auto third = bench.start_soon(holds);
    co_await RisingEdge(clock);
    holder.kill();  // `next` has the lock now, and is killed before it knows
    next.kill();
    third.kill();
    EXPECT_FALSE(lock.locked());
    const Lock::Guard guard = co_await lock.acquire();
    EXPECT_TRUE(lock.locked());
  });
  EXPECT_FALSE(lock.locked());
}

TEST(Queue, KeepsTheOrderAndTheCapacity) {
  SumBench bench;
  Clock& clock = bench.clock();
  Queue<int> queue(2);
  std::vector<int> got;
  bench.run([&]() -> Task<> {
    bench.start_soon([&]() -> Task<> {
      for (int i = 0; i < 6; ++i) {
        co_await queue.put(i);
        EXPECT_LE(queue.size(), 2U);
      }
    });
    co_await RisingEdge(clock);
    EXPECT_TRUE(queue.full());
    EXPECT_FALSE(queue.try_put(99));
    for (int i = 0; i < 6; ++i) got.push_back(co_await queue.get());
    EXPECT_TRUE(queue.empty());
    EXPECT_FALSE(queue.try_get());
  });
  EXPECT_THAT(got, ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(Queue, AnEntryIsNotLostWithTheTaskThatWasWokenForIt) {
  SumBench bench;
  Clock& clock = bench.clock();
  Queue<int> queue;
  bench.run([&]() -> Task<> {
    int got = 0;
    const auto getter = [&]() -> Task<> { got = co_await queue.get(); };
    auto first = bench.start_soon(getter);
    auto second = bench.start_soon(getter);
    co_await RisingEdge(clock);
    queue.try_put(7);  // wakes the first
    first.kill();
    co_await second;
    EXPECT_EQ(got, 7);
    // And not with a getter that finds another was faster.
    auto third = bench.start_soon(getter);
    co_await RisingEdge(clock);
    queue.try_put(8);
    EXPECT_EQ(co_await queue.get(), 8);
    queue.try_put(9);
    co_await third;
    EXPECT_EQ(got, 9);
  });
}

}  // namespace
}  // namespace lightloop::testbench
