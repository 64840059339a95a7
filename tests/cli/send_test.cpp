// SPDX-License-Identifier: Apache-2.0
// lightloop send
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include "tests/cli/program.hpp"
#include "tests/host/json_schema.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kCapture = LIGHTLOOP_CAPTURE;
const std::string kData = LIGHTLOOP_TEST_DATA "/";

ProgramResult send(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"send", "--profile", "kp4-awgn", "--engine", "golden"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_lightloop(arguments);
}

TEST(Send, CarriesARealCaptureWithoutLoss) {
  TemporaryDirectory directory;
  const auto result = send({"--json", directory / "r.json", kCapture, directory / "out.pcap"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_EQ(read_file(directory / "out.pcap"), read_file(kCapture));
  EXPECT_THAT(result.out, HasSubstr("# capture   pcap\n"));
  EXPECT_THAT(result.out, HasSubstr("# seed      noise 1\n"));
  EXPECT_THAT(result.out, HasSubstr("frames received            89\n"));
  const auto report = json::parse(read_file(directory / "r.json"));
  EXPECT_THAT(schema_errors(LIGHTLOOP_DOCS "/send-schema.json", report), IsEmpty());
  EXPECT_GT(report["counters"]["pre_fec_bit_errors"], 0);
  EXPECT_EQ(report["counters"]["corrected_symbols"], report["counters"]["pre_fec_symbol_errors"]);
}

TEST(Send, LostFramesAreExitCodeOne) {
  TemporaryDirectory directory;
  const auto result =
      send({"--snr", "15.5", "--json", directory / "r.json", kCapture, directory / "out.pcap"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("frames were lost"));
  const auto frames = json::parse(read_file(directory / "r.json"))["frames"];
  EXPECT_GT(frames["lost"], 0);
  EXPECT_GT(frames["received"], 0);
  EXPECT_EQ(frames["altered"], 0);
  EXPECT_EQ(frames["lost"].get<int>() + frames["received"].get<int>(), 89);
}

TEST(Send, CarriesThroughInterferenceAndATouchstoneChannel) {
  for (const char* profile : {"kp4-isi", "kp4-touchstone", "kr4-awgn", "800g-dr8"}) {
    TemporaryDirectory directory;
    const auto result = run_lightloop(
        {"send", "--profile", profile, "--engine", "golden", kCapture, directory / "out.pcap"});
    EXPECT_EQ(result.exit_code, 0) << profile << result.err;
    EXPECT_EQ(read_file(directory / "out.pcap"), read_file(kCapture)) << profile;
  }
}

// The FCS of the file's frames replaced by the right ones.
std::string with_right_fcs(std::string capture) {
  const auto byte = [&capture](std::size_t i) { return static_cast<std::uint8_t>(capture[i]); };
  for (std::size_t record = 24; record < capture.size();) {
    const std::size_t length = byte(record + 8) | byte(record + 9) << 8;
    const std::size_t fcs = record + 16 + length - 4;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(&capture[record + 16]),
                           static_cast<uInt>(length - 4));
    for (std::size_t i = 0; i < 4; ++i) capture[fcs + i] = static_cast<char>(crc >> (8 * i));
    record = fcs + 4;
  }
  return capture;
}

TEST(Send, CarriesFramesWithTheirFcs) {
  TemporaryDirectory directory;
  const std::string capture = with_right_fcs(read_file(kData + "with_fcs.pcap"));
  write_file(directory / "in.pcap", capture);
  const auto result =
      send({"--json", directory / "r.json", directory / "in.pcap", directory / "out.pcap"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_EQ(read_file(directory / "out.pcap"), capture);
  EXPECT_THAT(result.out, HasSubstr("frames with FCS            3\n"));
  const auto report = json::parse(read_file(directory / "r.json"));
  EXPECT_THAT(schema_errors(LIGHTLOOP_DOCS "/send-schema.json", report), IsEmpty());
  EXPECT_EQ(report["capture"]["frames_with_fcs"], 3);
  EXPECT_EQ(report["bytes"]["sent"], 444 - 24 - 3 * (16 + 4));
}

TEST(Send, WarnsOfWrongFcsAndCutFrames) {
  TemporaryDirectory directory;
  std::string capture = read_file(kData + "with_fcs.pcap");
  capture[24 + 12] = 100;  // length of the first frame on the wire
  write_file(directory / "in.pcap", capture);
  const auto result = send({directory / "in.pcap", directory / "out.pcap"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(read_file(directory / "out.pcap"), capture);
  EXPECT_THAT(result.err, HasSubstr("in.pcap: 1 of 3 frames were cut short by the capture; they "
                                    "travelled as they are"));
  EXPECT_THAT(result.err, HasSubstr("in.pcap: 2 of 3 frames have a wrong FCS in the capture; they "
                                    "travelled as they are"));
}

TEST(Send, CarriesPcapng) {
  TemporaryDirectory directory;
  const auto result =
      send({"--json", directory / "r.json", kData + "frames.pcapng", directory / "out.pcapng"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(read_file(directory / "out.pcapng"), read_file(kData + "frames.pcapng"));
  EXPECT_THAT(result.out, HasSubstr("# capture   pcapng\n"));
  const auto report = json::parse(read_file(directory / "r.json"));
  EXPECT_THAT(schema_errors(LIGHTLOOP_DOCS "/send-schema.json", report), IsEmpty());
  EXPECT_EQ(report["capture"]["format"], "pcapng");
  EXPECT_EQ(report["frames"]["received"], 3);
}

TEST(Send, ReadsCompressedCapturesAndWritesWhatTheNameSays) {
  TemporaryDirectory directory;
  for (const char* extension : {".gz", ".zst", ".xz", ".bz2", ".lz4"}) {
    const std::string compressed = kData + "frames.pcapng" + extension;
    EXPECT_EQ(send({compressed, directory / "plain"}).exit_code, 0) << extension;
    EXPECT_EQ(read_file(directory / "plain"), read_file(kData + "frames.pcapng")) << extension;
    const auto file = directory / (std::string("out.pcapng") + extension);
    EXPECT_EQ(send({kData + "frames.pcapng", file}).exit_code, 0) << extension;
    EXPECT_NE(read_file(file), read_file(kData + "frames.pcapng"));
    EXPECT_EQ(send({file, directory / "again"}).exit_code, 0) << extension;
    EXPECT_EQ(read_file(directory / "again"), read_file(kData + "frames.pcapng")) << extension;
  }
  const auto result = send(
      {"--json", directory / "r.json", kData + "frames.pcapng.gz", directory / "out.pcapng.zst"});
  EXPECT_THAT(result.out, HasSubstr("# capture   pcapng, compression gzip -> zstd\n"));
  const auto capture = json::parse(read_file(directory / "r.json"))["capture"];
  EXPECT_EQ(capture["input_compression"], "gzip");
  EXPECT_EQ(capture["output_compression"], "zstd");
}

TEST(Send, ADamagedCaptureIsCarriedUntilTheDamageAndIsExitCodeTwo) {
  TemporaryDirectory directory;
  const std::string whole = read_file(kCapture);
  write_file(directory / "cut.pcap", whole.substr(0, whole.size() - 7));
  const auto result =
      send({"--json", directory / "r.json", directory / "cut.pcap", directory / "out.pcap"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("cut.pcap: record 89 at byte "));
  EXPECT_THAT(result.err, HasSubstr("whole frames before it: 88"));
  EXPECT_THAT(result.out, HasSubstr("frames received            88\n"));
  EXPECT_TRUE(whole.starts_with(read_file(directory / "out.pcap")));
  const auto report = json::parse(read_file(directory / "r.json"));
  EXPECT_THAT(schema_errors(LIGHTLOOP_DOCS "/send-schema.json", report), IsEmpty());
  EXPECT_THAT(report["input_error"].get<std::string>(), HasSubstr("record 89"));
}

TEST(Send, WhatIsNoCaptureIsExitCodeTwoAndLeavesTheOutputAlone) {
  TemporaryDirectory directory;
  const std::string whole = read_file(kCapture);
  std::string other_link_type = whole;
  other_link_type[20] = 105;
  for (const std::string& bytes :
       {std::string(), std::string("text"), whole.substr(0, 24 + 16 + 10), other_link_type}) {
    write_file(directory / "in.pcap", bytes);
    const auto result = send({directory / "in.pcap", directory / "out.pcap"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("in.pcap: "));
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(directory / "out.pcap"));
  }
}

// Little memory, and files that would take more, or for ever, if they were believed.
TEST(Send, HostileCapturesEndSoon) {
  TemporaryDirectory directory;
  const std::string header = read_file(kCapture).substr(0, 24);
#ifdef LIGHTLOOP_SANITIZE_ADDRESS
  const std::string limit;  // it takes terabytes of address space itself
#else
  const std::string limit = "ulimit -v 262144; ";
#endif
  const auto expect_error = [&](const std::string& name, const std::string& message) {
    ProgramOptions options;
    options.limit = std::chrono::seconds(60);
    const auto result = run_program(
        {"sh", "-c",
         limit + "exec '" + lightloop_program() + "' send --profile kp4-awgn --engine golden '" +
             (directory / name).string() + "' '" + (directory / "out").string() + "'"},
        options);
    EXPECT_FALSE(result.timed_out) << name;
    EXPECT_EQ(result.exit_code, 2) << name << result.err;
    EXPECT_THAT(result.err, HasSubstr(message)) << name;
  };
  write_file(directory / "zeros", header);
  std::filesystem::resize_file(directory / "zeros", std::uintmax_t{1} << 40);
  expect_error("zeros", "found zeros");
  write_file(directory / "length", header + std::string(8, '\0') + "\xFF\xFF\xFF\x7F" + "abcd");
  expect_error("length", "found captured length 2147483647");
  write_file(directory / "block", read_file(kData + "frames.pcapng").substr(0, 48) +
                                      std::string("\x06\0\0\0\xFC\xFF\xFF\xFF", 8));
  expect_error("block", "length 4294967292");
  // Zeros behind a header.
  ASSERT_EQ(
      run_program({"sh", "-c",
                   "(head -c 24 '" + kCapture + "'; head -c 200000000 /dev/zero) | gzip -1 > '" +
                       (directory / "bomb.gz").string() + "'"})
          .exit_code,
      0);
  expect_error("bomb.gz", "found zeros");
}

TEST(Send, APipeMayBeTheInput) {
  TemporaryDirectory directory;
  const auto result = run_program({"sh", "-c",
                                   "cat '" + kCapture + "' | '" + lightloop_program() +
                                       "' send --profile kp4-awgn --engine golden /dev/stdin '" +
                                       (directory / "out.pcap").string() + "'"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(read_file(directory / "out.pcap"), read_file(kCapture));
}

TEST(Send, AnOutputThatCannotBeWrittenIsExitCodeTwo) {
  const auto result = send({kCapture, "/nonexistent/out.pcap"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("/nonexistent/out.pcap"));
}

TEST(Send, AnEmptyCaptureIsCarried) {
  TemporaryDirectory directory;
  write_file(directory / "empty.pcap", read_file(kCapture).substr(0, 24));
  EXPECT_EQ(send({directory / "empty.pcap", directory / "out.pcap"}).exit_code, 0);
  EXPECT_EQ(read_file(directory / "out.pcap"), read_file(directory / "empty.pcap"));
}

}  // namespace
}  // namespace lightloop::tests
