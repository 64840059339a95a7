// SPDX-License-Identifier: Apache-2.0
// When the clock of a device process runs, and that the same requests take the same clocks.
#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <thread>

#include "tests/xrt/device/fake_driver.hpp"
#include "tests/xrt/device/fake_host.hpp"

namespace lightloop::xrt_device {
namespace {

using testing::HasSubstr;
using namespace xrt_test;  // NOLINT(google-build-using-namespace): those of the test's device

std::vector<std::uint64_t> clocks_of_a_run() {
  FakeHost host(LIGHTLOOP_VADD_XCLBIN);
  Driver driver(host);
  std::vector<std::uint64_t> clocks;
  driver.write_memory(kDdr, words(1, 3));
  for (int i = 0; i < 5; ++i) {
    driver.start(kUnit1, kDdr, kDdr, kDdr + 0x4000);
    clocks.push_back(static_cast<std::uint64_t>(driver.wait(kUnit1)));
    clocks.push_back(driver.clocks());
  }
  return clocks;
}

TEST(DeviceDeterminism, SameRequestsTakeTheSameClocks) {
  const auto first = clocks_of_a_run();
  EXPECT_GT(first.back(), 1000U);
  EXPECT_EQ(clocks_of_a_run(), first);
}

// Runs what it is made for on one processor: processes started meanwhile inherit that.
class OneProcessor {
 public:
  OneProcessor() {
    sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i)
      if (CPU_ISSET(i, &before_)) CPU_SET(i, &one);
    sched_setaffinity(0, sizeof one, &one);
  }
  ~OneProcessor() { sched_setaffinity(0, sizeof before_, &before_); }
  OneProcessor(const OneProcessor&) = delete;
  OneProcessor& operator=(const OneProcessor&) = delete;

 private:
  cpu_set_t before_{};
};

// Two units at the same time, the second adding up what the first is just writing over: each word
// of the sum is the old or the new one, as the clocks of the two have it.
struct SharedRun {
  std::string sums;
  std::uint64_t clocks = 0;
  bool operator==(const SharedRun&) const = default;
};

SharedRun run_units_that_share_memory() {
  FakeHost host(LIGHTLOOP_VADD_XCLBIN);
  Driver driver(host);
  const std::uint64_t shared = kDdr + 0x8000;
  driver.write_memory(kDdr, words(1, 3));
  driver.write_memory(shared, words(1000000, 5));
  driver.start(kUnit1, kDdr, kDdr, shared);
  driver.start(kUnit2, shared, shared, kDdr + 0x10000);
  EXPECT_GT(driver.wait(kUnit1), 0);
  EXPECT_GT(driver.wait(kUnit2), 0);
  EXPECT_EQ(driver.read_memory(shared, kBytes), words(2, 6));
  return {driver.read_memory(kDdr + 0x10000, kBytes), driver.clocks()};
}

TEST(DeviceDeterminism, UnitsShareMemoryInTheSameOrderOnAnyNumberOfProcessors) {
  const SharedRun expected = [] {
    const OneProcessor one;
    return run_units_that_share_memory();
  }();
  EXPECT_NE(expected.sums, words(4, 12)) << "the units were not at work at the same time";
  EXPECT_NE(expected.sums, words(2000000, 10)) << "the units were not at work at the same time";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(run_units_that_share_memory(), expected);
}

// Clocks that a user-managed kernel counts while its host sleeps.
std::uint32_t clocks_while_asleep(const FakeHost::Environment& environment) {
  constexpr std::uint64_t kClocks = 0x1830000 + 0x18;
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN, environment);
  Driver driver(host);
  const std::uint32_t before = driver.read_register(kClocks).value_or(0);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  return driver.read_register(kClocks).value_or(0) - before;
}

TEST(DeviceTime, FollowsWallTimeIfAskedTo) {
  EXPECT_LT(clocks_while_asleep({}), 1000U);
  // All that the rate asks for in a tenth of a second, at one that a loaded machine keeps up with.
  EXPECT_GE(clocks_while_asleep({{"LIGHTLOOP_EMU_RATE", "5e4"}}), 5000U);
}

std::chrono::duration<double> time_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::steady_clock::now() - start;
}

// A model slower than its rate catches up for a second, and is then as far as it will be.
TEST(DeviceTime, DoesNotPileUp) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN, {{"LIGHTLOOP_EMU_RATE", "1e12"}});
  Driver driver(host);
  driver.clocks();
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  const auto first = time_of([&] { driver.clocks(); });
  EXPECT_GT(first.count(), 0.9);
  std::uint64_t calls = 0;
  const auto start = std::chrono::steady_clock::now();
  for (; std::chrono::steady_clock::now() - start < first / 2; ++calls) driver.clocks();
  EXPECT_GT(calls, 1U);
}

