// SPDX-License-Identifier: Apache-2.0
// Failure waves for GoogleTest programs: each failing test leaves its waveforms, see
// sim/verilated/failure_waves.hpp.
#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <string>

#include "sim/verilated/failure_waves.hpp"

namespace lightloop::testbench {

/// To be appended to the listeners, behind the printers:
///
///   listeners.Append(new FailureWavesListener(config, replay_command));
class FailureWavesListener : public ::testing::EmptyTestEventListener {
 public:
  /// `replay_command` gives the command that runs a test ("Suite.Name") again, for the log.
  FailureWavesListener(verilated::FailureWavesConfig config,
                       std::function<std::string(const std::string&)> replay_command);

 private:
  void OnTestStart(const ::testing::TestInfo& test) override;
  void OnTestPartResult(const ::testing::TestPartResult& result) override;
  void OnTestEnd(const ::testing::TestInfo& test) override;
  void OnTestProgramEnd(const ::testing::UnitTest& program) override;

  std::function<std::string(const std::string&)> replay_command_;
};

}  // namespace lightloop::testbench
