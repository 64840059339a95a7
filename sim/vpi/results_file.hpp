// SPDX-License-Identifier: Apache-2.0
// The JUnit file that a cocotb run leaves, and what the host adds to it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

namespace lightloop::vpi {

/// What a results file says.
struct TestResults {
  bool written = false;  ///< the application wrote it; else the counts are 0
  std::uint32_t tests = 0;
  std::uint32_t failed = 0;  ///< failures and errors
};

class ResultsFile {
 public:
  /// Nothing is written or read yet.
  explicit ResultsFile(std::filesystem::path file) : file_(std::move(file)) {}

  /// Writes a first version, which reports an error, so that a crash leaves neither nothing nor the
  /// results of an earlier run. Throws std::runtime_error when that is not possible.
  void begin() const;

  /// Reads what the application wrote. A file that is not XML counts as not written.
  TestResults read() const;

  /// The same for what the application has written by now, so that a crash after its last test
  /// does not leave a good file. Ends with add_failure() or accept(). Throws std::runtime_error.
  void hold() const;

  /// Adds a test case of the host's own that failed, "lightloop.simulation", to what the
  /// application wrote; makes the file if it wrote none. Throws std::runtime_error.
  void add_failure(const std::string& message) const;

  /// Takes the host's own test case away: the file is as the application wrote it. Throws
  /// std::runtime_error.
  void accept() const;

  const std::filesystem::path& path() const { return file_; }

 private:
  std::filesystem::path file_;
};

}  // namespace lightloop::vpi
