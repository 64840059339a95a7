// SPDX-License-Identifier: Apache-2.0
// How a device process ends, and what it does with a host that does not follow the protocol.
#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sstream>
#include <thread>
#include <unistd.h>

#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/device/rpc.pb.h"
#include "tests/xrt/device/fake_host.hpp"

namespace lightloop::xrt_device {
namespace {

using testing::HasSubstr;
using xrt_protocol::kReadMemory;
using xrt_protocol::kReadRegisters;
using xrt_protocol::kWriteMemory;
using xrt_test::FakeHost;
using namespace std::chrono_literals;

constexpr std::uint64_t kUnit = 0x1800000;

std::string header(std::uint64_t size, std::uint32_t call) {
  const xrt_protocol::Header bytes = xrt_protocol::make_header(size, call);
  return {bytes.data(), bytes.size()};
}

std::string register_read() {
  rpc::AccessRequest request;
  request.set_address(kUnit);
  request.set_size(4);
  return request.SerializeAsString();
}

bool is_running(pid_t pid) {
  std::ifstream stream("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  return std::getline(stream, text) && text.find(") Z ") == std::string::npos;
}

// User and system time of a process in clock ticks.
long cpu_ticks(pid_t pid) {
  std::ifstream stream("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(stream, text);
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string field;
  long user = 0;
  long system = 0;
  for (int number = 3; number <= 13; ++number) fields >> field;
  fields >> user >> system;
  return user + system;
}

// The host may go at any byte: the device just ends.
TEST(DeviceLifetime, EndsWhenTheHostHangsUpAtAnyPoint) {
  const std::string message = header(register_read().size(), kReadRegisters) + register_read();
  std::vector<std::unique_ptr<FakeHost>> hosts;
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{1}, std::size_t{9}, std::size_t{13}, std::size_t{14},
        std::size_t{16}, message.size() - 1, message.size()}) {
    hosts.push_back(std::make_unique<FakeHost>(LIGHTLOOP_PROBE_XCLBIN));
    hosts.back()->send(message.substr(0, bytes));
    hosts.back()->hang_up();
  }
  for (const auto& host : hosts) {
    EXPECT_EQ(host->wait_for_exit(), 0) << host->standard_error();
    EXPECT_EQ(host->standard_error(), "");
  }
}

struct Nonsense {
  const char* name;
  std::string bytes;
  const char* message;
};

class DeviceNonsense : public testing::TestWithParam<Nonsense> {};

TEST_P(DeviceNonsense, EndsTheDeviceWithAMessage) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  host.send(GetParam().bytes);
  EXPECT_EQ(host.wait_for_exit(), 3);
  EXPECT_THAT(host.standard_error(), HasSubstr(GetParam().message));
}

std::string bad_payload(std::uint32_t call, const std::string& payload) {
  return header(payload.size(), call) + payload;
}

std::string read_of(std::uint64_t size) {
  rpc::ReadMemoryRequest request;
  request.set_source(0x4000000000);
  request.set_size(size);
  return request.SerializeAsString();
}

std::string write_without_data() {
  rpc::WriteMemoryRequest request;
  request.set_destination(0x4000000000);
  request.set_size(100);
  request.set_data("short");
  return request.SerializeAsString();
}

std::string huge_register_read() {
  rpc::AccessRequest request;
  request.set_address(kUnit);
  request.set_size(0xFFFFFFFC);
  return request.SerializeAsString();
}

