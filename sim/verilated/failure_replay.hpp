// SPDX-License-Identifier: Apache-2.0
// What a copy of the process does after it was woken: the failed run once more, its end on record.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "sim/verilated/wave_roster.hpp"

namespace lightloop::verilated {

/// What the original tells the copy. Positions are those of WaveRoster.
struct ReplayOrder {
  std::uint64_t failure = 0;     ///< where the original was when it failed
  std::uint64_t start = 0;       ///< where the waveforms begin
  std::uint64_t end = 0;         ///< where they end at the latest
  std::uint64_t number = 0;      ///< of the failure, all failures of the process counted from 1
  std::uint64_t test = 0;        ///< number of the test that failed, counted from 1
  std::filesystem::path folder;  ///< where they go; it has a log already
  std::filesystem::path final_folder;  ///< what the folder is called when all is written

  std::string to_bytes() const;
  static ReplayOrder from_bytes(const std::string& bytes);
};

/// Name of the log in the folder of a failed test.
inline constexpr std::string_view kFailureLog = "log.txt";

/// Gives a finished folder its final name, in place of what has that name. Other processes may do
/// the same with folders of theirs; one wins.
std::error_code rename_folder(const std::filesystem::path& folder,
                              const std::filesystem::path& final_folder);

/// Exists in the copy only. From its construction on standard output and error go to the log.
class FailureReplay {
 public:
  /// Exit status of the copy.
  static constexpr int kDone = 0;
  static constexpr int kReported = 3;  ///< something went wrong, and the user has been told

  FailureReplay(ReplayOrder order, const WaveRoster& roster);

  /// Before each cycle of a model that is due. Returns the cycle of the model before which it
  /// wants to be called next.
  std::uint64_t before_cycle(WaveSource& source);
  /// A model is about to leave the roster.
  void leave(WaveSource& source);
  /// Failure `number` of the process, here as in the original.
  void fail(std::uint64_t number);
  /// This process is a copy of the one that records, made by a death test for example.
  void abandon();
  /// The end of test `test`.
  void end_test(std::uint64_t test);

 private:
  struct Recording {
    std::string name;
    std::filesystem::path file;
    std::uint64_t first_cycle = 0;
    std::uint64_t cycles = 0;
    std::optional<std::uint64_t> failure_cycle;
  };

  void record(WaveSource& source);
  void note_failure_cycles();
  std::string unused_name(const std::string& wished) const;
  [[noreturn]] void finish();
  [[noreturn]] void give_up(const std::string& why);
  void report(const std::string& text);

  ReplayOrder order_;
  const WaveRoster& roster_;
  int user_stderr_ = -1;
  bool failed_ = false;
  bool noted_ = false;
  std::vector<Recording> recordings_;
  std::map<WaveSource*, std::size_t> recording_of_;
};

}  // namespace lightloop::verilated
