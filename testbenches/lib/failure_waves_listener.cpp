// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/failure_waves_listener.hpp"

#include <utility>

namespace lightloop::testbench {
namespace {

using verilated::FailureWaves;

/// A death test runs its statement in a copy of the program, which is expected to die.
bool is_death_test_child() {
  for (const std::string& argument : ::testing::internal::GetArgvs()) {
    if (argument.starts_with("--gtest_internal_run_death_test")) return true;
  }
  return false;
}

}  // namespace

FailureWavesListener::FailureWavesListener(
    verilated::FailureWavesConfig config,
    std::function<std::string(const std::string&)> replay_command)
    : replay_command_(std::move(replay_command)) {
  if (is_death_test_child()) config.enabled = false;
  FailureWaves::of_process().start(std::move(config));
}

void FailureWavesListener::OnTestStart(const ::testing::TestInfo& test) {
  const std::string name = std::string(test.test_suite_name()) + "." + test.name();
  FailureWaves::of_process().begin_test(name, replay_command_(name));
}

void FailureWavesListener::OnTestPartResult(const ::testing::TestPartResult& result) {
  if (!result.failed()) return;
  std::string what;
  if (result.file_name() != nullptr) {
    what = std::string(result.file_name()) + ":" + std::to_string(result.line_number()) + ": ";
  }
  FailureWaves::of_process().fail(what + result.message());
}

void FailureWavesListener::OnTestEnd(const ::testing::TestInfo& /*test*/) {
  FailureWaves::of_process().end_test();
}

void FailureWavesListener::OnTestProgramEnd(const ::testing::UnitTest& /*program*/) {
  FailureWaves::of_process().stop();
}

}  // namespace lightloop::testbench
