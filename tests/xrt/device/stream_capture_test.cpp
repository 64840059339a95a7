// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/stream_capture.hpp"

#include <array>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <stdexcept>

#include "sim/capture/classic_headers.hpp"
#include "tests/xrt/device/stream_ports.hpp"
#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_device {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using xrt_test::StreamPorts;

class StreamCapture : public testing::Test {
 protected:
  static std::string text(std::span<const std::uint8_t> bytes) {
    return {bytes.begin(), bytes.end()};
  }
  // A file header whose field for the link type says that the FCS has four bytes.
  static std::string header(bool fcs = false) {
    std::string bytes = text(capture::make_file_header());
    if (fcs) bytes.back() = '\x24';
    return bytes;
  }
  static std::string record(const std::string& frame, std::size_t original = 0) {
    std::string bytes =
        text(capture::make_record_header(0, static_cast<std::uint32_t>(frame.size())));
    if (original != 0) bytes[12] = static_cast<char>(original);
    return bytes + frame;
  }
  std::filesystem::path write(const std::string& bytes) {
    std::ofstream(directory_.path() / "in.pcap", std::ios::binary) << bytes;
    return directory_.path() / "in.pcap";
  }
  // The frames that a kernel gets which is always ready.
  std::vector<std::string> frames_of(const std::string& bytes) {
    StreamPorts ports;
    ports.ready = 1;
    const auto source = make_capture_source("k.s_in", ports.signals(), write(bytes), {});
    std::vector<std::string> frames;
    std::string frame;
    source->drive();
    while (ports.valid != 0) {
      for (unsigned i = 0; i < 4; ++i)
        if ((ports.keep >> i & 1U) != 0) frame += static_cast<char>(ports.data >> (8 * i));
      if (ports.last != 0) {
        frames.push_back(frame);
        frame.clear();
      }
      source->sample();
      source->drive();
    }
    EXPECT_EQ(source->supplied(), source->beats());
    return frames;
  }
  // The clocks at which frames of so many bytes begin.
  std::vector<std::uint64_t> beginnings(std::size_t frame_bytes, std::size_t frames,
                                        const CapturePace& pace) {
    std::string bytes = header();
    for (std::size_t i = 0; i < frames; ++i) bytes += record(std::string(frame_bytes, 'x'));
    StreamPorts ports;
    ports.ready = 1;
    const auto source = make_capture_source("k.s_in", ports.signals(), write(bytes), pace);
    std::vector<std::uint64_t> clocks;
    bool inside = false;
    source->drive();
    for (std::uint64_t clock = 0; source->pending(); ++clock) {
      if (ports.valid != 0) {
        if (!inside) clocks.push_back(clock);
        inside = ports.last == 0;
      }
      source->sample();
      source->drive();
    }
    return clocks;
  }
  std::string complaint(const std::string& bytes) {
    try {
      frames_of(bytes);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  xrt_test::ScratchDirectory directory_;
};

TEST_F(StreamCapture, GivesFramesAsTheyAre) {
  EXPECT_THAT(frames_of(header() + record("abcdef") + record("g")), ElementsAre("abcdef", "g"));
}

// A frame of 60 bytes takes 84 octets of the line.
TEST_F(StreamCapture, FramesComeAsOnALine) {
  EXPECT_THAT(beginnings(60, 4, {.clock_period_ps = 1000, .line_gbps = 8}),
              ElementsAre(0, 84, 168, 252));
  EXPECT_THAT(beginnings(60, 3, {.clock_period_ps = 4000, .line_gbps = 8}), ElementsAre(0, 21, 42));
  // Half a clock that is left counts for the next.
  EXPECT_THAT(beginnings(61, 4, {.clock_period_ps = 1000, .line_gbps = 16}),
              ElementsAre(0, 43, 85, 128));
  // The bus is slower than the line: frame after frame.
  EXPECT_THAT(beginnings(60, 3, {.clock_period_ps = 1000, .line_gbps = 1000}),
              ElementsAre(0, 15, 30));
  EXPECT_THAT(beginnings(60, 3, {.clock_period_ps = 1000, .line_gbps = 0}), ElementsAre(0, 15, 30));
}

TEST_F(StreamCapture, TakesTheFcsOff) {
  EXPECT_THAT(frames_of(header(true) + record("abcdefFCS!") + record("gFCS?")),
              ElementsAre("abcdef", "g"));
  EXPECT_THAT(complaint(header(true) + record("FCS!")), HasSubstr("record 1: found 4 bytes, "
                                                                  "expected 5 to 262144"));
}

TEST_F(StreamCapture, RefusesFramesThatWereCut) {
  EXPECT_THAT(complaint(header() + record("whole") + record("part", 60)),
              HasSubstr("record 2: found 4 bytes of a frame of 60, expected all of them"));
  EXPECT_THAT(complaint(header() + record("")), HasSubstr("record 1: found 0 bytes"));
}

TEST_F(StreamCapture, WritesNoEmptyFrames) {
  StreamPorts ports;
  const auto file = directory_.path() / "out.pcap";
  const auto sink = make_capture_sink("k.m_out", ports.signals(), file, 1000);
  EXPECT_EQ(ports.ready, 1);
  struct Beat {
    std::uint8_t valid, keep, last;
  };
  for (const auto& [valid, keep, last] :
       std::array<Beat, 5>{{{1, 0xf, 0}, {1, 0x1, 1}, {1, 0x0, 1}, {0, 0xf, 1}, {1, 0x3, 1}}}) {
    ports.valid = valid;
    ports.keep = keep;
    ports.last = last;
    ports.data = 0x64636261;
    sink->sample();
    sink->drive();
  }
  sink->finish();
  std::ifstream stream(file, std::ios::binary);
  const std::string written{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(written, header() + text(capture::make_record_header(2, 5)) + "abcda" +
                         text(capture::make_record_header(5, 2)) + "ab");
}

}  // namespace
}  // namespace lightloop::xrt_device
