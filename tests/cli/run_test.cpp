// SPDX-License-Identifier: Apache-2.0
// lightloop run
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/cli/program.hpp"
#include "tests/host/json_schema.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> run_golden(std::vector<std::string> more) {
  std::vector<std::string> arguments{"run", "--profile", "kp4-awgn", "--engine", "golden"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

// The JSON of a run that ended well.
json report_of(std::vector<std::string> arguments) {
  TemporaryDirectory directory;
  arguments.insert(arguments.end(), {"--json", directory / "r.json"});
  const auto result = run_lightloop(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return json::parse(read_file(directory / "r.json"));
}

TEST(Run, PrintsSeedTableAndHistogram) {
  const auto result = run_lightloop(run_golden({"--codewords", "500"}));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const char* text :
       {"# seed      noise 1, payload 2147483647\n", "# stop      500 codewords\n", "pre-FEC",
        "95 % interval", "theory", "  17.655 |       500 |",
        "# Codewords by wrong FEC symbols, 17.655 dB", "      16+ |"})
    EXPECT_THAT(result.out, HasSubstr(text));
}

TEST(Run, JsonFollowsTheSchemaOnBothChannels) {
  for (const char* channel : {"digital", "systemc"}) {
    const auto report = report_of(run_golden({"--codewords", "100", "--channel", channel}));
    EXPECT_THAT(schema_errors(LIGHTLOOP_DOCS "/run-schema.json", report), IsEmpty());
    EXPECT_EQ(report["channel"]["kind"], channel);
    EXPECT_EQ(report["points"][0]["counters"]["codewords"], 100);
  }
}

TEST(Run, OneSeedGivesOneResultAndAnotherSeedAnother) {
  const auto counters = [](const char* seed, const char* threads) {
    return report_of(run_golden({"--snr", "16", "--codewords", "1500", "--seed", seed, "--threads",
                                 threads}))["points"][0]["counters"];
  };
  const auto first = counters("5", "1");
  EXPECT_EQ(counters("5", "3"), first);
  EXPECT_EQ(counters("0x5", "1"), first);
  EXPECT_NE(counters("6", "1"), first);
}

TEST(Run, APointOfASweepIsTheSameAsAlone) {
  const auto sweep = report_of(run_golden({"--snr", "15.5:16.5:0.5", "--codewords", "300"}));
  ASSERT_EQ(sweep["points"].size(), 3U);
  const auto alone = report_of(run_golden({"--snr", "16", "--codewords", "300"}));
  EXPECT_EQ(sweep["points"][1]["snr_db"], 16.0);
  EXPECT_EQ(sweep["points"][1]["counters"], alone["points"][0]["counters"]);
}

TEST(Run, ErrorsEndAPoint) {
  const auto point = report_of(run_golden({"--snr", "15.5", "--errors", "20"}))["points"][0];
  EXPECT_EQ(point["stop_reason"], "errors");
  EXPECT_GE(point["counters"]["uncorrectable_codewords"], 20);
  const auto both =
      report_of(run_golden({"--snr", "20", "--errors", "20", "--codewords", "100"}))["points"][0];
  EXPECT_EQ(both["stop_reason"], "codewords");
}

TEST(Run, MaxErrorsIsAThresholdForTheExitCode) {
  const auto exceeded =
      run_lightloop(run_golden({"--snr", "15", "--codewords", "100", "--max-errors", "10"}));
  EXPECT_EQ(exceeded.exit_code, 1);
  EXPECT_THAT(exceeded.err, HasSubstr("expected at most 10 (--max-errors)"));
  EXPECT_THAT(exceeded.out, HasSubstr("15.000 |"));
  EXPECT_EQ(run_lightloop(run_golden({"--codewords", "100", "--max-errors", "0"})).exit_code, 0);
}

TEST(Run, ARunThatCannotEndWarns) {
  Program program([] {
    auto command = run_golden({"--errors", "5"});
    command.insert(command.begin(), lightloop_program());
    return command;
  }());
  while (program.out_so_far().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  program.send_signal(SIGINT);
  const auto result = program.wait();
  EXPECT_EQ(result.exit_code, 130);
  EXPECT_THAT(result.err, HasSubstr("--errors 5 takes about"));
}

TEST(Run, InjectedErrorsAreCountedExactly) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml", R"(name = "p"
description = "bursts only"
baud_hz = 53.125e9
fec = "kp4"
precoding = false
seeds = { noise = 1, payload = 1 }
[digital]
snr_db = 60
inject = { period = 10, start = 20, length = 16, mask = 0x3FF }
)");
  const auto point = report_of({"run", "--profile", directory / "p.toml", "--engine", "golden",
                                "--codewords", "100"})["points"][0];
  EXPECT_EQ(point["counters"]["uncorrectable_codewords"], 10);
  EXPECT_EQ(point["counters"]["pre_fec_bit_errors"], 1600);
  EXPECT_EQ(point["counters"]["histogram"][0], 90);
  EXPECT_TRUE(point["histogram_theory"].is_null());
}

TEST(Run, ABadProfileFieldIsNamedWithFileAndLine) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml", "name = \"p\"\ndescription = \"d\"\nbaud_hz = \"fast\"\n");
  const auto result =
      run_lightloop({"run", "--profile", directory / "p.toml", "--engine", "golden"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("p.toml:3: field 'baud_hz': found string"));
}

