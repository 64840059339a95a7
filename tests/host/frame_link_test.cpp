// SPDX-License-Identifier: Apache-2.0
#include "host/link/frame_link.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <pcap/pcap.h>

#include "host/framing/gfp_framing.hpp"
#include "host/link/frame_window.hpp"
#include "tests/host/capture_files.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using ::testing::HasSubstr;
using tests::NamedCapture;
using tests::PcapHeader;
using tests::PcapngBlocks;
using tests::PcapRecord;
using tests::read_file;
using tests::TemporaryDirectory;
using tests::test_frame;
using tests::test_frame_with_fcs;
using tests::write_file;

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

FakePath perfect_path() {
  return FakePath([](auto) { return false; });
}

FrameLinkResult send(FakePath& path, const std::filesystem::path& input,
                     const std::filesystem::path& output, const FrameLinkHooks& hooks = {}) {
  GfpTransmitter transmitter;
  GfpReceiver receiver;
  PcapReader reader(input);
  PcapWriter writer(output);
  auto result = send_frames(reader, writer, transmitter, path, receiver, hooks);
  writer.commit();
  return result;
}

struct Sent {
  FrameLinkResult result;
  std::string output;
};

Sent send_bytes(FakePath path, const std::string& capture) {
  TemporaryDirectory directory;
  write_file(directory / "in", capture);
  const auto result = send(path, directory / "in", directory / "out");
  return {result, read_file(directory / "out")};
}

// The records of a capture, headers and all.
std::vector<std::vector<std::uint8_t>> records_of(const std::filesystem::path& file) {
  std::vector<std::vector<std::uint8_t>> records;
  PcapReader reader(file);
  while (auto piece = reader.next())
    if (piece->frame) records.push_back(std::move(piece->bytes));
  return records;
}

TEST(SendFrames, APerfectPathGivesTheSameFile) {
  TemporaryDirectory directory;
  auto path = perfect_path();
  const auto result = send(path, kCapture, directory / "out.pcap");
  EXPECT_EQ(read_file(directory / "out.pcap"), read_file(kCapture));
  EXPECT_EQ(result.frames_sent, 89U);
  EXPECT_EQ(result.frames_received, 89U);
  EXPECT_EQ(result.bytes_received, result.bytes_sent);
  EXPECT_EQ(result.frames_lost, 0U);
  EXPECT_FALSE(result.interrupted);
  EXPECT_EQ(result.input_error, "");
  EXPECT_FALSE(result.failure);
}

class SendWholeCaptures : public ::testing::TestWithParam<NamedCapture> {};

TEST_P(SendWholeCaptures, GivesTheSameFile) {
  const auto [result, output] = send_bytes(perfect_path(), GetParam().bytes);
  EXPECT_EQ(output, GetParam().bytes);
  EXPECT_EQ(result.input_error, "");
  EXPECT_EQ(result.frames_sent, GetParam().frames.size());
  EXPECT_EQ(result.frames_received, result.frames_sent);
  EXPECT_EQ(result.frames_lost, 0U);
}

INSTANTIATE_TEST_SUITE_P(All, SendWholeCaptures, ::testing::ValuesIn(tests::whole_captures()),
                         [](const auto& test) { return test.param.name; });

TEST(SendFrames, ARightFcsTravelsOnceAndAWrongOneAsData) {
  std::string damaged = test_frame_with_fcs(64, 2);
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  std::string capture = PcapHeader{.link_type = 0x24000001}.bytes();
  for (const auto& frame : {test_frame_with_fcs(64, 1), damaged, test_frame_with_fcs(100, 3)})
    capture += PcapRecord{.frame = frame}.bytes();
  capture += PcapRecord{.frame = test_frame(60), .original = 1518}.bytes();
  const auto [result, output] = send_bytes(perfect_path(), capture);
  EXPECT_EQ(output, capture);
  EXPECT_EQ(result.frames_with_fcs, 2U);
  EXPECT_EQ(result.frames_with_wrong_fcs, 1U);
  EXPECT_EQ(result.frames_cut, 1U);
  EXPECT_EQ(result.bytes_sent, 60U + 64U + 96U + 60U);
  EXPECT_EQ(result.bytes_received, result.bytes_sent);
}

