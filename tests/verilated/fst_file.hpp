// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace lightloop::verilated {

/// Reads an FST waveform, for tests.
class FstFile {
 public:
  /// Throws std::runtime_error when `file` is not a complete FST file.
  explicit FstFile(const std::filesystem::path& file);

  /// First and last time of the file, in its time steps.
  std::uint64_t start() const;
  std::uint64_t end() const;

  /// Value of a signal ("TOP.module.name") at a time, as a number. Throws std::runtime_error when
  /// there is no such signal.
  std::uint64_t value(const std::string& signal, std::uint64_t time) const;

 private:
  std::unique_ptr<void, void (*)(void*)> reader_;
  std::map<std::string, std::uint32_t> handles_;
};

}  // namespace lightloop::verilated
