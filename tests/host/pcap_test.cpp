// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/errors.hpp"
#include "host/pcap/pcap_file.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using tests::read_file;
using tests::TemporaryDirectory;
using tests::write_file;

const std::filesystem::path kCapture = LIGHTLOOP_CAPTURE;

std::string little_endian(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

std::string file_header(std::uint32_t magic, std::uint32_t link_type = 1) {
  return little_endian(magic) + little_endian(0x00040002) + little_endian(0) + little_endian(0) +
         little_endian(262144) + little_endian(link_type);
}

std::string record(std::uint32_t seconds, std::uint32_t fraction, const std::string& bytes,
                   std::uint32_t original_length) {
  return little_endian(seconds) + little_endian(fraction) +
         little_endian(static_cast<std::uint32_t>(bytes.size())) + little_endian(original_length) +
         bytes;
}

// Swaps the bytes of the 32-bit words of a header; version is two 16-bit words.
std::string swapped(std::string header) {
  for (std::size_t i = 0; i + 4 <= header.size(); i += 4)
    std::reverse(header.begin() + static_cast<std::ptrdiff_t>(i),
                 header.begin() + static_cast<std::ptrdiff_t>(i) + 4);
  if (header.size() == 24) std::rotate(header.begin() + 4, header.begin() + 6, header.begin() + 8);
  return header;
}

void copy_capture(const std::filesystem::path& from, const std::filesystem::path& to) {
  PcapReader reader(from);
  PcapWriter writer(to, reader.format());
  while (const auto frame = reader.next()) writer.write(*frame);
  writer.commit();
}

std::string error_of(const std::filesystem::path& file) {
  try {
    static_cast<void>(summarise_pcap(file));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Pcap, ACopyOfTheCaptureIsTheSameFile) {
  TemporaryDirectory directory;
  copy_capture(kCapture, directory / "copy.pcap");
  EXPECT_EQ(read_file(directory / "copy.pcap"), read_file(kCapture));
}

TEST(Pcap, SummaryOfTheCapture) {
  const auto summary = summarise_pcap(kCapture);
  EXPECT_EQ(summary.frames, 89U);
  EXPECT_EQ(summary.bytes, read_file(kCapture).size() - 24 - std::size_t{89} * 16);
  EXPECT_EQ(summary.cut_frames, 0U);
  EXPECT_EQ(summary.longest_frame, 1514U);
}

TEST(Pcap, NanosecondsAndCutFramesAreKept) {
  TemporaryDirectory directory;
  write_file(directory / "in.pcap", file_header(0xA1B23C4D) +
                                        record(1700000000, 999999999, "abcdefghijklmnop", 1500) +
                                        record(1700000001, 1, "", 0));
  PcapReader reader(directory / "in.pcap");
  EXPECT_TRUE(reader.format().nanoseconds);
  EXPECT_EQ(reader.next()->stamp, (PcapStamp{1700000000, 999999999, 1500}));
  EXPECT_TRUE(reader.next()->bytes.empty());
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(summarise_pcap(directory / "in.pcap").cut_frames, 1U);
  copy_capture(directory / "in.pcap", directory / "out.pcap");
  EXPECT_EQ(read_file(directory / "out.pcap"), read_file(directory / "in.pcap"));
}

TEST(Pcap, FilesOfTheOtherByteOrderAreRead) {
  TemporaryDirectory directory;
  write_file(directory / "in.pcap",
             swapped(file_header(0xA1B2C3D4)) + swapped(record(1700000000, 5, "", 60)));
  PcapReader reader(directory / "in.pcap");
  EXPECT_EQ(reader.next()->stamp, (PcapStamp{1700000000, 5, 60}));
}

TEST(Pcap, AnEmptyCaptureIsACapture) {
  TemporaryDirectory directory;
  write_file(directory / "in.pcap", file_header(0xA1B2C3D4));
  EXPECT_EQ(summarise_pcap(directory / "in.pcap").frames, 0U);
  copy_capture(directory / "in.pcap", directory / "out.pcap");
  EXPECT_EQ(read_file(directory / "out.pcap"), read_file(directory / "in.pcap"));
}

TEST(Pcap, ATruncatedFileSaysHowManyFramesAreWhole) {
  TemporaryDirectory directory;
  const std::string whole = read_file(kCapture);
  for (const std::size_t cut : {1U, 100U, 20000U}) {
    write_file(directory / "cut.pcap", whole.substr(0, whole.size() - cut));
    EXPECT_THAT(error_of(directory / "cut.pcap"),
                AllOf(HasSubstr("cut.pcap: frame "), HasSubstr("truncated"),
                      HasSubstr("whole frames stand before it")));
  }
  write_file(directory / "cut.pcap", whole.substr(0, whole.size() - 1));
  EXPECT_THAT(error_of(directory / "cut.pcap"), HasSubstr("frame 89 is damaged"));
  EXPECT_THAT(error_of(directory / "cut.pcap"), HasSubstr("; 88 whole frames stand before it"));
}

TEST(Pcap, AnAbsurdRecordLengthIsAnError) {
  TemporaryDirectory directory;
  std::string bad = record(1, 2, "", 4);
  bad.replace(8, 4, little_endian(0x7FFFFFFF));
  write_file(directory / "bad.pcap", file_header(0xA1B2C3D4) + bad);
  EXPECT_THAT(error_of(directory / "bad.pcap"), HasSubstr("frame 1 is damaged"));
}

TEST(Pcap, OtherFilesAreRefusedWithWhatTheyAre) {
  TemporaryDirectory directory;
  write_file(directory / "empty", "");
  EXPECT_THAT(error_of(directory / "empty"), HasSubstr("too short for a pcap file"));
  write_file(directory / "short", little_endian(0xA1B2C3D4) + "abc");
  EXPECT_THAT(error_of(directory / "short"), HasSubstr("bad pcap file header"));
  write_file(directory / "text", "this is text");
  EXPECT_THAT(error_of(directory / "text"), HasSubstr("found magic number 74 68 69 73"));
  write_file(directory / "ng", little_endian(0x0A0D0D0A) + std::string(40, '\0'));
  EXPECT_THAT(error_of(directory / "ng"), HasSubstr("found a pcapng file"));
  write_file(directory / "wifi", file_header(0xA1B2C3D4, 105));
  EXPECT_THAT(error_of(directory / "wifi"),
              AllOf(HasSubstr("found link type 105"), HasSubstr("expected 1 (Ethernet)")));
  EXPECT_THAT(error_of(directory / "none"), HasSubstr("No such file"));
  EXPECT_THAT(error_of(directory.path()), HasSubstr("cannot read"));
}

TEST(Pcap, WithoutCommitNothingIsLeft) {
  TemporaryDirectory directory;
  {
    PcapWriter writer(directory / "out.pcap", {});
    writer.write({{1, 2, 3}, {4, 5, 6}});
  }
  EXPECT_EQ(directory.entries(), 0);
}

TEST(Pcap, AnOutputThatCannotBeMadeIsAnInputError) {
  EXPECT_THROW(PcapWriter("/nonexistent/directory/out.pcap", {}), InputError);
}

}  // namespace
}  // namespace lightloop::host
