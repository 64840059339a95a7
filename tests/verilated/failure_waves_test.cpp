// SPDX-License-Identifier: Apache-2.0
// Runs failing_program, whose tests fail each in another way, and looks at what is left.
#include "sim/verilated/failure_waves.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "tests/verilated/fst_file.hpp"

namespace lightloop::verilated {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t kTicksPerCycle = 3200;  // picoseconds, the models' time step

std::string contents(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct Outcome {
  int status = 0;
  std::string output;  ///< both streams
};

class FailureWavesTest : public testing::Test {
 protected:
  FailureWavesTest() { fs::create_directories(folder_); }
  ~FailureWavesTest() override { fs::remove_all(folder_); }

  /// Runs one test of the program. `environment` goes before the command, `options` behind it.
  Outcome run(const std::string& test, const std::string& environment = {},
              const std::string& options = {}, const std::string& file = "output.txt") const {
    const fs::path output = folder_ / file;
    const std::string command = "LIGHTLOOP_FAILURES=" + failures().string() +
                                " LIGHTLOOP_WAVES_WINDOW=1000 " + environment + " " +
                                LIGHTLOOP_FAILING_PROGRAM + " --gtest_filter='" + test + "' " +
                                options + " > " + output.string() + " 2>&1";
    // NOLINTNEXTLINE(bugprone-command-processor): a command of this test
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(output)};
  }

  fs::path failures() const { return folder_ / "failures"; }
  fs::path folder_of(const std::string& test) const {
    return failures() / ("failing_program." + test);
  }

  /// The waveform must hold the cycles [first, last) of a model whose counter `cycles_o` tells the
  /// cycle, reset (4 cycles) left out.
  static void expect_cycles(const fs::path& file, std::uint64_t first, std::uint64_t last) {
    const FstFile waves(file);
    EXPECT_EQ(waves.start(), first * kTicksPerCycle);
    // The last thing in it is a rising edge, in the middle of a cycle.
    EXPECT_EQ(waves.end(), (last - 1) * kTicksPerCycle + kTicksPerCycle / 2);
    for (const std::uint64_t cycle : {first, (first + last) / 2, last - 1}) {
      const std::uint64_t counted = cycle < 4 ? 0 : cycle - 4;
      EXPECT_EQ(waves.value("TOP.cycles_o", cycle * kTicksPerCycle), counted) << cycle;
      EXPECT_EQ(waves.value("TOP.s_data_i", cycle * kTicksPerCycle), cycle < 4 ? 0 : counted + 1);
      EXPECT_EQ(waves.value("TOP.clk_i", cycle * kTicksPerCycle), 0U);
      EXPECT_EQ(waves.value("TOP.clk_i", cycle * kTicksPerCycle + kTicksPerCycle / 2), 1U);
    }
  }

  fs::path folder_ = fs::temp_directory_path() / ("lightloop-waves-" + std::to_string(getpid()));
};

TEST_F(FailureWavesTest, FailureFoundAfterTheRun) {
  const Outcome result = run("Failing.AfterTheRun");
  EXPECT_EQ(result.status, 1);
  const fs::path folder = folder_of("Failing.AfterTheRun");
  EXPECT_THAT(result.output, HasSubstr("waves:     " + (folder / "dut.fst").string()));
  EXPECT_THAT(result.output, HasSubstr("log:       " + (folder / "log.txt").string()));
  expect_cycles(folder / "dut.fst", 19'000, 20'000);
  const std::string log = contents(folder / "log.txt");
  const std::string command =
      std::string(LIGHTLOOP_FAILING_PROGRAM) + " --gtest_filter=Failing.AfterTheRun --seed 1";
  EXPECT_THAT(result.output, HasSubstr("  " + command + "\n"));
  EXPECT_THAT(log, HasSubstr("reproduce: " + command + "\n"));
  EXPECT_THAT(log, HasSubstr("the first"));
  EXPECT_THAT(log, HasSubstr("dut after 20000 cycles"));
  // One set, of the first failure, though there are three.
  EXPECT_EQ(result.output.find("waves: "), result.output.rfind("waves: "));
  EXPECT_THAT(result.output, HasSubstr("the third"));
}

TEST_F(FailureWavesTest, FailureInARunIsSeenFromBothSides) {
  for (const std::string test : {"Failing.InTheHook", "Failing.InTheHookOfABatch"}) {
    run(test);
    // The hook's cycle 7000 is the model's 7004, after four of reset.
    expect_cycles(folder_of(test) / "dut.fst", 6'004, 7'012);
  }
}

TEST_F(FailureWavesTest, ExceptionFromAHook) {
  const Outcome result = run("Failing.ExceptionFromTheHook");
  EXPECT_THAT(result.output, HasSubstr("the hook gives up"));
  const FstFile waves(folder_of("Failing.ExceptionFromTheHook") / "dut.fst");
  // It came from sample(), with the clock low in cycle 5004.
  EXPECT_EQ(waves.start(), 4004 * kTicksPerCycle);
  EXPECT_EQ(waves.end(), 5004 * kTicksPerCycle);
  EXPECT_EQ(waves.value("TOP.s_data_i", waves.end()), 5001U);
}

TEST_F(FailureWavesTest, FatalInTheRtl) {
  const Outcome result = run("Failing.FatalInTheRtl");
  EXPECT_THAT(result.output, HasSubstr("$stop, $error or a failed assertion"));
  const FstFile waves(folder_of("Failing.FatalInTheRtl") / "dut.fst");
  EXPECT_EQ(waves.end(), 3004 * kTicksPerCycle);
  EXPECT_EQ(waves.value("TOP.s_data_i", waves.end()) & 0xFFFFFFFF, 0xFFFFFFFEU);
}

TEST_F(FailureWavesTest, Timeout) {
  run("Failing.Timeout");
  expect_cycles(folder_of("Failing.Timeout") / "dut.fst", 5'000, 6'000);
}

TEST_F(FailureWavesTest, FailureInTheFirstCycles) {
  run("Failing.Early");
  expect_cycles(folder_of("Failing.Early") / "dut.fst", 0, 50);
  const Outcome result = run("Failing.BeforeTheFirstCycle");
  EXPECT_EQ(result.status, 1);
  EXPECT_FALSE(fs::exists(folder_of("Failing.BeforeTheFirstCycle")));
}

TEST_F(FailureWavesTest, FailureAfterTheModelIsGone) {
  const Outcome result = run("LateFixture.FailsInTearDown");
  EXPECT_THAT(result.output, HasSubstr("the model is gone"));
  expect_cycles(folder_of("LateFixture.FailsInTearDown") / "dut.fst", 8'000, 9'000);
}

TEST_F(FailureWavesTest, AModelThatLivesThroughSeveralTests) {
  const Outcome result = run("SharedWorld.*");
  EXPECT_FALSE(fs::exists(folder_of("SharedWorld.Passes")));
  expect_cycles(folder_of("SharedWorld.FailsWithoutACycle") / "dut.fst", 2'010, 3'010);
  expect_cycles(folder_of("SharedWorld.FailsAgain") / "dut.fst", 3'010, 4'010);
  EXPECT_THAT(result.output, Not(HasSubstr("deterministic")));
}

TEST_F(FailureWavesTest, SeveralModelsAndWorlds) {
  run("Failing.TwoModelsAndTwoWorlds");
  const fs::path folder = folder_of("Failing.TwoModelsAndTwoWorlds");
  // In a period of the slow clock there are five cycles of the three models.
  const FstFile fast(folder / "fast.fst");
  const FstFile slow(folder / "slow.fst");
  const FstFile second(folder / "fast-2.fst");
  EXPECT_EQ(fast.end(), 19'999'000U);
  EXPECT_EQ(slow.end(), 19'998'000U);
  EXPECT_EQ(second.end(), 19'999'000U);
  EXPECT_EQ(slow.value("TOP.cycles_o", slow.end()), 4'996U);
  EXPECT_LE(fast.start(), 18'800'000U);
  EXPECT_LE(slow.start(), 18'800'000U);
}

TEST_F(FailureWavesTest, WorldsOneAfterTheOther) {
  run("Failing.WorldsOneAfterTheOther");
  // Cycle 0 of the last world is 1000 cycles before the failure.
  const fs::path folder = folder_of("Failing.WorldsOneAfterTheOther");
  expect_cycles(folder / "dut.fst", 0, 1'000);
  EXPECT_FALSE(fs::exists(folder / "dut-2.fst"));
}

TEST_F(FailureWavesTest, SaysWhyThereAreNoWaves) {
  EXPECT_THAT(run("Failing.WithoutTrace").output,
              HasSubstr("no waves:  model 'dut' was verilated without TRACE"));
  EXPECT_THAT(run("Failing.WithAThread").output, HasSubstr("no waves:  the process had 2 threads"));
  EXPECT_THAT(run("Failing.WithoutAModel").output, Not(HasSubstr("no waves")));
  EXPECT_FALSE(fs::exists(failures()));
}

TEST_F(FailureWavesTest, OutputIsNotWrittenTwice) {
  const Outcome result = run("Failing.Prints");
  const std::string log = contents(folder_of("Failing.Prints") / "log.txt");
  for (const std::string text : {"before the first cycle", "in cycle 100"}) {
    ASSERT_THAT(result.output, HasSubstr(text));
    EXPECT_EQ(result.output.find(text), result.output.rfind(text)) << text;
  }
  EXPECT_THAT(log, Not(HasSubstr("before the first cycle")));
  EXPECT_THAT(log, HasSubstr("in cycle 100"));
}

TEST_F(FailureWavesTest, TroubleWithTheDiskLeavesTheTestsOwnFailure) {
  const Outcome full = run("Failing.FilesMayNotGrow");
  EXPECT_EQ(full.status, 1);
  EXPECT_THAT(full.output, HasSubstr("disk full"));
  EXPECT_THAT(full.output, HasSubstr("no waves:  dut.fst is useless"));
  EXPECT_FALSE(fs::exists(folder_of("Failing.FilesMayNotGrow") / "dut.fst"));

  const Outcome unwritable = run("Failing.Early", "LIGHTLOOP_FAILURES=/dev/null/failures");
  EXPECT_EQ(unwritable.status, 1);
  EXPECT_THAT(unwritable.output, HasSubstr("early"));
  EXPECT_THAT(unwritable.output, HasSubstr("no waves:  cannot make the folder /dev/null"));
}

TEST_F(FailureWavesTest, DeathTestsAreLeftAlone) {
  for (const std::string test : {"Failing.DeathTest", "Failing.ThreadsafeDeathTest"}) {
    const Outcome result = run(test);
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.output, HasSubstr("after the death test"));
    expect_cycles(folder_of(test) / "dut.fst", 0, 200);
  }
}

TEST_F(FailureWavesTest, CoroutinesAreRepeatedToo) {
  const Outcome result = run("Failing.InATask");
  EXPECT_THAT(result.output, HasSubstr("the task gives up"));
  EXPECT_THAT(result.output, Not(HasSubstr("did not fail")));
  const FstFile waves(folder_of("Failing.InATask") / "dut.fst");
  // The task saw edge 3000 behind the four of reset.
  EXPECT_EQ(waves.start(), 2'004 * kTicksPerCycle);
  EXPECT_EQ(waves.end(), 3'003 * kTicksPerCycle + kTicksPerCycle / 2);
  EXPECT_EQ(waves.value("TOP.cycles_o", 3'003 * kTicksPerCycle), 2'999U);
}

TEST_F(FailureWavesTest, ACrashLeavesWavesUpToItsCycle) {
  const Outcome result = run("Failing.Crash");
  EXPECT_EQ(result.status, 128 + SIGABRT);  // as the shell tells it
  expect_cycles(folder_of("Failing.Crash") / "dut.fst", 4'004, 5'004);
  EXPECT_THAT(contents(folder_of("Failing.Crash") / "log.txt"), HasSubstr("signal 6"));
}

TEST_F(FailureWavesTest, ShortTestsShareACopy) {
  const Outcome result = run("Short.*");
  expect_cycles(folder_of("Short.Third") / "dut.fst", 0, 100);
  EXPECT_EQ(std::distance(fs::directory_iterator(failures()), fs::directory_iterator()), 1);
  EXPECT_THAT(result.output, Not(HasSubstr("no waves")));
}

TEST_F(FailureWavesTest, SaysWhenTheRepetitionDoesNotFail) {
  EXPECT_THAT(run("Failing.NotDeterministic").output, HasSubstr("did not fail"));
}

TEST_F(FailureWavesTest, ACopyThatHangsIsEnded) {
  const Outcome result = run("Failing.TheCopyHangs");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.output, HasSubstr("no waves:  the run was not repeated within 1 s"));
}

TEST_F(FailureWavesTest, ParallelRunsOfOneTestDoNotClash) {
  std::vector<std::future<Outcome>> runs;
  for (int i = 0; i < 6; ++i) {
    runs.push_back(std::async(std::launch::async, [this, i] {
      return run("Failing.AfterTheRun", "", "", "output" + std::to_string(i) + ".txt");
    }));
  }
  for (auto& outcome : runs) {
    const std::string output = outcome.get().output;
    EXPECT_THAT(output, HasSubstr("waves:     "));
    EXPECT_THAT(output, Not(HasSubstr("no waves")));
  }
  expect_cycles(folder_of("Failing.AfterTheRun") / "dut.fst", 19'000, 20'000);
  EXPECT_EQ(std::distance(fs::directory_iterator(failures()), fs::directory_iterator()), 1);
}

TEST_F(FailureWavesTest, NoProcessIsLeft) {
  // Orphans of the program would become children of this process.
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  for (const std::string test :
       {"Passing.Long", "Failing.AfterTheRun", "Failing.Crash", "Failing.TheCopyHangs"}) {
    run(test);
  }
  // Killed in the midst of it, with copies asleep.
  run("Passing.Forever", "timeout -s KILL 0.5");
  // What the kernel is about to end needs a moment; what is not ended stays.
  for (int waits = 0; waits < 1000 && waitpid(-1, nullptr, WNOHANG) >= 0; ++waits) usleep(10'000);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(FailureWavesTest, PassingTestsLeaveNothing) {
  const Outcome result = run("Passing.Long");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.output, Not(HasSubstr("waves:")));
  EXPECT_FALSE(fs::exists(failures()));
}

TEST_F(FailureWavesTest, AnEarlierFolderOfTheTestIsReplaced) {
  run("Failing.AfterTheRun");
  const fs::path stale = folder_of("Failing.AfterTheRun") / "stale.fst";
  std::ofstream(stale) << "x";
  run("Failing.AfterTheRun");
  EXPECT_FALSE(fs::exists(stale));
  EXPECT_EQ(std::distance(fs::directory_iterator(failures()), fs::directory_iterator()), 1);
}

TEST_F(FailureWavesTest, TheUserChoosesTheWindow) {
  run("Failing.AfterTheRun", "", "--waves-window 7");
  expect_cycles(folder_of("Failing.AfterTheRun") / "dut.fst", 19'993, 20'000);
}

TEST_F(FailureWavesTest, SwitchedOff) {
  const Outcome result = run("Failing.AfterTheRun", "LIGHTLOOP_FAILURE_WAVES=0");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.output, Not(HasSubstr("waves:")));
  EXPECT_THAT(run("Failing.AfterTheRun", "", "--no-failure-waves").output,
              Not(HasSubstr("waves:")));
  EXPECT_FALSE(fs::exists(failures()));
}

}  // namespace
}  // namespace lightloop::verilated
