// SPDX-License-Identifier: Apache-2.0
#include "host/link/frame_link.hpp"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>

#include "host/framing/gfp_framing.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using tests::read_file;
using tests::TemporaryDirectory;

const std::filesystem::path kCapture = LIGHTLOOP_CAPTURE;

// A path without FEC that damages the messages it is told to.
class FakePath : public FramePath {
 public:
  explicit FakePath(std::function<bool(std::uint64_t message)> damaged)
      : damaged_(std::move(damaged)) {}
  void transfer(std::span<const golden::FecSymbol> messages,
                std::span<golden::FecSymbol> decoded) override {
    std::ranges::copy(messages, decoded.begin());
    for (std::size_t i = 0; i < messages.size(); i += 514, ++counters_.codewords)
      if (damaged_(counters_.codewords))
        for (auto& symbol : decoded.subspan(i, 514)) symbol ^= 0x155;
  }
  const golden::LinkCounters& counters() const override { return counters_; }

 private:
  std::function<bool(std::uint64_t)> damaged_;
  golden::LinkCounters counters_;
};

FrameLinkResult send(FakePath& path, const std::filesystem::path& output,
                     const FrameLinkHooks& hooks = {}) {
  GfpTransmitter transmitter;
  GfpReceiver receiver;
  PcapReader reader(kCapture);
  PcapWriter writer(output, reader.format());
  auto result = send_frames(reader, writer, transmitter, path, receiver, hooks);
  writer.commit();
  return result;
}

std::vector<PcapRecord> records_of(const std::filesystem::path& file) {
  std::vector<PcapRecord> records;
  PcapReader reader(file);
  while (auto record = reader.next()) records.push_back(*std::move(record));
  return records;
}

TEST(SendFrames, APerfectPathGivesTheSameFile) {
  TemporaryDirectory directory;
  FakePath path([](auto) { return false; });
  const auto result = send(path, directory / "out.pcap");
  EXPECT_EQ(read_file(directory / "out.pcap"), read_file(kCapture));
  EXPECT_EQ(result.frames_sent, 89U);
  EXPECT_EQ(result.frames_received, 89U);
  EXPECT_EQ(result.bytes_received, result.bytes_sent);
  EXPECT_EQ(result.frames_lost, 0U);
  EXPECT_FALSE(result.interrupted);
}

TEST(SendFrames, LostFramesAreCountedAndTheOthersKeepTheirTimeStamps) {
  TemporaryDirectory directory;
  FakePath path([](std::uint64_t message) { return message % 7 == 3; });
  const auto result = send(path, directory / "out.pcap");
  const auto sent = records_of(kCapture);
  const auto received = records_of(directory / "out.pcap");
  EXPECT_EQ(result.frames_received, received.size());
  EXPECT_EQ(result.frames_sent, result.frames_received + result.frames_lost);
  EXPECT_GT(result.frames_lost, 8U);
  EXPECT_GT(result.frames_received, 20U);
  EXPECT_EQ(result.frames_altered, 0U);
  // What came is a subsequence of what was sent.
  auto from = sent.begin();
  for (const auto& record : received) {
    from = std::find(from, sent.end(), record);
    ASSERT_NE(from, sent.end());
    ++from;
  }
}

TEST(SendFrames, ADeadPathLosesAll) {
  TemporaryDirectory directory;
  FakePath path([](auto) { return true; });
  const auto result = send(path, directory / "out.pcap");
  EXPECT_EQ(result.frames_lost, 89U);
  EXPECT_EQ(records_of(directory / "out.pcap").size(), 0U);
}

TEST(SendFrames, AnInterruptKeepsWhatCame) {
  TemporaryDirectory directory;
  FakePath path([](auto) { return false; });
  FrameLinkHooks hooks;
  bool progress = false;
  hooks.progress = [&progress](auto) { progress = true; };
  hooks.interrupted = [&progress] { return progress; };
  const auto result = send(path, directory / "out.pcap", hooks);
  EXPECT_TRUE(result.interrupted);
  EXPECT_LT(result.frames_received, 89U);
  EXPECT_GT(result.frames_received, 0U);
  EXPECT_EQ(records_of(directory / "out.pcap").size(), result.frames_received);
}

}  // namespace
}  // namespace lightloop::host
