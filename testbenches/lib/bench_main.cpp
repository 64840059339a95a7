// SPDX-License-Identifier: Apache-2.0
// GoogleTest's main for benches: the seed of the run, the command that repeats a failure, reports.
//
//   <bench> [--seed N|random] [--waves-window N] [--no-failure-waves] [GoogleTest options]
//
// Environment: LIGHTLOOP_SEED, LIGHTLOOP_FAILURE_WAVES=0, LIGHTLOOP_WAVES_WINDOW,
// LIGHTLOOP_FAILURES (where the folders of failed tests go), LIGHTLOOP_JUNIT_DIR (where a JUnit
// file for the process goes).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "testbenches/lib/failure_waves_listener.hpp"
#include "testbenches/lib/run_options.hpp"

namespace lightloop::testbench {
namespace {

/// Prints, with the first failure of each test, the command that runs this test again.
class ReplayListener : public ::testing::EmptyTestEventListener {
  void OnTestStart(const ::testing::TestInfo& test) override {
    test_ = std::string(test.test_suite_name()) + "." + test.name();
    printed_ = false;
  }

  // Called while GoogleTest holds its lock: nothing here may ask it which test is running.
  void OnTestPartResult(const ::testing::TestPartResult& result) override {
    if (!result.failed() || printed_ || test_.empty()) return;
    printed_ = true;
    std::printf("seed %s, to run this test again:\n  %s\n",
                std::to_string(run_options().seed).c_str(),
                run_options().replay_command(test_).c_str());
    std::fflush(stdout);
  }

  void OnTestEnd(const ::testing::TestInfo& /*test*/) override {
    ::testing::Test::RecordProperty("seed", std::to_string(run_options().seed));
    test_.clear();
  }

  std::string test_;
  bool printed_ = false;
};

/// One file a process, since tests of one program run side by side.
void choose_junit_file() {
  const char* folder = std::getenv("LIGHTLOOP_JUNIT_DIR");
  if (folder == nullptr || *folder == '\0' || !GTEST_FLAG_GET(output).empty()) return;
  const std::string program = std::filesystem::path(run_options().program).filename();
  const std::filesystem::path file =
      std::filesystem::path(folder) / (program + "." + std::to_string(getpid()) + ".xml");
  GTEST_FLAG_SET(output, "xml:" + file.string());
}

verilated::FailureWavesConfig failure_waves_config() {
  auto config = verilated::FailureWavesConfig::from_environment();
  config.enabled = run_options().failure_waves;
  config.window_cycles = run_options().waves_window;
  return config;
}

int run(int argc, char** argv) {
  set_run_options(parse_run_options(argc, argv));
  const std::span<char* const> words(argv, static_cast<std::size_t>(argc));
  const bool list_only = std::ranges::any_of(words, [](const char* word) {
    return std::string_view(word).starts_with("--gtest_list_tests");
  });
  if (!list_only) choose_junit_file();  // before GoogleTest sets up its printers
  ::testing::InitGoogleTest(&argc, argv);
  if (argc > 1) {
    std::fprintf(stderr, "%s: unknown option '%s'\n", argv[0], argv[1]);
    return 2;
  }
  if (!list_only) std::printf("seed %s\n", std::to_string(run_options().seed).c_str());
  // Listeners, in the order in which they hear of a failure. GoogleTest's own printer comes first.
  ::testing::TestEventListeners& listeners = ::testing::UnitTest::GetInstance()->listeners();
  listeners.Append(std::make_unique<ReplayListener>().release());
  auto waves = std::make_unique<FailureWavesListener>(
      failure_waves_config(),
      [](const std::string& test) { return run_options().replay_command(test); });
  listeners.Append(waves.release());
  return RUN_ALL_TESTS();
}

}  // namespace
}  // namespace lightloop::testbench

int main(int argc, char** argv) {
  try {
    return lightloop::testbench::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 2;
  }
}