TEST(Run, AMissingAndAMalformedTouchstoneFileAreExitCodeTwo) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml", R"(name = "p"
description = "d"
baud_hz = 53.125e9
fec = "kp4"
precoding = false
seeds = { noise = 1, payload = 1 }
[systemc]
snr_db = 20
samples_per_ui = 8
touchstone = { file = "c.s2p" }
ffe = { pre = 1, post = 1, criterion = "mmse" }
)");
  const std::vector<std::string> command{
      "run", "--profile", directory / "p.toml", "--engine", "golden", "--channel", "systemc"};
  const auto missing = run_lightloop(command);
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("c.s2p"));
  write_file(directory / "c.s2p", "# GHz S RI R 50\n1.0 0 0 1\n");
  const auto malformed = run_lightloop(command);
  EXPECT_EQ(malformed.exit_code, 2);
  EXPECT_THAT(malformed.err, HasSubstr("c.s2p:"));
}

// Starts a run that would take hours, and waits until its table has begun.
std::unique_ptr<Program> start_long_run(const std::vector<std::string>& more = {}) {
  auto command = run_golden({"--codewords", "1000000000000"});
  command.insert(command.begin(), lightloop_program());
  command.insert(command.end(), more.begin(), more.end());
  auto program = std::make_unique<Program>(command);
  while (program->out_so_far().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return program;
}

TEST(CtrlC, EndsTheRunWithAReport) {
  TemporaryDirectory directory;
  const auto program = start_long_run({"--json", directory / "r.json"});
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  program->send_signal(SIGINT);
  const auto result = program->wait();
  EXPECT_EQ(result.exit_code, 130);
  EXPECT_THAT(result.err, HasSubstr("interrupted"));
  EXPECT_THAT(result.out, HasSubstr("  17.655 |"));
  const auto report = json::parse(read_file(directory / "r.json"));
  EXPECT_EQ(report["interrupted"], true);
  EXPECT_EQ(report["points"][0]["stop_reason"], "interrupted");
  EXPECT_THAT(schema_errors(LIGHTLOOP_DOCS "/run-schema.json", report), IsEmpty());
}

TEST(CtrlC, ASecondOneEndsTheProgramAtOnce) {
  // The first one resets the handler; when the batch ends before the second arrives, try again.
  for (int attempt = 0; attempt < 10; ++attempt) {
    const auto program = start_long_run();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    program->send_signal(SIGINT);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    program->send_signal(SIGINT);
    const auto result = program->wait();
    if (result.signal == SIGINT) return;
    EXPECT_EQ(result.exit_code, 130);
  }
  FAIL() << "a second SIGINT never ended the program";
}

TEST(TwoRunsAtOnce, DoNotDisturbEachOther) {
  const auto command = [] {
    auto words = run_golden({"--codewords", "3000", "--channel", "systemc"});
    words.insert(words.begin(), lightloop_program());
    return words;
  }();
  Program first(command);
  Program second(command);
  const auto rows = [](const std::string& out) { return out.substr(out.find("# Codewords by")); };
  const auto a = first.wait();
  const auto b = second.wait();
  EXPECT_EQ(a.exit_code, 0);
  EXPECT_EQ(b.exit_code, 0);
  const auto histogram = [&rows](const std::string& out) {
    const std::string text = rows(out);
    return text.substr(0, text.find("16+"));
  };
  EXPECT_EQ(histogram(a.out), histogram(b.out));
}

}  // namespace
}  // namespace lightloop::tests
