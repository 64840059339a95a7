// SPDX-License-Identifier: Apache-2.0
// Every call of XRT's driver, against a real device process.
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <sched.h>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/device/rpc.pb.h"
#include "tests/xrt/device/fake_host.hpp"

namespace lightloop::xrt_device {
namespace {

using testing::HasSubstr;
using namespace xrt_protocol;  // NOLINT(google-build-using-namespace): the names of the calls
using xrt_test::FakeHost;

constexpr std::uint64_t kDdr = 0x4000000000;
constexpr std::uint64_t kHost = 0x2000000000;
constexpr std::uint64_t kUnit1 = 0x1800000;
constexpr std::uint64_t kUnit2 = 0x1810000;
constexpr std::uint64_t kChainUnit = 0x1820000;
constexpr std::uint32_t kWords = 1000;
constexpr std::size_t kBytes = kWords * sizeof(std::uint32_t);

/// The calls as a driver makes them.
class Driver {
 public:
  explicit Driver(FakeHost& host) : host_(host) {}

  rpc::AllocateReply allocate(std::uint64_t address, std::uint64_t size, bool p2p = false) {
    rpc::AllocateRequest request;
    request.set_address(address);
    request.set_size(size);
    request.set_peer_to_peer(p2p);
    return host_.call<rpc::AllocateReply>(kAllocate, request);
  }
  void release(std::uint64_t address) {
    rpc::FreeRequest request;
    request.set_address(address);
    EXPECT_TRUE(host_.call<rpc::FreeReply>(kFree, request).ok());
  }
  void write_memory(std::uint64_t address, const std::string& data, std::uint64_t seek = 0) {
    rpc::WriteMemoryRequest request;
    request.set_destination(address);
    request.set_seek(seek);
    request.set_data(data);
    request.set_size(data.size());
    EXPECT_EQ(host_.call<rpc::WriteMemoryReply>(kWriteMemory, request).size(), data.size());
  }
  std::string read_memory(std::uint64_t address, std::uint64_t size, std::uint64_t skip = 0) {
    rpc::ReadMemoryRequest request;
    request.set_source(address);
    request.set_skip(skip);
    request.set_size(size);
    const auto reply = host_.call<rpc::ReadMemoryReply>(kReadMemory, request);
    EXPECT_EQ(reply.size(), size);
    return reply.data();
  }
  bool write_registers(std::uint64_t address, const std::vector<std::uint32_t>& words) {
    rpc::AccessRequest request;
    request.set_address(address);
    request.set_size(static_cast<std::uint32_t>(4 * words.size()));
    request.set_data(words.data(), 4 * words.size());
    return host_.call<rpc::WriteReply>(kWriteRegisters, request).valid();
  }
  std::optional<std::uint32_t> read_register(std::uint64_t address) {
    rpc::AccessRequest request;
    request.set_address(address);
    request.set_size(4);
    const auto reply = host_.call<rpc::ReadReply>(kReadRegisters, request);
    std::uint32_t word = 0;
    EXPECT_EQ(reply.data().size(), sizeof word);
    std::memcpy(&word, reply.data().data(), sizeof word);
    return reply.valid() ? std::optional(word) : std::nullopt;
  }
  std::uint64_t clocks() {
    return host_.call<rpc::TimestampReply>(kTimestamp, rpc::FreeRequest()).clocks();
  }

  /// Starts vadd with one write a register, as xrt::run does.
  void start(std::uint64_t unit, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
    const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    const std::vector<std::uint32_t> map{low(a), high(a), 0,       low(b), high(b),
                                         0,      low(c),  high(c), 0,      kWords};
    for (std::size_t i = 0; i < map.size(); ++i) {
      EXPECT_TRUE(write_registers(unit + 0x10 + 4 * i, {map[i]}));
    }
    EXPECT_TRUE(write_registers(unit, {1}));
  }
  /// Polls as xrt::run does; returns the number of polls.
  int wait(std::uint64_t unit) {
    for (int polls = 1; polls < 1000; ++polls) {
      const auto status = read_register(unit);
      if (!status || (*status & 6) != 0) return status ? polls : -1;
    }
    return -1;
  }

