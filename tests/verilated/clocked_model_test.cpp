// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/clocked_model.hpp"

#include <Vstream_sum.h>
#include <Vstream_sum_untraced.h>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace lightloop::verilated {
namespace {

using sc_core::SC_NS;
using sc_core::sc_time;
using testing::HasSubstr;

sc_time ns(double value) { return {value, SC_NS}; }

ClockAndReset ports_of(Vstream_sum& model) { return {model.clk_i, model.rst_ni}; }

/// Sends words with random gaps, takes sums with random back-pressure.
class StreamHook {
 public:
  explicit StreamHook(std::vector<std::uint32_t> words, std::uint32_t seed = 1)
      : words_(std::move(words)), random_(seed) {}

  void drive(Vstream_sum& model) {
    model.s_valid_i = sent_ < words_.size() && (offered_ || random_() % 3 != 0);
    offered_ = model.s_valid_i != 0;
    model.s_data_i[0] = offered_ ? words_[sent_] : 0xDEADBEEF;
    model.s_data_i[3] = offered_ ? words_[sent_] : 0;
    model.m_ready_i = random_() % 2;
  }

  CycleAction sample(const Vstream_sum& model) {
    if (model.s_valid_i != 0 && model.s_ready_o != 0) {
      ++sent_;
      offered_ = false;
    }
    if (model.m_valid_o != 0 && model.m_ready_i != 0) {
      sums_.push_back(model.m_sum_o[0]);
      high_sums_.push_back(model.m_sum_o[3]);
      if (sums_.size() == words_.size()) return CycleAction::kPause;
    }
    return CycleAction::kContinue;
  }

  const std::vector<std::uint32_t>& sums() const { return sums_; }
  const std::vector<std::uint32_t>& high_sums() const { return high_sums_; }

