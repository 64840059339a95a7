// SPDX-License-Identifier: Apache-2.0
// Waveforms of a failure that nobody asked for beforehand. The process keeps two sleeping copies of
// itself, taken at different times (snapshot.hpp); passing runs record nothing. When a test fails,
// the copy that is old enough is woken. It runs the same cycles again, silently up to N cycles
// before the failure, from there with tracing on, and ends.
//
// Copies of the process were chosen over Verilator's --savable because they hold the whole bench;
// a saved model is useless without the C++ and SystemC state that drives it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace lightloop::verilated {

class WaveWatch;

struct FailureWavesConfig {
  /// Off: no copies are made, nothing is written.
  bool enabled = true;
  /// Clock cycles before the failure that the waveform shows, at least; fewer only when the
  /// simulation is younger. With several models in a simulation, the time in which each of them
  /// runs that many cycles on average.
  std::uint64_t window_cycles = 4096;
  /// Where each failing test gets a folder of its own.
  std::filesystem::path folder;
  /// Limit for repeating the run, and a millisecond more for each recorded cycle. The copy is ended
  /// after it.
  std::chrono::seconds replay_limit{120};
  /// Part of the processor time that copying may take.
  double share = 0.02;

  /// The defaults with the environment: LIGHTLOOP_FAILURE_WAVES=0 switches off, LIGHTLOOP_FAILURES
  /// is the folder (else `failures` in the build tree), LIGHTLOOP_WAVES_WINDOW the window. Throws
  /// std::runtime_error on a value that makes no sense.
  static FailureWavesConfig from_environment();
};

/// The failure waves of this process. Off until start(); ClockedModels report to it by themselves.
///
///   auto& waves = FailureWaves::of_process();
///   waves.start(FailureWavesConfig::from_environment());
///   waves.begin_test("Corrects", "./rs_decoder_test --gtest_filter=Corrects");
///   ... a simulation ...
///   if (it went wrong) waves.fail("word 12: expected 3 corrections, found 2");
///   waves.end_test();
///
/// A crash of the process counts as a failure; its waveforms end before the cycle of the crash.
/// With GoogleTest, testbenches/lib/failure_waves_listener.hpp does this. Rules for the program:
/// runs are deterministic; what the bench writes to files or tells other processes between the
/// copy and the failure happens a second time when a test fails (the copy may be of an earlier,
/// short test of the same process). While the process has a second thread no copy is made.
class FailureWaves {
 public:
  static FailureWaves& of_process();

  /// Switches on, unless `config` says off. Call it before models are made.
  void start(FailureWavesConfig config);
  /// Ends the copies and switches off.
  void stop();

  /// The folder is called <program>.<name>; `command`, which runs the test again, goes into its
  /// log. An earlier folder of this test is removed.
  void begin_test(std::string name, std::string command = {});

  /// The test has failed: `what` says how. The first call in a test leaves the waveforms, a log and
  /// on standard error a note of where they are, or why there are none; later calls do nothing.
  /// True when there are waveforms. Never throws; without any model in the process it is silent.
  bool fail(std::string_view what) noexcept;

  void end_test() noexcept;

  /// Whether this process is a copy that repeats a failed run.
  bool replaying() const;

 private:
  friend class WaveWatch;
  class State;

  FailureWaves();
  ~FailureWaves();
  void join(WaveWatch& watch);
  void leave(WaveWatch& watch);
  void act(WaveWatch& watch);

  std::unique_ptr<State> state_;
};

}  // namespace lightloop::verilated