TEST(SendFrames, LostFramesAreCountedAndTheOthersKeepTheirTimeStamps) {
  TemporaryDirectory directory;
  FakePath path([](std::uint64_t message) { return message % 7 == 3; });
  const auto result = send(path, kCapture, directory / "out.pcap");
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

// What stands between the frames is kept, in its place, when frames are lost; and a section does
// not say any more how long it was. libpcap reads it.
TEST(SendFrames, APcapngFileThatLosesFramesStaysOne) {
  const PcapngBlocks ng;
  const std::string names = ng.block(4, std::string(4, '\0'));
  const std::string statistics = ng.block(5, std::string(12, '\0'));
  const std::string first = test_frame(624, 1);  // 642 bytes with what the framing adds
  const std::string lost = test_frame(700, 2);
  const std::string last = test_frame(600, 3);
  const auto capture = [&](std::uint64_t length_of_first, bool whole) {
    return ng.section(length_of_first) + ng.interface() + ng.packet(0, first) + names +
           (whole ? ng.packet(0, lost) : "") + names + statistics +  //
           ng.section(ng.interface().size() + ng.packet(0, last).size()) + ng.interface() +
           ng.packet(0, last);
  };
  // Of 642.5 bytes, as the first one.
  const auto second = [](std::uint64_t message) { return message == 1; };
  const auto [result, output] = send_bytes(FakePath(second), capture(2048, true));
  EXPECT_EQ(result.frames_lost, 1U);
  EXPECT_TRUE(output == capture(~std::uint64_t{0}, false));

  TemporaryDirectory directory;
  write_file(directory / "out", output);
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(
      pcap_open_offline((directory / "out").c_str(), error.data()), &pcap_close);
  ASSERT_TRUE(file) << error.data();
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  for (const auto& frame : {first, last}) {
    ASSERT_EQ(pcap_next_ex(file.get(), &header, &data), 1) << pcap_geterr(file.get());
    EXPECT_EQ(std::string(data, data + header->caplen), frame);
  }
  EXPECT_EQ(pcap_next_ex(file.get(), &header, &data), PCAP_ERROR_BREAK);
}

TEST(SendFrames, ADamagedCaptureIsCarriedUntilTheDamage) {
  const std::string whole = read_file(kCapture);
  const auto [result, output] = send_bytes(perfect_path(), whole.substr(0, whole.size() - 1));
  EXPECT_EQ(result.frames_received, 88U);
  EXPECT_EQ(result.frames_lost, 0U);
  EXPECT_TRUE(whole.starts_with(output));
  EXPECT_THAT(result.input_error, HasSubstr("record 89 at byte "));
}

// They are not gathered behind a frame that waits for more to fill its message.
TEST(SendFrames, ManyBlocksWithoutFramesPassByTheFramesThatWait) {
  const PcapngBlocks ng;
  std::string capture = ng.section() + ng.interface() + ng.packet(0, test_frame(60));
  const std::string custom = ng.block(0x0BAD, std::string(100000, 'x'));
  for (int i = 0; i < 20; ++i) capture += custom;
  capture += ng.packet(0, test_frame(61));
  TemporaryDirectory directory;
  write_file(directory / "in", capture);
  auto path = perfect_path();
  std::vector<std::uint64_t> sent;
  FrameLinkHooks hooks;
  hooks.progress = [&sent](std::uint64_t frames) { sent.push_back(frames); };
  const auto result = send(path, directory / "in", directory / "out", hooks);
  EXPECT_EQ(sent, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(result.frames_received, 2U);
  EXPECT_TRUE(read_file(directory / "out") == capture);
}

TEST(SendFrames, ADeadPathLosesAll) {
  TemporaryDirectory directory;
  FakePath path([](auto) { return true; });
  const auto result = send(path, kCapture, directory / "out.pcap");
  EXPECT_EQ(result.frames_lost, 89U);
  EXPECT_EQ(records_of(directory / "out.pcap").size(), 0U);
}

TEST(SendFrames, AnInterruptKeepsWhatCame) {
  TemporaryDirectory directory;
  auto path = perfect_path();
  FrameLinkHooks hooks;
  bool progress = false;
  hooks.progress = [&progress](auto) { progress = true; };
  hooks.interrupted = [&progress] { return progress; };
  const auto result = send(path, kCapture, directory / "out.pcap", hooks);
  EXPECT_TRUE(result.interrupted);
  EXPECT_LT(result.frames_received, 89U);
  EXPECT_GT(result.frames_received, 0U);
  EXPECT_EQ(result.frames_lost, 0U);  // what was sent is waited for
  EXPECT_EQ(records_of(directory / "out.pcap").size(), result.frames_received);
}

TEST(SendFrames, AFailureOfThePathKeepsWhatCame) {
  TemporaryDirectory directory;
  FakePath path([](std::uint64_t message) -> bool {
    if (message == 50) throw std::runtime_error("the device is gone");
    return false;
  });
  const auto result = send(path, kCapture, directory / "out.pcap");
  EXPECT_THROW(std::rethrow_exception(result.failure), std::runtime_error);
  EXPECT_GT(result.frames_received, 0U);
  EXPECT_EQ(result.frames_sent, result.frames_received + result.frames_lost);
  EXPECT_EQ(records_of(directory / "out.pcap").size(), result.frames_received);
}

std::vector<std::uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

PcapPiece frame_piece(const std::string& text) {
  return {bytes_of(text), CapturedFrame{.offset = 0, .size = text.size()}, false};
}

TEST(FrameWindow, WritesInTheOrderOfTheCapture) {
  TemporaryDirectory directory;
  PcapWriter writer(directory / "out");
  FrameWindow window(writer);
  window.pass({bytes_of("header "), {}, false});
  for (const char* text : {"a ", "b ", "c ", "d "}) {
    window.sent(frame_piece(text), 2);
    window.pass({bytes_of("- "), {}, false});
  }
  EXPECT_EQ(window.arrived({1, bytes_of("b ")}), true);
  EXPECT_EQ(window.arrived({0, bytes_of("a ")}), std::nullopt);  // given up
  EXPECT_EQ(window.arrived({2, bytes_of("x ")}), false);
  EXPECT_EQ(window.arrived({4, bytes_of("e ")}), std::nullopt);  // never sent
  EXPECT_EQ(window.lost(), 2U);
  window.lose_all();
  EXPECT_EQ(window.lost(), 3U);
  writer.commit();
  EXPECT_EQ(read_file(directory / "out"), "header - b - - - ");
}

TEST(FrameWindow, DoesNotGrowForever) {
  TemporaryDirectory directory;
  PcapWriter writer(directory / "out");
  FrameWindow window(writer);
  const std::string frame(std::size_t{1} << 18, 'x');
  const std::size_t most = FrameWindow::kMostBytes / FrameWindow::bytes_of(frame_piece(frame));
  for (std::size_t i = 0; i < most + 10; ++i) window.sent(frame_piece(frame), frame.size());
  EXPECT_EQ(window.lost(), 10U);
  EXPECT_EQ(window.arrived({static_cast<std::uint32_t>(most + 9), bytes_of(frame)}), true);
}

}  // namespace
}  // namespace lightloop::host