 private:
  std::vector<std::uint32_t> words_;
  std::mt19937 random_;
  std::size_t sent_ = 0;
  bool offered_ = false;
  std::vector<std::uint32_t> sums_;
  std::vector<std::uint32_t> high_sums_;
};

/// Watches the cycle counter of the model.
struct IdleHook {
  std::uint64_t calls = 0;
  std::uint32_t last_count = 0;
  void drive(Vstream_sum& model) {
    model.s_valid_i = 0;
    ++calls;
  }
  void sample(const Vstream_sum& model) { last_count = model.cycles_o; }
};

std::vector<std::uint32_t> small_words(std::size_t count) {
  std::vector<std::uint32_t> words(count);
  for (std::size_t i = 0; i < count; ++i) words[i] = static_cast<std::uint32_t>(i * i + 1);
  return words;
}

std::vector<std::uint32_t> running_sums(const std::vector<std::uint32_t>& words) {
  std::vector<std::uint32_t> sums;
  sums.reserve(words.size());
  std::uint32_t sum = 0;
  for (const auto word : words) sums.push_back(sum += word);
  return sums;
}

class ClockedModelBatch : public testing::TestWithParam<unsigned> {};

TEST_P(ClockedModelBatch, StreamTransfersAreCountedAtTheClockEdge) {
  const auto words = small_words(500);
  Simulation simulation;
  ClockConfig config;
  config.cycles_per_activation = GetParam();
  auto& dut =
      simulation.make<ClockedModel<Vstream_sum, StreamHook>>("dut", config, ports_of, words);
  simulation.run_until_paused(ns(100'000), "the last sum");
  EXPECT_EQ(dut.hook().sums(), running_sums(words));
  EXPECT_EQ(dut.hook().high_sums(), running_sums(words));
  // The pause comes at the end of the cycle that asked for it, whatever the batch.
  EXPECT_EQ(simulation.now(), dut.period() * static_cast<double>(dut.cycles()));
}

INSTANTIATE_TEST_SUITE_P(CyclesPerActivation, ClockedModelBatch, testing::Values(1, 2, 7, 64));

TEST(ClockedModel, BatchingDoesNotChangeTheRun) {
  std::vector<std::uint64_t> cycles;
  for (const unsigned batch : {1U, 5U, 100U}) {
    Simulation simulation;
    auto& dut = simulation.make<ClockedModel<Vstream_sum, StreamHook>>(
        "dut", ClockConfig{.cycles_per_activation = batch}, ports_of, small_words(100), 42U);
    simulation.run_until_paused(ns(100'000), "the last sum");
    cycles.push_back(dut.cycles());
  }
  EXPECT_EQ(cycles[1], cycles[0]);
  EXPECT_EQ(cycles[2], cycles[0]);
}

TEST(ClockedModel, RunsOneCycleAPeriodAndHoldsResetWithoutTheHook) {
  Simulation simulation;
  auto& dut = simulation.make<ClockedModel<Vstream_sum, IdleHook>>(
      "dut", ClockConfig{.period = ns(3.2), .reset_cycles = 4}, ports_of);
  simulation.run_for(dut.period() * 4);
  EXPECT_EQ(dut.cycles(), 4U);
  EXPECT_EQ(dut.hook().calls, 0U);
  simulation.run_for(dut.period() * 96);
  EXPECT_EQ(dut.cycles(), 100U);
  EXPECT_EQ(dut.hook().calls, 96U);
  EXPECT_EQ(dut.hook().last_count, 95U);  // 95 rising edges before the 96th
  dut.reset(3);
  simulation.run_for(dut.period() * 5);
  EXPECT_EQ(dut.cycles(), 105U);
  EXPECT_EQ(dut.hook().last_count, 1U);
}

TEST(ClockedModel, ResetMayEndWithinABatch) {
  Simulation simulation;
  auto& dut = simulation.make<ClockedModel<Vstream_sum, IdleHook>>(
      "dut", ClockConfig{.reset_cycles = 10, .cycles_per_activation = 16}, ports_of);
  simulation.run_for(dut.period() * 32);
  EXPECT_EQ(dut.hook().calls, 22U);
  EXPECT_EQ(dut.hook().last_count, 21U);
}

TEST(ClockedModel, TwoModelsInOneWorldAndOneInAnother) {
  Simulation first("first");
  Simulation second("second");
  using Dut = ClockedModel<Vstream_sum, IdleHook>;
  const ClockConfig fast{.period = ns(2), .reset_cycles = 0};
  const ClockConfig slow{.period = ns(8), .reset_cycles = 0};
  auto& a = first.make<Dut>("a", fast, ports_of);
  auto& b = first.make<Dut>("b", slow, ports_of);
  auto& c = second.make<Dut>("a", slow, ports_of);
  for (int round = 0; round < 10; ++round) {
    first.run_for(ns(80));
    second.run_for(ns(8));
  }
  EXPECT_EQ(a.cycles(), 400U);
  EXPECT_EQ(b.cycles(), 100U);
  EXPECT_EQ(c.cycles(), 10U);
}

TEST(ClockedModel, AStoppedClockCostsNoCyclesUntilItIsStarted) {
  struct Sleeper {
    int calls = 0;
    void drive(Vstream_sum& /*model*/) {}
    CycleAction sample(const Vstream_sum& /*model*/) {
      return ++calls % 5 == 0 ? CycleAction::kStopClock : CycleAction::kContinue;
    }
  };
  Simulation simulation;
  auto& dut = simulation.make<ClockedModel<Vstream_sum, Sleeper>>(
      "dut", ClockConfig{.period = ns(1), .reset_cycles = 0}, ports_of);
  simulation.run_for(ns(100));
  EXPECT_EQ(dut.cycles(), 5U);
  {
    const auto scope = simulation.activate();
    dut.start_clock();
    dut.start_clock();  // once is enough
  }
  simulation.run_for(ns(100));
  EXPECT_EQ(dut.cycles(), 10U);
}

/// Stops the clock in each third cycle; keeps the model's time at which each cycle began.
struct StopsInEachThirdCycle {
  std::vector<std::uint64_t> begins;  ///< picoseconds
  void drive(Vstream_sum& model) { begins.push_back(model.contextp()->time()); }
  CycleAction sample(const Vstream_sum& /*model*/) {
    return begins.size() % 3 == 0 ? CycleAction::kStopClock : CycleAction::kContinue;
  }
};

class ClockRestart : public testing::TestWithParam<unsigned> {
 protected:
  using Dut = ClockedModel<Vstream_sum, StopsInEachThirdCycle>;

  /// Restarts the clock at this time after the first cycle's beginning; cycles 0 to 2 end at 30 ns.
  std::vector<std::uint64_t> begins_with_restart_at(const sc_time& time) const {
    Simulation simulation;
    auto& dut = simulation.make<Dut>(
        "dut",
        ClockConfig{.period = ns(10), .reset_cycles = 0, .cycles_per_activation = GetParam()},
        ports_of);
    simulation.run_for(time);
    {
      const auto scope = simulation.activate();
      dut.start_clock();
    }
    simulation.run_for(ns(100));
    return dut.hook().begins;
  }
};

TEST_P(ClockRestart, WithinTheStoppedCycleWaitsForItsEnd) {
  const std::vector<std::uint64_t> expected{0, 10'000, 20'000, 30'000, 40'000, 50'000};
  for (const double time : {20.001, 25.0, 29.999, 30.0}) {
    EXPECT_EQ(begins_with_restart_at(ns(time)), expected) << time << " ns";
  }
}

TEST_P(ClockRestart, LaterBeginsAtOnce) {
  for (const double time : {30.001, 34.0, 55.5}) {
    const auto at = static_cast<std::uint64_t>(time * 1000);
    EXPECT_EQ(begins_with_restart_at(ns(time)),
              (std::vector<std::uint64_t>{0, 10'000, 20'000, at, at + 10'000, at + 20'000}))
        << time << " ns";
  }
}

INSTANTIATE_TEST_SUITE_P(CyclesPerActivation, ClockRestart, testing::Values(1, 2, 64));

/// Sends one word, the same in all four parts, again and again.
class WordHook {
 public:
  explicit WordHook(std::uint32_t word) : word_(word) {}
  void drive(Vstream_sum& model) {
    model.s_valid_i = 1;
    model.m_ready_i = 1;
    for (int i = 0; i < 4; ++i) model.s_data_i[i] = word_;
  }
  void sample(const Vstream_sum& /*model*/) {}

 private:
  std::uint32_t word_;
};

TEST(ClockedModel, TheEndOfTheRtlIsAnError) {
  const std::array cases{
      std::pair{0xFFFFFFFFU, "dut: the RTL called $finish in cycle 4"},
      std::pair{0xFFFFFFFEU, "stream_sum.sv:44: $stop, $error or a failed assertion"}};
  for (const auto& [word, text] : cases) {
    Simulation simulation("lab");
    simulation.make<ClockedModel<Vstream_sum, WordHook>>("dut", ClockConfig{}, ports_of, word);
    // A model made later must not take the blame.
    auto& other =
        simulation.make<ClockedModel<Vstream_sum, IdleHook>>("other", ClockConfig{}, ports_of);
    try {
      simulation.run_for(ns(100));
      FAIL() << "no error";
    } catch (const SimulationError& error) {
      EXPECT_THAT(error.what(), HasSubstr(text));
    }
    EXPECT_LE(other.cycles(), 5U);
  }
}

TEST(ClockedModel, AnErrorInAFinalBlockIsToldAndDoesNotEndTheProcess) {
  testing::internal::CaptureStderr();
  {
    Simulation simulation;
    simulation.make<ClockedModel<Vstream_sum, WordHook>>("dut", ClockConfig{}, ports_of,
                                                         0xFFFFFFFDU);
    simulation.run_for(ns(100));
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("dut: at the end: "));
}

TEST(ClockedModel, WrongSettingsAreRefused) {
  using Dut = ClockedModel<Vstream_sum, IdleHook>;
  Simulation simulation;
  EXPECT_THROW(simulation.make<Dut>("dut", ClockConfig{.cycles_per_activation = 0}, ports_of),
               SimulationError);
  EXPECT_THROW(simulation.make<Dut>("dut", ClockConfig{.period = sc_core::SC_ZERO_TIME}, ports_of),
               SimulationError);
}

class ClockedModelTrace : public testing::Test {
 protected:
  std::filesystem::path file_ = std::filesystem::temp_directory_path() /
                                ("lightloop-trace-" + std::to_string(getpid()) + ".fst");
  ~ClockedModelTrace() override { std::filesystem::remove(file_); }
};

TEST_F(ClockedModelTrace, WritesAWaveformFromAnyTimeOn) {
  Simulation simulation;
  auto& dut = simulation.make<ClockedModel<Vstream_sum, IdleHook>>("dut", ClockConfig{}, ports_of);
  simulation.run_for(dut.period() * 10);
  dut.open_trace(file_);
  simulation.run_for(dut.period() * 100);
  dut.close_trace();
  // A closed FST file begins with a header block of type 0 and length 329.
  std::ifstream stream(file_, std::ios::binary);
  std::vector<char> head(9);
  ASSERT_TRUE(stream.read(head.data(), 9));
  EXPECT_EQ(std::vector<char>({0, 0, 0, 0, 0, 0, 0, 1, 0x49}), head);
  EXPECT_GT(std::filesystem::file_size(file_), 400U);
}

TEST_F(ClockedModelTrace, SaysWhyThereIsNoWaveform) {
  Simulation simulation;
  auto& dut = simulation.make<ClockedModel<Vstream_sum, IdleHook>>("dut", ClockConfig{}, ports_of);
  EXPECT_THROW(dut.open_trace("/no/such/directory/wave.fst"), SimulationError);

  struct Idle {
    void drive(Vstream_sum_untraced& /*model*/) {}
    void sample(const Vstream_sum_untraced& /*model*/) {}
  };
  auto& untraced = simulation.make<ClockedModel<Vstream_sum_untraced, Idle>>(
      "untraced", ClockConfig{}, [](Vstream_sum_untraced& model) {
        return ClockAndReset{model.clk_i, model.rst_ni};
      });
  try {
    untraced.open_trace(file_);
    FAIL() << "no error";
  } catch (const SimulationError& error) {
    EXPECT_THAT(error.what(), HasSubstr("verilated without TRACE"));
  }
}

}  // namespace
}  // namespace lightloop::verilated