 private:
  FakeHost& host_;
};

std::string words(std::uint32_t first, std::uint32_t step) {
  std::string bytes(kBytes, '\0');
  for (std::uint32_t i = 0; i < kWords; ++i) {
    const std::uint32_t word = first + i * step;
    std::memcpy(&bytes[i * sizeof word], &word, sizeof word);
  }
  return bytes;
}

class DeviceRpc : public testing::Test {
 protected:
  FakeHost host_{LIGHTLOOP_VADD_XCLBIN};
  Driver driver_{host_};
};

TEST_F(DeviceRpc, MemoryKeepsWhatIsWritten) {
  EXPECT_TRUE(driver_.allocate(kDdr, 8192).ok());
  driver_.write_memory(kDdr, "abcdefgh");
  driver_.write_memory(kDdr, "XY", 2);  // address + seek
  EXPECT_EQ(driver_.read_memory(kDdr, 8), "abXYefgh");
  EXPECT_EQ(driver_.read_memory(kDdr, 4, 3), "Yefg");
  EXPECT_EQ(driver_.read_memory(kDdr + 100, 3), std::string(3, '\0'));
  driver_.release(kDdr);
}

TEST_F(DeviceRpc, MemoryReachesTheEndOfAWideBank) {
  const std::uint64_t end = kDdr + (std::uint64_t{16} << 30);
  driver_.write_memory(end - 5, "12345");
  EXPECT_EQ(driver_.read_memory(end - 5, 5), "12345");
  EXPECT_FALSE(driver_.allocate(end - 4096, 8192).ok());
  EXPECT_THAT(host_.standard_error(), HasSubstr("no memory for a buffer of 8192 bytes"));
}

TEST_F(DeviceRpc, TransfersWhereNoMemoryIsAreReportedAndReadZero) {
  driver_.write_memory(0x1000, "abc");
  EXPECT_EQ(driver_.read_memory(0x1000, 3), std::string(3, '\0'));
  EXPECT_THAT(host_.standard_error(), HasSubstr("write of 3 bytes to 0x1000"));
  EXPECT_THAT(host_.standard_error(), HasSubstr("read of 3 bytes from 0x1000"));
}

TEST_F(DeviceRpc, RawAccessIsMemory) {
  rpc::AccessRequest request;
  request.set_address(kDdr + 64);
  request.set_size(4);
  request.set_data("wxyz");
  EXPECT_TRUE(host_.call<rpc::WriteReply>(kWriteRaw, request).valid());
  EXPECT_EQ(host_.call<rpc::ReadReply>(kReadRaw, request).data(), "wxyz");
  request.set_address(1);
  EXPECT_FALSE(host_.call<rpc::WriteReply>(kWriteRaw, request).valid());
}

TEST_F(DeviceRpc, KernelsAddVectors) {
  driver_.write_memory(kDdr, words(1, 3));
  driver_.write_memory(kDdr + 0x2000, words(5, 7));
  for (const std::uint64_t unit : {kUnit1, kUnit2}) {
    const std::uint64_t result = kDdr + 0x4000 + (unit - kUnit1);
    driver_.start(unit, kDdr, kDdr + 0x2000, result);
    EXPECT_GT(driver_.wait(unit), 0);
    EXPECT_EQ(driver_.read_memory(result, kBytes), words(6, 10));
  }
}

// xrt.ini [Runtime] kds=false: the register map in one request from offset 0, first without and
// then with the start bit.
TEST_F(DeviceRpc, StartsFromARegisterMapInOneRequest) {
  driver_.write_memory(kDdr, words(1, 1));
  const std::uint32_t high = kDdr >> 32;
  std::vector<std::uint32_t> map(14, 0);
  map[4] = 0;
  map[5] = high;
  map[7] = 0;
  map[8] = high;
  map[10] = 0x8000;
  map[11] = high;
  map[13] = kWords;
  EXPECT_TRUE(driver_.write_registers(kUnit1, map));
  map[0] = 1;
  EXPECT_TRUE(driver_.write_registers(kUnit1, map));
  EXPECT_GT(driver_.wait(kUnit1), 0);
  EXPECT_TRUE(driver_.write_registers(kUnit1, {0x10}));  // so does XRT after each run
  EXPECT_EQ(driver_.read_memory(kDdr + 0x8000, kBytes), words(2, 2));
}

TEST_F(DeviceRpc, RegistersOfNobodyAreInvalid) {
  EXPECT_EQ(driver_.read_register(kUnit1 + 0x34), 0U);
  EXPECT_EQ(driver_.read_register(0x100), std::nullopt);
  EXPECT_EQ(driver_.read_register(kUnit2 + 0x10000), std::nullopt);
  EXPECT_EQ(driver_.read_register(kUnit1 + 0x40), std::nullopt);  // the kernel answers SLVERR
  EXPECT_FALSE(driver_.write_registers(kUnit1 + 0x40, {1}));
  EXPECT_FALSE(driver_.write_registers(0x100, {1}));
  EXPECT_EQ(driver_.read_register(kUnit1 + 2), std::nullopt);
  EXPECT_FALSE(driver_.write_registers(kUnit1, {}));
}

TEST(DeviceHostMemory, IsReadAndWrittenThroughTheSecondSocket) {
  FakeHost host(LIGHTLOOP_VADD_HOST_MEMORY_XCLBIN);
  Driver driver(host);
  std::string memory(0x6000, '\0');
  memory.replace(0, kBytes, words(10, 1));
  memory.replace(0x2000, kBytes, words(20, 2));
  host.serve_host_memory(memory, kHost);
  driver.start(kUnit1, kHost, kHost + 0x2000, kHost + 0x4000);
  EXPECT_GT(driver.wait(kUnit1), 0);
  EXPECT_EQ(memory.substr(0x4000, kBytes), words(30, 3));
  host.call(kClose, "");
  EXPECT_EQ(host.wait_for_exit(), 0);
  EXPECT_TRUE(host.said_goodbye());
}

TEST_F(DeviceRpc, WhatTheHostRefusesIsReportedAndReadsZero) {
  std::string memory(0x1000, '\0');
  host_.serve_host_memory(memory, kHost);
  driver_.write_memory(kHost + 0x2000, "abc");
  EXPECT_EQ(driver_.read_memory(kHost + 0x2000, 3), std::string(3, '\0'));
  EXPECT_THAT(host_.standard_error(), HasSubstr("write of 3 bytes to 0x2000002000"));
  EXPECT_THAT(host_.standard_error(), HasSubstr("read of 3 bytes from 0x2000002000"));
}

TEST_F(DeviceRpc, PeerToPeerBuffersAreFilesThatBothMap) {
  const auto reply = driver_.allocate(kDdr + 0x10000, 8192, true);
  ASSERT_TRUE(reply.ok());
  const int fd = open(reply.file().c_str(), O_RDWR);
  ASSERT_GE(fd, 0) << reply.file();
  // XRT maps it executable too.
  void* mapping = mmap(nullptr, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED, fd, 0);
  close(fd);
  ASSERT_NE(mapping, MAP_FAILED);
  auto* bytes = static_cast<char*>(mapping);
  std::memcpy(bytes, words(1, 2).data(), kBytes);
  driver_.start(kUnit1, kDdr + 0x10000, kDdr + 0x10000, kDdr + 0x11000);
  EXPECT_GT(driver_.wait(kUnit1), 0);
  EXPECT_EQ(std::string(bytes + 0x1000, kBytes), words(2, 4));
  EXPECT_EQ(driver_.read_memory(kDdr + 0x11000, kBytes), words(2, 4));
  munmap(mapping, 8192);
  driver_.release(kDdr + 0x10000);
  EXPECT_FALSE(std::filesystem::exists(reply.file()));
  EXPECT_EQ(driver_.read_memory(kDdr + 0x11000, 4), std::string(4, '\0'));
}

TEST_F(DeviceRpc, ProfilingCallsGetEmptyReplies) {
  for (const std::uint32_t call : kProfiling) EXPECT_EQ(host_.call(call, ""), "") << call;
  EXPECT_EQ(host_.call(kMessages, ""), "");
  EXPECT_EQ(host_.standard_error(), "");
}

TEST_F(DeviceRpc, UnknownCallsAreReportedOnceAndAnswered) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(host_.call(4711, "anything"), "");
  EXPECT_EQ(driver_.read_register(kUnit1 + 0x34), 0U);
  EXPECT_EQ(host_.standard_error(),
            "lightloop device: XRT made call 4711, which this device does not have\n");
}

TEST_F(DeviceRpc, CloseEndsTheDeviceAndLeavesNoSockets) {
  EXPECT_TRUE(host_.call(kClose, "").has_value());
  EXPECT_EQ(host_.wait_for_exit(), 0);
  for (const auto& entry : std::filesystem::directory_iterator(host_.directory())) {
    if (entry.path().filename().string().starts_with("D2X")) continue;  // never needed
    EXPECT_FALSE(entry.is_socket()) << entry.path();
  }
}

TEST_F(DeviceRpc, TimeStandsStillWhenNothingIsAsked) {
  const std::uint64_t before = driver_.clocks();
  for (int i = 0; i < 100; ++i) driver_.clocks();
  EXPECT_EQ(driver_.clocks(), before);
}

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
  // Far less than the rate asks for: a loaded machine leaves clocks out.
  EXPECT_GE(clocks_while_asleep({{"LIGHTLOOP_EMU_RATE", "1e5"}}), 2000U);
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

TEST(DeviceEnd, RunsFinalBlocks) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  Driver driver(host);
  EXPECT_TRUE(driver.write_registers(kUnit1 + 0x14, {7}));
  host.call(kClose, "");
  EXPECT_EQ(host.wait_for_exit(), 0);
  EXPECT_EQ(host.standard_error(), "fault 7: the last words of probe\n");
}

