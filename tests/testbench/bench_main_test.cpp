// SPDX-License-Identifier: Apache-2.0
// The main() of benches, as its user sees it.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <regex>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Outcome {
  int code = -1;
  std::string output;
};

Outcome run(const std::string& command) {
  Outcome outcome;
  // NOLINTNEXTLINE(bugprone-command-processor): a command of this test
  FILE* const pipe = popen(("timeout 600 " + command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    outcome.output.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.code = WEXITSTATUS(status);
  return outcome;
}

const std::string kBench =
    std::string("env -u LIGHTLOOP_SEED LIGHTLOOP_FAILURE_WAVES=0 ") + LIGHTLOOP_FAILING_BENCH;

std::string first_match(const std::string& text, const std::string& pattern) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

TEST(BenchMain, AFailurePrintsTheCommandThatRepeatsIt) {
  const Outcome all = run(kBench + " --seed 1234");
  EXPECT_EQ(all.code, 1);
  EXPECT_THAT(all.output,
              HasSubstr("scoreboard 'draws': first mismatch in transaction 0 (cycle 12)"));
  const std::string command = first_match(all.output, "to run this test again:\n  (.*)\n");
  EXPECT_EQ(command,
            std::string(LIGHTLOOP_FAILING_BENCH) + " --gtest_filter=Failing.Draws --seed 1234");
  // Once for a test, however much of it fails.
  EXPECT_EQ(all.output.find("run this test again"), all.output.rfind("run this test again"));

  const Outcome again = run("env LIGHTLOOP_FAILURE_WAVES=0 LIGHTLOOP_SEED=9 " + command);
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.output, Not(HasSubstr("Failing.Passes")));
  const std::string mismatch = "expected (\\d+ \\(0x[0-9a-f]+\\)), found";
  EXPECT_NE(first_match(again.output, mismatch), "");
  EXPECT_EQ(first_match(again.output, mismatch), first_match(all.output, mismatch));
}

TEST(BenchMain, AnotherSeedDrawsOtherValues) {
  const std::string draw = "first draw (\\d+)";
  const std::string passes = kBench + " --gtest_filter=Failing.Passes";
  const std::string one = first_match(run(passes + " --seed 1").output, draw);
  EXPECT_NE(one, "");
  EXPECT_EQ(first_match(run(passes).output, draw), one) << "1 is the seed of a run without";
  EXPECT_NE(first_match(run(passes + " --seed 2").output, draw), one);
}

TEST(BenchMain, BadOptionsEndTheProgramWithAMessage) {
  EXPECT_EQ(run(kBench + " --seed x").code, 2);
  EXPECT_THAT(run(kBench + " --seed x").output, HasSubstr("--seed: expected a number"));
  EXPECT_EQ(run(kBench + " --sed 3").code, 2);
  EXPECT_THAT(run(kBench + " --sed 3").output, HasSubstr("unknown option '--sed'"));
}

TEST(BenchMain, LeavesAJUnitFileForEachProcess) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / ("junit." + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  run("env LIGHTLOOP_JUNIT_DIR=" + folder.string() + " " + kBench + " --seed 55");
  run("env LIGHTLOOP_JUNIT_DIR=" + folder.string() + " " + kBench + " --seed 56");
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
    std::ifstream file(entry.path());
    const std::string xml{std::istreambuf_iterator<char>(file), {}};
    EXPECT_THAT(xml, HasSubstr("<testsuites tests=\"2\" failures=\"1\""));
    EXPECT_THAT(xml, ::testing::ContainsRegex("name=\"seed\" value=\"5[56]\""));
  }
  EXPECT_EQ(files, 2);
  std::filesystem::remove_all(folder);
}

}  // namespace
