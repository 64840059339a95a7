// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/simulation.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace lightloop::verilated {
namespace {

using sc_core::SC_NS;
using sc_core::sc_time;
using testing::HasSubstr;

sc_time ns(double value) { return {value, SC_NS}; }

/// Counts at a fixed interval, from time 0 on; can pause, notify, fail or stop at a given count.
class Ticker : public sc_core::sc_module {
 public:
  enum class Then { kNothing, kPause, kThrow, kReportError, kReportFatal, kStop };

  Ticker(const sc_core::sc_module_name& name, const sc_time& interval, int at = -1,
         Then then = Then::kNothing)
      : sc_module(name), interval_(interval), at_(at), then_(then) {
    SC_HAS_PROCESS(Ticker);
    SC_METHOD(tick);
  }

  int count() const { return count_; }
  const sc_core::sc_event& ticked() const { return ticked_; }

 private:
  void tick() {
    ++count_;
    ticked_.notify(sc_core::SC_ZERO_TIME);
    next_trigger(interval_);
    if (count_ != at_) return;
    switch (then_) {
      case Then::kNothing:
        break;
      case Then::kPause:
        sc_core::sc_pause();
        break;
      case Then::kThrow:
        throw std::runtime_error("the fibre is cut");
      case Then::kReportError:
        SC_REPORT_ERROR("lightloop/test", "laser too hot");
        break;
      case Then::kReportFatal:
        SC_REPORT_FATAL("lightloop/test", "laser on fire");
        break;
      case Then::kStop:
        sc_core::sc_stop();
        break;
    }
  }

  sc_time interval_;
  int at_;
  Then then_;
  int count_ = 0;
  sc_core::sc_event ticked_;
};

/// The same with a thread of its own stack.
class ThreadTicker : public sc_core::sc_module {
 public:
  ThreadTicker(const sc_core::sc_module_name& name, const sc_time& interval)
      : sc_module(name), interval_(interval) {
    SC_HAS_PROCESS(ThreadTicker);
    SC_THREAD(run);
  }
  int count() const { return count_; }