TEST(DeviceEnd, AnErrorInAFinalBlockIsTold) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  Driver driver(host);
  EXPECT_TRUE(driver.write_registers(kUnit1 + 0x14, {6}));
  host.call(kClose, "");
  EXPECT_EQ(host.wait_for_exit(), 0);
  EXPECT_THAT(host.standard_error(), HasSubstr(" at the end: "));
}

struct Fault {
  std::uint32_t number;
  const char* name;
  const char* message;
};

class DeviceFault : public testing::TestWithParam<Fault> {};

TEST_P(DeviceFault, EndsTheDeviceWithAMessage) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  rpc::AccessRequest request;
  request.set_address(kUnit1 + 0x14);
  request.set_size(4);
  request.set_data(&GetParam().number, 4);
  host.call(kWriteRegisters, request.SerializeAsString());
  request.clear_data();
  host.call(kReadRegisters, request.SerializeAsString());
  EXPECT_EQ(host.wait_for_exit(), 3);
  EXPECT_THAT(host.standard_error(), HasSubstr("lightloop device: probe_1, clock "));
  EXPECT_THAT(host.standard_error(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(Rtl, DeviceFault,
                         testing::Values(Fault{1, "finish", "the kernel executed $finish"},
                                         Fault{2, "fatal", "fault 2 was asked for"},
                                         Fault{3, "assertion", "fault 3 was asked for"}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(DeviceFault, ASilentRegisterPortIsAnErrorNotAHang) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  Driver driver(host);
  driver.write_registers(kUnit1 + 0x14, {4});
  driver.read_register(kUnit1);
  EXPECT_EQ(driver.read_register(kUnit1), std::nullopt);
  EXPECT_FALSE(driver.write_registers(kUnit1, {1}));
  EXPECT_TRUE(driver.read_register(kUnit2).has_value());
  EXPECT_THAT(host.standard_error(), HasSubstr("probe_1 does not answer on its register port"));
}

TEST(DeviceFault, ProtocolViolationsAreReportedNotEndlessly) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  Driver driver(host);
  driver.write_registers(kUnit1 + 0x14, {5});
  for (int i = 0; i < 50; ++i) driver.read_register(kUnit1 + 0x18);
  const std::string text = host.standard_error();
  EXPECT_THAT(text, HasSubstr("AXI protocol: probe_1 S_AXI_CONTROL: BVALID without a request"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
}

// One run of vadd; the clocks that it took, and its result.
std::pair<std::uint64_t, std::string> run_vadd(FakeHost& host) {
  Driver driver(host);
  driver.write_memory(kDdr, words(1, 1));
  driver.write_memory(kDdr + 0x10000, words(5, 3));
  driver.start(kUnit1, kDdr, kDdr + 0x10000, kDdr + 0x20000);
  driver.wait(kUnit1);
  return {driver.clocks(), driver.read_memory(kDdr + 0x20000, kBytes)};
}

class DeviceWaveform : public testing::Test {
 protected:
  // Ends the device and looks at the waveforms, which lie in the working directory of the host:
  // this test.
  void expect_waveforms(FakeHost& host) {
    host.call(kClose, "");
    EXPECT_EQ(host.wait_for_exit(), 0);
    for (const char* unit : {"vadd_1", "vadd_2"}) {
      const auto file = std::filesystem::current_path() / "vadd.device0_0." +=
          std::string(unit) + ".fst";
      EXPECT_THAT(host.standard_error(), HasSubstr("waveform: " + file.string()));
      EXPECT_GT(std::filesystem::file_size(file), 100U);
      std::filesystem::remove(file);
    }
  }
};

// XRT's driver says it both ways. Another library of the kernel is loaded, and nothing else
// changes.
TEST_F(DeviceWaveform, IsWrittenWhereXrtIniAsksForOne) {
  FakeHost without(LIGHTLOOP_VADD_XCLBIN);
  const auto expected = run_vadd(without);
  for (const char* mode : {"batch", "gui"}) {
    FakeHost host(LIGHTLOOP_VADD_XCLBIN);
    rpc::EnvironmentRequest request;
    auto* setting = request.add_setting();
    setting->set_name("debug_mode");
    setting->set_value(mode);
    EXPECT_TRUE(host.call<rpc::EnvironmentReply>(kEnvironment, request).ok());
    EXPECT_EQ(run_vadd(host), expected);
    expect_waveforms(host);
  }
  for (const char* variable : {"VITIS_LAUNCH_WAVEFORM_GUI", "VITIS_KERNEL_TRACE_FILENAME"}) {
    FakeHost host(LIGHTLOOP_VADD_XCLBIN, {{variable, "1"}});
    EXPECT_EQ(run_vadd(host), expected);
    expect_waveforms(host);
  }
}

TEST_F(DeviceWaveform, IsNotWrittenOtherwise) {
  FakeHost host(LIGHTLOOP_VADD_XCLBIN);
  rpc::EnvironmentRequest request;
  auto* setting = request.add_setting();
  setting->set_name("debug_mode");
  setting->set_value("off");
  EXPECT_TRUE(host.call<rpc::EnvironmentReply>(kEnvironment, request).ok());
  EXPECT_EQ(host.standard_error(), "");
}

}  // namespace
}  // namespace lightloop::xrt_device
