// SPDX-License-Identifier: Apache-2.0
// lightloop send
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"
#include "tests/host/json_schema.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kCapture = LIGHTLOOP_CAPTURE;

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

TEST(Send, ATruncatedCaptureIsExitCodeTwoAndSendsNothing) {
  TemporaryDirectory directory;
  const std::string whole = read_file(kCapture);
  write_file(directory / "cut.pcap", whole.substr(0, whole.size() - 7));
  const auto result = send({directory / "cut.pcap", directory / "out.pcap"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("88 whole frames stand before it"));
  EXPECT_FALSE(std::filesystem::exists(directory / "out.pcap"));
}

TEST(Send, APipeAsInputIsExitCodeTwo) {
  const auto result =
      run_program({"sh", "-c",
                   "cat '" + kCapture + "' | '" + lightloop_program() +
                       "' send --profile kp4-awgn --engine golden /dev/stdin /dev/null"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("expected a file, not a pipe"));
}

TEST(Send, InputAndOutputMayBeOneFile) {
  TemporaryDirectory directory;
  write_file(directory / "a.pcap", read_file(kCapture));
  EXPECT_EQ(send({directory / "a.pcap", directory / "a.pcap"}).exit_code, 0);
  EXPECT_EQ(read_file(directory / "a.pcap"), read_file(kCapture));
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