 private:
  void run() {
    for (;;) {
      ++count_;
      wait(interval_);
    }
  }
  sc_time interval_;
  int count_ = 0;
};

template <typename Function>
std::string message_of(Function function) {
  try {
    function();
  } catch (const SimulationError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Simulation, RunsForExactlyTheTimeAskedFor) {
  Simulation simulation;
  const auto& ticker = simulation.make<Ticker>("ticker", ns(10));
  EXPECT_EQ(simulation.now(), sc_core::SC_ZERO_TIME);
  simulation.run_for(ns(100));
  EXPECT_EQ(simulation.now(), ns(100));
  EXPECT_EQ(ticker.count(), 10);  // at 0, 10 .. 90 ns: the end belongs to the next run
  simulation.run_for(ns(100));
  EXPECT_EQ(ticker.count(), 20);
}

TEST(Simulation, PausesDoNotShortenRunFor) {
  Simulation simulation;
  const auto& ticker = simulation.make<Ticker>("ticker", ns(10), 3, Ticker::Then::kPause);
  simulation.run_for(ns(100));
  EXPECT_EQ(simulation.now(), ns(100));
  EXPECT_EQ(ticker.count(), 10);
}

TEST(Simulation, TimeAdvancesWithNothingToDo) {
  Simulation simulation;
  simulation.run_for(ns(5));
  EXPECT_EQ(simulation.now(), ns(5));
}

TEST(Simulation, SeveralWorldsOneAfterTheOther) {
  for (int world = 0; world < 20; ++world) {
    Simulation simulation;
    const auto& method = simulation.make<Ticker>("ticker", ns(10));
    const auto& thread = simulation.make<ThreadTicker>("thread", ns(20));
    simulation.run_for(ns(100));
    EXPECT_EQ(method.count(), 10);
    EXPECT_EQ(thread.count(), 5);
  }
}

TEST(Simulation, SeveralWorldsInterleaved) {
  Simulation slow("slow");
  Simulation fast("fast");
  // The same module names: each world has its own name space.
  const auto& slow_method = slow.make<Ticker>("ticker", ns(10));
  const auto& fast_method = fast.make<Ticker>("ticker", ns(1));
  const auto& slow_thread = slow.make<ThreadTicker>("thread", ns(10));
  const auto& fast_thread = fast.make<ThreadTicker>("thread", ns(1));
  for (int round = 1; round <= 10; ++round) {
    slow.run_for(ns(50));
    fast.run_for(ns(10));
    EXPECT_EQ(slow_method.count(), 5 * round);
    EXPECT_EQ(slow_thread.count(), 5 * round);
    EXPECT_EQ(fast_method.count(), 10 * round);
    EXPECT_EQ(fast_thread.count(), 10 * round);
    EXPECT_EQ(slow.now(), ns(50 * round));
    EXPECT_EQ(fast.now(), ns(10 * round));
  }
}

TEST(Simulation, WorldsMayEndInAnyOrder) {
  auto first = std::make_unique<Simulation>("first");
  auto second = std::make_unique<Simulation>("second");
  first->make<ThreadTicker>("thread", ns(1));
  const auto& survivor = second->make<ThreadTicker>("thread", ns(1));
  first->run_for(ns(3));
  second->run_for(ns(3));
  first.reset();
  second->run_for(ns(3));
  EXPECT_EQ(survivor.count(), 6);
}

TEST(Simulation, OwnsChannelsAndClocksToo) {
  Simulation simulation;
  auto& signal = simulation.make<sc_core::sc_signal<int>>("signal");
  auto& clock = simulation.make<sc_core::sc_clock>("clock", ns(4));
  simulation.run_for(ns(1));
  {
    const auto scope = simulation.activate();
    signal.write(7);
  }
  simulation.run_for(ns(4));
  EXPECT_EQ(signal.read(), 7);
  EXPECT_TRUE(clock.read());
}

TEST(Simulation, ScopeRestoresTheFormerWorld) {
  Simulation outer;
  Simulation inner;
  outer.run_for(ns(1));
  inner.run_for(ns(2));
  const auto outer_scope = outer.activate();
  {
    const auto inner_scope = inner.activate();
    EXPECT_EQ(sc_core::sc_time_stamp(), ns(2));
  }
  EXPECT_EQ(sc_core::sc_time_stamp(), ns(1));
}

TEST(Simulation, RunUntilPausedStopsAtThePause) {
  Simulation simulation;
  const auto& ticker = simulation.make<Ticker>("ticker", ns(10), 4, Ticker::Then::kPause);
  simulation.run_until_paused(ns(1000), "the fourth tick");
  EXPECT_EQ(simulation.now(), ns(30));
  EXPECT_EQ(ticker.count(), 4);
}

TEST(Simulation, RunUntilPausedHasALimit) {
  Simulation simulation("link");
  simulation.make<Ticker>("ticker", ns(10));
  const std::string message =
      message_of([&] { simulation.run_until_paused(ns(100), "the last codeword"); });
  EXPECT_THAT(message, HasSubstr("link: the last codeword did not happen within 100 ns"));
  EXPECT_THROW(simulation.run_until_paused(ns(100), "it"), SimulationTimeout);
  simulation.run_for(ns(10));  // a timeout is no failure of the world
}

TEST(Simulation, LimitsMayReachToTheEndOfTime) {
  Simulation simulation;
  const auto& ticker = simulation.make<Ticker>("ticker", ns(10), 4, Ticker::Then::kPause);
  simulation.run_for(ns(15));
  simulation.run_until_paused(sc_core::sc_max_time(), "the fourth tick");
  EXPECT_EQ(simulation.now(), ns(30));
  simulation.run_until(ticker.ticked(), sc_core::sc_max_time(), "a tick");
  EXPECT_EQ(simulation.now(), ns(40));
  simulation.run_until([&] { return ticker.count() == 7; }, sc_core::sc_max_time(), "seven ticks");
  EXPECT_EQ(simulation.now(), ns(60));
}

TEST(Simulation, RunUntilEvent) {
  Simulation simulation;
  const auto& ticker = simulation.make<Ticker>("ticker", ns(10));
  for (int tick = 1; tick <= 5; ++tick) {
    simulation.run_until(ticker.ticked(), ns(100), "a tick");
    EXPECT_EQ(ticker.count(), tick);
    EXPECT_EQ(simulation.now(), ns(10 * (tick - 1)));
  }
  sc_core::sc_event* never = nullptr;
  {
    const auto scope = simulation.activate();
    never = new sc_core::sc_event;  // NOLINT(cppcoreguidelines-owning-memory)
  }
  const std::unique_ptr<sc_core::sc_event> owner(never);
  EXPECT_THROW(simulation.run_until(*never, ns(100), "what never comes"), SimulationTimeout);
  EXPECT_EQ(simulation.now(), ns(140));
}

TEST(Simulation, RunUntilPredicate) {
  Simulation simulation;
  const auto& ticker = simulation.make<Ticker>("ticker", ns(10));
  simulation.run_until([&] { return ticker.count() == 7; }, ns(1000), "seven ticks");
  EXPECT_EQ(simulation.now(), ns(60));
  EXPECT_EQ(ticker.count(), 7);
  EXPECT_THROW(simulation.run_until([&] { return ticker.count() == 100; }, ns(100), "a hundred"),
               SimulationTimeout);
  EXPECT_EQ(simulation.now(), ns(160));
  simulation.run_until([] { return true; }, ns(0), "nothing");
}

TEST(Simulation, ErrorsOfProcessesBecomeExceptions) {
  using enum Ticker::Then;
  const std::array cases{std::pair{kThrow, "lab: the fibre is cut (in process"},
                         std::pair{kReportError, "lightloop/test: laser too hot"},
                         std::pair{kReportFatal, "lightloop/test: laser on fire"}};
  for (const auto& [then, text] : cases) {
    Simulation simulation("lab");
    const auto& ticker = simulation.make<Ticker>("ticker", ns(10), 3, then);
    const std::string message = message_of([&] { simulation.run_for(ns(100)); });
    EXPECT_THAT(message, HasSubstr(text));
    EXPECT_THAT(message, HasSubstr("lab: "));
    EXPECT_THAT(message, HasSubstr("ticker.tick at 20 ns"));
    EXPECT_EQ(ticker.count(), 3);
    // The world is dead and says why.
    EXPECT_EQ(message_of([&] { simulation.run_for(ns(100)); }), message);
    EXPECT_EQ(ticker.count(), 3);
  }
  Simulation other;  // and the next one is not touched by it
  const auto& ticker = other.make<Ticker>("ticker", ns(10));
  other.run_for(ns(100));
  EXPECT_EQ(ticker.count(), 10);
}

TEST(Simulation, StopEndsTheWorld) {
  Simulation simulation;
  simulation.make<Ticker>("ticker", ns(10), 3, Ticker::Then::kStop);
  EXPECT_THAT(message_of([&] { simulation.run_for(ns(100)); }),
              HasSubstr("ended by sc_stop() at 20 ns"));
}

TEST(Simulation, ModulesAreMadeBeforeTheFirstRun) {
  Simulation simulation;
  simulation.run_for(ns(1));
  EXPECT_THAT(message_of([&] { simulation.make<Ticker>("late", ns(1)); }),
              HasSubstr("cannot add 'late'"));
}

TEST(Simulation, AFailedConstructorLeavesTheWorldUsable) {
  struct Bad : sc_core::sc_module {
    explicit Bad(const sc_core::sc_module_name& name) : sc_module(name) {
      throw std::invalid_argument("no taps");
    }
  };
  Simulation simulation;
  EXPECT_THROW(simulation.make<Bad>("bad"), std::invalid_argument);
  const auto& ticker = simulation.make<Ticker>("ticker", ns(10));
  simulation.run_for(ns(100));
  EXPECT_EQ(ticker.count(), 10);
}

}  // namespace
}  // namespace lightloop::verilated