// Nothing runs: time passes for nothing.
TEST(DeviceTime, CostsNothingWhereNothingRuns) {
  FakeHost host(LIGHTLOOP_VADD_XCLBIN, {{"LIGHTLOOP_EMU_RATE", "1e12"}});
  Driver driver(host);
  const std::uint64_t before = driver.clocks();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  std::uint64_t after = 0;
  EXPECT_LT(time_of([&] { after = driver.clocks(); }).count(), 0.9);
  EXPECT_GE(after - before, 200'000'000'000U);
}

TEST(DeviceTime, SaysWhatIsWrongWithItsRate) {
  for (const char* const rate : {"", "fast", "0", "-1", "1e13", "nan", "1e6x"}) {
    FakeHost host(LIGHTLOOP_PROBE_XCLBIN, {{"LIGHTLOOP_EMU_RATE", rate}});
    EXPECT_EQ(host.wait_for_exit(), 3) << rate;
    EXPECT_THAT(host.standard_error(), HasSubstr("LIGHTLOOP_EMU_RATE: found"));
  }
}

// Two chains of streams at the same time, and the clocks that they take.
struct ChainRun {
  std::string first;
  std::string second;
  std::uint64_t clocks = 0;
  bool operator==(const ChainRun&) const = default;
};

ChainRun run_two_chains() {
  constexpr std::uint64_t kOtherBank = kDdr + (std::uint64_t{16} << 30);
  FakeHost host(LIGHTLOOP_STREAM_CHAIN_XCLBIN);
  Driver driver(host);
  driver.write_memory(kDdr, words(1, 3));
  driver.write_memory(kOtherBank, words(1000, 5));
  const auto start = [&](std::uint64_t unit, std::uint64_t memory, std::uint32_t pause) {
    const auto high = static_cast<std::uint32_t>(memory >> 32);
    const auto low = static_cast<std::uint32_t>(memory);
    const std::vector<std::uint32_t> map{low, high,   0, low + 0x10000, high, 0, kWords,
                                         0,   kWords, 0, pause};
    for (std::size_t i = 0; i < map.size(); ++i)
      EXPECT_TRUE(driver.write_registers(unit + 0x10 + 4 * i, {map[i]}));
    EXPECT_TRUE(driver.write_registers(unit, {1}));
  };
  start(kUnit1, kDdr, 0);
  start(kUnit2, kOtherBank, 3);
  EXPECT_GT(driver.wait(kUnit1), 0);
  EXPECT_GT(driver.wait(kUnit2), 0);
  return {driver.read_memory(kDdr + 0x10000, kBytes),
          driver.read_memory(kOtherBank + 0x10000, kBytes), driver.clocks()};
}

TEST(DeviceDeterminism, StreamsTakeTheSameClocksOnAnyNumberOfProcessors) {
  const ChainRun expected = [] {
    const OneProcessor one;
    return run_two_chains();
  }();
  EXPECT_EQ(expected.first, words(9, 27));
  EXPECT_EQ(expected.second, words(9000, 45));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(run_two_chains(), expected);
}

// Polls that come in vain run ever more clocks, so that a long run needs few of them.
TEST(DeviceDeterminism, PollsGrow) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  Driver driver(host);
  EXPECT_TRUE(driver.write_registers(kUnit1 + 0x10, {1000000}));
  EXPECT_TRUE(driver.write_registers(kUnit1, {1}));
  const int polls = driver.wait(kUnit1);
  EXPECT_GT(polls, 10);
  EXPECT_LT(polls, 100);
  const auto clocks = driver.read_register(kUnit1 + 0x18);
  ASSERT_TRUE(clocks.has_value());
  EXPECT_GE(*clocks, 1000000U);
  EXPECT_LT(*clocks, 1002000U);
}

TEST(DeviceControl, ChainedKernelsAreDoneWhenTheySayDone) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  Driver driver(host);
  EXPECT_TRUE(driver.write_registers(kChainUnit + 0x10, {5000}));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(driver.write_registers(kChainUnit, {1}));
    int polls = 0;
    while ((driver.read_register(kChainUnit).value_or(2) & 2) == 0) ASSERT_LT(++polls, 100);
    EXPECT_GT(polls, 0);
    EXPECT_TRUE(driver.write_registers(kChainUnit, {0x10}));
    EXPECT_EQ(driver.read_register(kChainUnit).value_or(2) & 2, 0U);
  }
}

// A kernel that nobody can see at work still gets on when the host keeps asking for a register.
TEST(DeviceControl, AskingForOtherRegistersIsPollingToo) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  Driver driver(host);
  EXPECT_TRUE(driver.write_registers(kUnit1 + 0x10, {100000}));
  EXPECT_TRUE(driver.write_registers(kUnit1, {1}));
  int polls = 0;
  while (driver.read_register(kUnit1 + 0x18).value_or(0) < 100000) ASSERT_LT(++polls, 100);
}

}  // namespace
}  // namespace lightloop::xrt_device
