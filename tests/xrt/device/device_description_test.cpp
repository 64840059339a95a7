// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/device_description.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_device {
namespace {

constexpr const char* kGood = R"({
  "format": 2, "name": "x", "clock_period_ps": 3333,
  "kernels": [{"name": "k", "library": "k.so", "control": "ap_ctrl_chain",
               "control_port": "s_axi_control", "memory_ports": ["m_axi_gmem"],
               "stream_ports": ["in", "out", "more"]}],
  "compute_units": [{"instance": "k_1", "kernel": "k", "base": 25165824, "size": 4096,
                     "reach": [[0, 1]]}],
  "streams": [{"source": {"unit": 0, "port": 1}, "sink": {"unit": 0, "port": 0}, "depth": 16}],
  "captures": [{"unit": 0, "port": 2, "file": "some/frames.pcap"}],
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
  EXPECT_EQ(device.compute_units.at(0).reach, (std::vector<std::vector<std::size_t>>{{0, 1}}));
  EXPECT_EQ(device.kernel("k").stream_ports, (std::vector<std::string>{"in", "out", "more"}));
  EXPECT_EQ(device.streams.at(0).source, (StreamPortDescription{0, 1}));
  EXPECT_EQ(device.streams.at(0).sink, (StreamPortDescription{0, 0}));
  EXPECT_EQ(device.streams.at(0).depth, 16U);
  EXPECT_EQ(device.captures.at(0).place, (StreamPortDescription{0, 2}));
  EXPECT_EQ(device.captures.at(0).file, "some/frames.pcap");
  EXPECT_EQ(device.memories.at(1).kind, MemoryDescription::Kind::kHost);
}

TEST_F(DeviceDescriptionTest, LibraryForWaveformsMayBeMissing) {
  EXPECT_EQ(read(kGood).kernel("k").waveform_library, "");
  const std::string field = R"("waveform_library": "w.gz", "control")";
  EXPECT_EQ(read(kGood, "\"control\"", field).kernel("k").waveform_library, "w.gz");
  EXPECT_THAT(complaint("\"control\"", R"("waveform_library": "../w.gz", "control")"),
              testing::HasSubstr("kernels[0].waveform_library: found \"../w.gz\", expected the "
                                 "name of a file"));
}

TEST_F(DeviceDescriptionTest, SaysWhatIsWrong) {
  using testing::HasSubstr;
  EXPECT_THAT(complaint("\"format\": 2", "\"format\": 1"),
              HasSubstr("format: found 1, expected 2: pack the xclbin again"));
  EXPECT_THAT(complaint("[[0, 1]]", "[[0, 2]]"),
              HasSubstr("compute_units[0].reach[0][1]: found 2, expected a whole number below 2"));
  EXPECT_THAT(complaint("[[0, 1]]", "[]"),
              HasSubstr("compute_units[0].reach: found a list, expected a list of 1 entries"));
  EXPECT_THAT(complaint("[[0, 1]]", "[[0], [1]]"),
              HasSubstr("compute_units[0].reach: found 2, expected at most 1 entries"));
  EXPECT_THAT(complaint("\"port\": 1}", "\"port\": 3}"),
              HasSubstr("streams[0].source.port: found 3, expected a whole number below 3"));
  EXPECT_THAT(complaint("\"port\": 1}", "\"port\": 0}"),
              HasSubstr("streams[0].sink: found an object, expected a port that no other stream"));
  EXPECT_THAT(complaint("\"depth\": 16", "\"depth\": 0"), HasSubstr("streams[0].depth: found 0"));
  EXPECT_THAT(complaint("\"port\": 2", "\"port\": 1"), HasSubstr("captures[0]: found"));
  EXPECT_THAT(complaint("ap_ctrl_chain", "ap_ctrl_x"),
              HasSubstr("kernels[0].control: found \"ap_ctrl_x\""));
  EXPECT_THAT(complaint("\"kind\": \"host\"", "\"kind\": \"disk\""),
              HasSubstr("memories[1].kind: found \"disk\", expected device or host"));
  EXPECT_THAT(complaint("\"kernel\": \"k\"", "\"kernel\": \"j\""), HasSubstr("no kernel \"j\""));
  EXPECT_THAT(complaint("\"base\": 65536", "\"base\": 1"), HasSubstr("overlap"));
  EXPECT_THAT(complaint("\"size\": 4096", "\"size\": 0"), HasSubstr("is not a range"));
  EXPECT_THAT(complaint("\"library\"", "\"binary\""), HasSubstr("library"));
  EXPECT_THAT(complaint("\"name\"", "name"), HasSubstr(path_.string()));
}