INSTANTIATE_TEST_SUITE_P(
    Frames, DeviceNonsense,
    testing::Values(
        Nonsense{"text", "GET / HTTP/1.1\r\n\r\n", "malformed message header: tags 0x47"},
        Nonsense{"second_tag",
                 std::string("\x09\x00\x00\x00\x00\x00\x00\x00\x00\x16\x01\0\0\0", 14),
                 "malformed message header"},
        Nonsense{"huge", header(std::uint64_t{1} << 40, kWriteMemory),
                 "message of 1099511627776 bytes"},
        Nonsense{"too_large", header(xrt_protocol::kMaxPayloadBytes + 1, kWriteMemory),
                 "message of 67108865 bytes, expected at most 67108864"},
        Nonsense{"all_ones", header(UINT64_MAX, kWriteMemory),
                 "message of 18446744073709551615 bytes"},
        Nonsense{"no_protobuf", bad_payload(kReadRegisters, "\xFF\xFF\xFF\xFF"),
                 "malformed register read"},
        Nonsense{"no_protobuf_dma", bad_payload(kWriteMemory, "\x22\x7F"),
                 "malformed memory write"},
        Nonsense{"no_protobuf_read", bad_payload(kReadMemory, "\xFF"), "malformed memory read"},
        Nonsense{"huge_read", bad_payload(kReadMemory, read_of(std::uint64_t{1} << 50)),
                 "memory read of"},
        Nonsense{"short_write", bad_payload(kWriteMemory, write_without_data()),
                 "with 5 bytes of data"},
        Nonsense{"huge_registers", bad_payload(kReadRegisters, huge_register_read()),
                 "register read of"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(DeviceLifetime, ReportsOnlySoManyUnknownCalls) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  for (std::uint32_t call = 100; call < 200; ++call) ASSERT_EQ(host.call(call, "x"), "");
  const std::string text = host.standard_error();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 16);
}

TEST(DeviceLifetime, KilledSimulationEndsTheDeviceWithAMessage) {
  for (const int signal : {SIGKILL, SIGABRT}) {
    FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
    ASSERT_TRUE(host.call(kReadRegisters, register_read()).has_value());
    ASSERT_GT(host.worker(), 0);
    kill(host.worker(), signal);
    EXPECT_EQ(host.wait_for_exit(), 3);
    EXPECT_THAT(host.standard_error(),
                HasSubstr("the simulation was killed by signal " + std::to_string(signal)));
  }
}

TEST(DeviceLifetime, NothingRemainsOfAKilledDevice) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  ASSERT_TRUE(host.call(kReadRegisters, register_read()).has_value());
  const pid_t worker = host.worker();
  ASSERT_GT(worker, 0);
  kill(host.device(), SIGKILL);
  EXPECT_EQ(host.wait_for_exit(), std::nullopt);
  for (int i = 0; i < 5000 && is_running(worker); ++i) std::this_thread::sleep_for(1ms);
  EXPECT_FALSE(is_running(worker));
  EXPECT_EQ(host.call(kReadRegisters, register_read()), std::nullopt);
}

TEST(DeviceLifetime, EndsWhenToldTo) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  ASSERT_TRUE(host.call(kReadRegisters, register_read()).has_value());
  kill(host.device(), SIGTERM);
  EXPECT_EQ(host.wait_for_exit(), 3);
  EXPECT_THAT(host.standard_error(), HasSubstr("was told to end while its host is running"));
}

TEST(DeviceLifetime, AnIdleDeviceCostsNothing) {
  FakeHost host(LIGHTLOOP_PROBE_XCLBIN);
  ASSERT_TRUE(host.call(kReadRegisters, register_read()).has_value());
  const long before = cpu_ticks(host.device()) + cpu_ticks(host.worker());
  std::this_thread::sleep_for(1s);
  const long ticks = cpu_ticks(host.device()) + cpu_ticks(host.worker()) - before;
  EXPECT_LE(ticks, sysconf(_SC_CLK_TCK) / 20);  // 5 % of a processor
}

TEST(DeviceLifetime, SaysWhyItCannotBeStartedByHand) {
  xrt_test::ScratchDirectory directory;
  xrt_test::unpack_simulation(LIGHTLOOP_PROBE_XCLBIN, directory.path());
  const auto result =
      xrt_test::run_process({.command = {"./simulate.sh"},
                             .working_directory = directory.path(),
                             .environment = {{"EMULATION_SOCKETID", std::nullopt}}});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("EMULATION_SOCKETID is not set"));
}

}  // namespace
}  // namespace lightloop::xrt_device
