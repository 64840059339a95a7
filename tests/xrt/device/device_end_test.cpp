// SPDX-License-Identifier: Apache-2.0
// How a device process ends, what it says when the RTL does what it must not, and the waveforms
// that it leaves.
#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/device/rpc.pb.h"
#include "tests/xrt/device/fake_driver.hpp"
#include "tests/xrt/device/fake_host.hpp"

namespace lightloop::xrt_device {
namespace {

using testing::HasSubstr;
using namespace xrt_protocol;  // NOLINT(google-build-using-namespace): the names of the calls
using namespace xrt_test;      // NOLINT(google-build-using-namespace): those of the test's device

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
