// SPDX-License-Identifier: Apache-2.0
// The same without the compatibility library: XRT's driver as the distribution ships it, with the
// settings that keep it from its own faults (its first message must be its longest). Slow, because
// it sleeps for seconds.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::size_t kPacketBytes = 0x10000;

class StockDriver : public testing::Test {
 protected:
  StockDriver() {
    fs::create_directory(work_.path() / "xrt");
    fs::create_symlink(LIGHTLOOP_XRT_LIBRARY_DIR, work_.path() / "xrt/lib");
    fs::copy_file(fs::path(LIGHTLOOP_VADD_XCLBIN).parent_path() / "emconfig.json",
                  work_.path() / "emconfig.json");
    std::ofstream(work_.path() / "xrt.ini")
        << "[Emulation]\npacket_size=" << kPacketBytes
        << "\nsystem_dpa=false\n[Debug]\npad=" << std::string(kPacketBytes + 4096, 'x') << "\n";
  }
  ~StockDriver() override { fs::remove_all(fs::path("/tmp") / user_); }

  ProcessOptions stock(std::vector<std::string> command) {
    command[0] = (fs::path(LIGHTLOOP_HOSTS) / command[0]).string();
    return {.command = command,
            .working_directory = work_.path(),
            .environment = {{"USER", user_},
                            {"XCL_EMULATION_MODE", "hw_emu"},
                            {"XILINX_XRT", (work_.path() / "xrt").string()},
                            {"XILINX_VITIS", work_.path().string()},  // newer ones only look for it
                            {"SDACCEL_EM_RUN_DIR", work_.path().string()},
                            {"EMCONFIG_PATH", work_.path().string()},
                            {"LIGHTLOOP_EMU_DIR", std::nullopt},
                            {"LD_PRELOAD", std::nullopt}}};
  }
  // The driver keeps its sockets in /tmp/$USER, which it does not remove.
  std::size_t sockets_left() const {
    const fs::directory_iterator sockets(fs::path("/tmp") / user_);
    return static_cast<std::size_t>(std::distance(begin(sockets), end(sockets)));
  }

  ScratchDirectory work_;
  std::string user_ = work_.path().filename().string() + "-user";
};

TEST_F(StockDriver, AddsVectors) {
  Process process(stock({"vadd_host", LIGHTLOOP_VADD_XCLBIN, "50000", "2"}));
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("PASS"));
  EXPECT_TRUE(process.nothing_is_left());
  EXPECT_EQ(sockets_left(), 0U);
}

// The driver itself would spin for ever.
TEST_F(StockDriver, HostIsEndedWhenTheSimulationDies) {
  Process process(stock({"probe_host", "fault", LIGHTLOOP_PROBE_XCLBIN, "2"}));
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.signal, SIGTERM);
  EXPECT_THAT(result.err, HasSubstr("fault 2 was asked for"));
  EXPECT_THAT(result.err, HasSubstr("the device has failed: ending the host"));
  EXPECT_TRUE(process.nothing_is_left());
}

TEST_F(StockDriver, NothingRemainsWhenTheHostIsKilled) {
  Process process(stock({"probe_host", "run", LIGHTLOOP_PROBE_XCLBIN, "probe", "4294967295"}));
  ASSERT_TRUE(process.wait_for_output("running"));
  kill(process.pid(), SIGKILL);
  EXPECT_EQ(process.wait().signal, SIGKILL);
  EXPECT_TRUE(process.nothing_is_left());
  EXPECT_EQ(sockets_left(), 0U);
}

}  // namespace
}  // namespace lightloop::xrt_test
