// SPDX-License-Identifier: Apache-2.0
// A program that knows only XRT with a Verilated kernel behind it: what happens when one of the
// three processes (host, supervisor of the device, simulation) is ended by force.
#include <chrono>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <signal.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/xrt/support/process.hpp"
#include "tests/xrt/support/xclbin_builder.hpp"

namespace lightloop::xrt_emulation {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using xrt_test::Process;
using xrt_test::ProcessOptions;
using xrt_test::ProcessResult;
using xrt_test::ScratchDirectory;

constexpr int kDeviceFailure = 3;

class VaddFaults : public testing::Test {
 protected:
  ProcessOptions options(const std::vector<std::string>& arguments) const {
    ProcessOptions result;
    result.command = {LIGHTLOOP_EMU_DRIVER, "--", LIGHTLOOP_VADD_HOST};
    result.command.insert(result.command.end(), arguments.begin(), arguments.end());
    result.working_directory = work_.path();
    result.environment = {{"TMPDIR", temporary_.path().string()}};
    return result;
  }

  // A program that keeps the kernel busy until it is ended.
  ProcessOptions endless() const { return options({LIGHTLOOP_VADD_XCLBIN, "65536", "1000000000"}); }

  void expect_nothing_left(Process& process) {
    EXPECT_TRUE(process.nothing_is_left());
    EXPECT_THAT(temporary_.listing(), IsEmpty());
    EXPECT_THAT(work_.listing(), IsEmpty());
  }

  // The device's processes once the simulation is there: the supervisor, then its child.
  struct Device {
    pid_t supervisor = 0;
    pid_t simulation = 0;
  };
  static Device wait_for_device(const Process& host) {
    const auto end = std::chrono::steady_clock::now() + Process::kLimit;
    while (std::chrono::steady_clock::now() < end) {
      const auto processes = host.elsewhere("lightloop-device");
      if (processes.size() == 2) {
        // Let it come into the middle of a run.
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        const bool in_order = getsid(processes[1]) == processes[0];
        return {processes[in_order ? 0 : 1], processes[in_order ? 1 : 0]};
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return {};
  }

  ScratchDirectory temporary_;
  ScratchDirectory work_;
};

TEST_F(VaddFaults, PassesWhenThereAreNone) {
  Process process(options({LIGHTLOOP_VADD_XCLBIN}));
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "PASS 4096 words\n");
  EXPECT_EQ(result.err, "");
  expect_nothing_left(process);
}

TEST_F(VaddFaults, KilledSimulationEndsTheHost) {
  Process process(endless());
  const Device device = wait_for_device(process);
  ASSERT_NE(device.simulation, 0);
  kill(device.simulation, SIGKILL);
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, kDeviceFailure);
  EXPECT_THAT(result.err, HasSubstr("the device process ended"));
  expect_nothing_left(process);
}

TEST_F(VaddFaults, KilledSupervisorEndsTheHost) {
  Process process(endless());
  const Device device = wait_for_device(process);
  ASSERT_NE(device.supervisor, 0);
  kill(device.supervisor, SIGKILL);
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, kDeviceFailure);
  EXPECT_THAT(result.err, HasSubstr("the device process ended"));
  expect_nothing_left(process);
}

TEST_F(VaddFaults, EndedHostLeavesNothing) {
  for (const int signal : {SIGKILL, SIGTERM, SIGINT}) {
    Process process(endless());
    ASSERT_NE(wait_for_device(process).simulation, 0);
    kill(process.pid(), signal);
    EXPECT_EQ(process.wait().signal, signal);
    expect_nothing_left(process);
  }
}

// Whoever is stopped cannot notice that the host has gone.
TEST_F(VaddFaults, StoppedDeviceGoesWhenItsHostIsKilled) {
  for (const bool supervisor : {true, false})
    for (const bool simulation : {true, false}) {
      Process process(endless());
      const Device device = wait_for_device(process);
      ASSERT_NE(device.supervisor, 0);
      if (supervisor) kill(device.supervisor, SIGSTOP);
      if (simulation) kill(device.simulation, SIGSTOP);
      kill(process.pid(), SIGKILL);
      EXPECT_EQ(process.wait().signal, SIGKILL);
      expect_nothing_left(process);
    }
}

TEST_F(VaddFaults, CtrlCEndsAllAndLeavesNothing) {
  Process process(endless());
  ASSERT_NE(wait_for_device(process).simulation, 0);
  kill(-process.pid(), SIGINT);
  EXPECT_EQ(process.wait().signal, SIGINT);
  expect_nothing_left(process);
}

TEST_F(VaddFaults, FourRunAtOnce) {
  std::vector<std::unique_ptr<Process>> processes;
  for (int i = 0; i < 4; ++i)
    processes.push_back(std::make_unique<Process>(options({LIGHTLOOP_VADD_XCLBIN})));
  for (const auto& process : processes) {
    const ProcessResult result = process->wait();
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(process->nothing_is_left());
  }
  EXPECT_THAT(temporary_.listing(), IsEmpty());
}

TEST_F(VaddFaults, TruncatedXclbinIsRefused) {
  const ScratchDirectory files;
  const fs::path cut = files.path() / "cut.xclbin";
  fs::copy_file(LIGHTLOOP_VADD_XCLBIN, cut);
  fs::resize_file(cut, fs::file_size(cut) - 1000);
  Process process(options({cut.string()}));
  const ProcessResult result = process.wait();
  // The program does not catch what XRT throws.
  EXPECT_EQ(result.signal, SIGABRT);
  EXPECT_THAT(result.err, HasSubstr(cut.string() + ": is cut short"));
  expect_nothing_left(process);
}

}  // namespace
}  // namespace lightloop::xrt_emulation
