// SPDX-License-Identifier: Apache-2.0
// A bench of its own, run by failure_waves_test: its tests fail, each in another way.
#include <Vstream_sum.h>
#include <Vstream_sum_untraced.h>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include "sim/verilated/clocked_model.hpp"
#include "sim/verilated/failure_waves.hpp"
#include "testbenches/lib/bench.hpp"

namespace lightloop::verilated {
namespace {

/// Sends 1, 2, 3, ... and does `at` in cycle `when` (of the hook's).
struct Counting {
  std::uint32_t next = 1;
  std::uint64_t when = ~std::uint64_t{0};
  std::function<void()> at = [] {};
  std::uint64_t cycle = 0;

  template <typename Model>
  void drive(Model& model) {
    model.s_valid_i = 1;
    model.m_ready_i = 1;
    for (int i = 0; i < 4; ++i) model.s_data_i[i] = i == 0 ? next : 0;
    ++next;
  }
  template <typename Model>
  void sample(const Model& /*model*/) {
    if (cycle++ == when) at();
  }
};

/// Sends the word that makes the RTL call $stop or $finish in cycle 3000 of the hook.
struct Ending {
  explicit Ending(std::uint32_t last) : word(last) {}
  std::uint32_t word;
  std::uint64_t cycle = 0;
  void drive(Vstream_sum& model) {
    model.s_valid_i = 1;
    model.m_ready_i = 1;
    for (int i = 0; i < 4; ++i) model.s_data_i[i] = cycle == 3000 ? word : 1;
    ++cycle;
  }
  void sample(const Vstream_sum& /*model*/) {}
};

using Dut = ClockedModel<Vstream_sum, Counting>;

constexpr auto kPorts = [](auto& model) { return ClockAndReset{model.clk_i, model.rst_ni}; };

struct World {
  explicit World(const ClockConfig& config = {}) {
    dut = &simulation.make<Dut>("dut", config, kPorts);
  }
  void run(std::uint64_t cycles) {
    simulation.run_for(dut->period() * static_cast<double>(cycles));
  }
  Simulation simulation;
  Dut* dut;
};

TEST(Failing, AfterTheRun) {
  World world;
  world.run(20'000);
  EXPECT_EQ(1, 2) << "the first";
  EXPECT_EQ(1, 3) << "the second";
  world.run(20'000);
  EXPECT_EQ(1, 4) << "the third";
}

TEST(Failing, InTheHook) {
  World world;
  world.dut->hook().when = 7000;
  world.dut->hook().at = [] { ADD_FAILURE() << "in the hook"; };
  world.run(20'000);
}

TEST(Failing, InTheHookOfABatch) {
  World world(ClockConfig{.cycles_per_activation = 64});
  world.dut->hook().when = 7000;
  world.dut->hook().at = [] { ADD_FAILURE() << "in the hook"; };
  world.run(20'000);
}

TEST(Failing, ExceptionFromTheHook) {
  World world;
  world.dut->hook().when = 5000;
  world.dut->hook().at = [] { throw std::runtime_error("the hook gives up"); };
  world.run(20'000);
}

TEST(Failing, FatalInTheRtl) {
  Simulation simulation;
  simulation.make<ClockedModel<Vstream_sum, Ending>>("dut", ClockConfig{}, kPorts, 0xFFFFFFFEU);
  simulation.run_for(sc_core::sc_time(1, sc_core::SC_MS));
}

TEST(Failing, Timeout) {
  World world;
  world.simulation.run_until_paused(world.dut->period() * 6000, "a pause");
}

TEST(Failing, Early) {
  World world;
  world.run(50);
  FAIL() << "early";
}

TEST(Failing, BeforeTheFirstCycle) {
  World world;
  FAIL() << "no cycle yet";
}

class LateFixture : public testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(0, 1) << "the model is gone"; }
};
TEST_F(LateFixture, FailsInTearDown) {
  World world;
  world.run(9000);
}

class SharedWorld : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    world = std::make_unique<World>();
    world->run(3000);
  }
  static void TearDownTestSuite() { world.reset(); }
  static inline std::unique_ptr<World> world;
};
TEST_F(SharedWorld, Passes) { world->run(10); }
TEST_F(SharedWorld, FailsWithoutACycle) { EXPECT_EQ(0, 1); }
TEST_F(SharedWorld, FailsAgain) {
  world->run(1000);
  EXPECT_EQ(0, 1);
}

TEST(Failing, TwoModelsAndTwoWorlds) {
  Simulation first("first");
  Simulation second("second");
  first.make<Dut>("fast", ClockConfig{.period = sc_core::sc_time(2, sc_core::SC_NS)}, kPorts);
  first.make<Dut>("slow", ClockConfig{.period = sc_core::sc_time(4, sc_core::SC_NS)}, kPorts);
  second.make<Dut>("fast", ClockConfig{.period = sc_core::sc_time(2, sc_core::SC_NS)}, kPorts);
  for (int i = 0; i < 10; ++i) {
    first.run_for(sc_core::sc_time(2, sc_core::SC_US));
    second.run_for(sc_core::sc_time(2, sc_core::SC_US));
  }
  FAIL() << "two worlds";
}

TEST(Failing, WorldsOneAfterTheOther) {
  for (int i = 0; i < 30; ++i) {
    World world;
    world.run(1000);
    EXPECT_NE(i, 25);
  }
}

TEST(Failing, WithoutTrace) {
  Simulation simulation;
  simulation.make<ClockedModel<Vstream_sum_untraced, Counting>>("dut", ClockConfig{}, kPorts);
  simulation.run_for(sc_core::sc_time(1, sc_core::SC_US));
  FAIL() << "untraced";
}

TEST(Failing, WithAThread) {
  std::jthread other([](const std::stop_token& stop) {
    while (!stop.stop_requested()) usleep(1000);
  });
  World world;
  world.run(100);
  FAIL() << "a thread";
}

TEST(Failing, Prints) {
  World world;
  std::printf("before the first cycle");  // without a line end: still in the buffer
  world.dut->hook().when = 100;
  world.dut->hook().at = [] { std::printf("in cycle 100\n"); };
  world.run(200);
  FAIL() << "printed";
}

TEST(Failing, FilesMayNotGrow) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{4'000, 4'000};
  setrlimit(RLIMIT_FSIZE, &limit);
  World world;
  world.run(6000);
  FAIL() << "disk full";
}

TEST(Failing, DeathTest) {
  World world;
  world.run(100);
  EXPECT_DEATH(
      {
        world.run(100);
        std::abort();
      },
      "");
  world.run(100);
  FAIL() << "after the death test";
}

TEST(Failing, Crash) {
  World world;
  world.dut->hook().when = 5000;
  world.dut->hook().at = [] { std::abort(); };
  world.run(20'000);
}

TEST(Failing, NotDeterministic) {
  const pid_t original = getpid();
  World world;
  world.run(100);
  EXPECT_NE(getpid(), original);  // only the copy passes
}

TEST(Failing, ThreadsafeDeathTest) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  World world;
  world.run(100);
  EXPECT_DEATH(std::abort(), "");
  world.run(100);
  FAIL() << "after the death test";
}

TEST(Failing, InATask) {
  testbench::Bench<Vstream_sum> bench;
  const auto valid = bench.port(bench.model().s_valid_i);
  const auto word = bench.port(bench.model().s_data_i);
  bench.start_soon([&]() -> testbench::Task<> {
    co_await testbench::ClockCycles(bench.clock(), 3000);
    throw std::runtime_error("the task gives up");
  });
  bench.run([&]() -> testbench::Task<> {
    valid.write(1);
    for (std::uint32_t next = 1;; ++next) {
      VlWide<4> value{};
      value[0] = next;
      word.write(value);
      co_await testbench::RisingEdge(bench.clock());
    }
  });
}

TEST(Failing, TheCopyHangs) {
  auto config = FailureWavesConfig::from_environment();
  config.replay_limit = std::chrono::seconds(1);
  config.window_cycles = 10;
  FailureWaves::of_process().start(config);
  const pid_t original = getpid();
  World world;
  world.run(100);
  while (getpid() != original) usleep(1000);
  FAIL() << "the original";
}

TEST(Failing, WithoutAModel) { FAIL() << "no model"; }

TEST(Short, First) {
  World world;
  world.run(700);
}
TEST(Short, Second) {
  World world;
  world.run(20);
}
TEST(Short, Third) {
  World world;
  world.run(100);
  FAIL() << "after two that passed";
}
TEST(Short, WithoutAModel) { FAIL() << "no model"; }

TEST(Passing, Long) {
  World world;
  world.run(300'000);
  EXPECT_EQ(world.dut->cycles(), 300'000U);
}

TEST(Passing, Forever) {
  World world;
  for (;;) world.run(100'000);
}

}  // namespace
}  // namespace lightloop::verilated
