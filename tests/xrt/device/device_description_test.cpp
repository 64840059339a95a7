// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/device_description.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_device {
namespace {

constexpr const char* kGood = R"({
  "format": 1, "name": "x", "clock_period_ps": 3333,
  "kernels": [{"name": "k", "library": "k.so", "control": "ap_ctrl_chain",
               "control_port": "s_axi_control", "memory_ports": ["m_axi_gmem"]}],
  "compute_units": [{"instance": "k_1", "kernel": "k", "base": 25165824, "size": 4096}],
  "memories": [{"tag": "DDR[0]", "kind": "device", "base": 0, "size": 65536},
               {"tag": "HOST[0]", "kind": "host", "base": 65536, "size": 65536}]
})";

class DeviceDescriptionTest : public testing::Test {
 protected:
  DeviceDescription read(std::string text, const std::string& from = "",
                         const std::string& to = "") {
    if (!from.empty()) text.replace(text.find(from), from.size(), to);
    std::ofstream(path_) << text;
    return read_device_description(path_);
  }
  std::string complaint(const std::string& from, const std::string& to) {
    try {
      read(kGood, from, to);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  xrt_test::ScratchDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "device.json";
};

TEST_F(DeviceDescriptionTest, ReadsEverything) {
  const DeviceDescription device = read(kGood);
  EXPECT_EQ(device.name, "x");
  EXPECT_EQ(device.clock_period_ps, 3333U);
  EXPECT_EQ(device.kernel("k").control, ControlProtocol::kChain);
  EXPECT_EQ(device.kernel("k").memory_ports, std::vector<std::string>{"m_axi_gmem"});
  EXPECT_EQ(device.compute_units.at(0).base, 0x1800000U);
  EXPECT_EQ(device.memories.at(1).kind, MemoryDescription::Kind::kHost);
}

TEST_F(DeviceDescriptionTest, SaysWhatIsWrong) {
  using testing::HasSubstr;
  EXPECT_THAT(complaint("\"format\": 1", "\"format\": 2"),
              HasSubstr("format: found 2, expected 1: pack the xclbin again"));
  EXPECT_THAT(complaint("ap_ctrl_chain", "ap_ctrl_x"), HasSubstr("control: found \"ap_ctrl_x\""));
  EXPECT_THAT(complaint("\"kind\": \"host\"", "\"kind\": \"disk\""), HasSubstr("found \"disk\""));
  EXPECT_THAT(complaint("\"kernel\": \"k\"", "\"kernel\": \"j\""), HasSubstr("no kernel \"j\""));
  EXPECT_THAT(complaint("\"base\": 65536", "\"base\": 1"), HasSubstr("overlap"));
  EXPECT_THAT(complaint("\"size\": 4096", "\"size\": 0"), HasSubstr("is not a range"));
  EXPECT_THAT(complaint("\"library\"", "\"binary\""), HasSubstr("library"));
  EXPECT_THAT(complaint("\"name\"", "name"), HasSubstr(path_.string()));
}

TEST_F(DeviceDescriptionTest, SaysWhichFileIsMissing) {
  EXPECT_THROW(read_device_description(directory_.path() / "none.json"), std::runtime_error);
}

}  // namespace
}  // namespace lightloop::xrt_device