// Every number at the edges of its type and beyond, and what is no number.
TEST_F(DeviceDescriptionTest, TakesNumbersInTheirRangesOnly) {
  struct Number {
    const char* from;
    const char* field;
    std::set<std::string> good;
  };
  const std::set<std::string> kTexts = {"0",
                                        "1",
                                        "2",
                                        "4096",
                                        "-1",
                                        "1.0",
                                        "1.5",
                                        "1e3",
                                        "1e400",
                                        "2147483647",
                                        "2147483648",
                                        "4294967296",
                                        "1000000000",
                                        "1000000001",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "18446744073709551615",
                                        "18446744073709551616",
                                        "\"1\"",
                                        "null",
                                        "true",
                                        "[1]",
                                        "{}",
                                        "\"\""};
  const Number numbers[] = {
      {"\"format\": 2", "\"format\": ", {"2"}},
      {"\"clock_period_ps\": 3333", "\"clock_period_ps\": ", {"1", "2", "4096", "1000000000"}},
      {"\"base\": 25165824",
       "\"base\": ",
       {"0", "1", "2", "4096", "1000000000", "1000000001", "2147483647", "2147483648",
        "4294967296"}},
      {"\"size\": 4096",
       "\"size\": ",
       {"1", "2", "4096", "1000000000", "1000000001", "2147483647", "2147483648", "4294967296"}},
      {"\"base\": 65536",
       "\"base\": ",
       {"1000000000", "1000000001", "2147483647", "2147483648", "4294967296"}},
      {"\"size\": 65536}]",
       "\"size\": ",
       {"1", "2", "4096", "1000000000", "1000000001", "2147483647", "2147483648", "4294967296"}}};
  for (const Number& number : numbers) {
    for (const std::string& text : kTexts) {
      const bool last = std::string(number.from).ends_with("}]");
      const std::string answer = complaint(number.from, number.field + text + (last ? "}]" : ""));
      EXPECT_EQ(answer.empty(), number.good.contains(text)) << number.field << text << answer;
    }
  }
}

TEST_F(DeviceDescriptionTest, TakesNoNamesThatLeadElsewhere) {
  using testing::HasSubstr;
  for (const char* name : {"../x", "/x", "", ".", "..", "a/b", "a\\nb"}) {
    EXPECT_THAT(complaint("\"name\": \"x\"", "\"name\": \"" + std::string(name) + "\""),
                HasSubstr("name: found"));
    EXPECT_THAT(complaint("k.so", name), HasSubstr("kernels[0].library: found"));
    EXPECT_THAT(complaint("k_1", name), HasSubstr("compute_units[0].instance: found"));
  }
  EXPECT_THAT(complaint("s_axi_control", "s axi"), HasSubstr("kernels[0].control_port: found"));
  EXPECT_THAT(complaint("m_axi_gmem", "9"), HasSubstr("kernels[0].memory_ports[0]: found"));
  EXPECT_THAT(complaint("\"x\"", "\"" + std::string(300, 'x') + "\""),
              HasSubstr("name: found 300, expected at most 200 bytes"));
}

TEST_F(DeviceDescriptionTest, TakesNoMoreThanADeviceHas) {
  using testing::HasSubstr;
  std::string units = "\"compute_units\": [";
  for (int i = 0; i < 129; ++i)
    units += R"({"instance": "k_)" + std::to_string(i + 2) + R"(", "kernel": "k", "base": )" +
             std::to_string((i + 1) * 65536) + R"(, "size": 4096, "reach": [[]]},)";
  EXPECT_THAT(complaint("\"compute_units\": [", units),
              HasSubstr("compute_units: found 130, expected at most 128 entries"));
  EXPECT_THAT(complaint("\"kernels\": [", "\"kernels\": 7, \"x\": ["),
              HasSubstr("kernels: found 7, expected a list"));
  EXPECT_THAT(
      complaint("\"compute_units\": [",
                R"("compute_units": [{"instance": "k_1", "kernel": "k", "base": 0, "size": 1,
                    "reach": [[0]]},)"),
      HasSubstr("compute unit k_1 is there twice"));
  // Deep, wide, and not a description at all.
  EXPECT_NE(complaint("{", std::string(500000, '[')), "");
  EXPECT_NE(complaint("{", std::string(300000, '{')), "");
  EXPECT_THAT(complaint("{", std::string(2'000'000, ' ') + "{"),
              HasSubstr("expected at most 1048576"));
  EXPECT_NE(complaint("{", "\xff\xfe{"), "");
  EXPECT_NE(complaint(kGood, ""), "");
  EXPECT_NE(complaint(kGood, "[]"), "");
}

TEST_F(DeviceDescriptionTest, SaysWhichFileIsMissing) {
  EXPECT_THROW(read_device_description(directory_.path() / "none.json"), std::runtime_error);
}

}  // namespace
}  // namespace lightloop::xrt_device
