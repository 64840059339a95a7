// SPDX-License-Identifier: Apache-2.0
// Coverage counts of everything that runs in a process: the line and toggle points of its Verilated
// models, and functional points, in one file of Verilator's format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <verilated.h>

namespace lightloop::verilated {

/// A functional coverage point: one bin.
struct CoverageBin {
  std::string_view group;
  std::string_view instance;  ///< hierarchical name; bins that differ in it are counted apart
  std::string_view point;
  std::string_view bin;
  std::string_view file;  ///< source file and line that declare it
  std::uint32_t line;
};

/// Counts by point. Models and cover groups come and go, so they hand their counts over when they
/// go; points with the same description are added up.
class Coverage {
 public:
  /// Adds the counts of every model of the context; call it while they exist.
  void add(VerilatedContext& context);
  /// Adds `count` to a functional point; also 0, so that the point is known.
  void add(const CoverageBin& bin, std::uint64_t count);

  bool empty() const { return counts_.empty(); }

  /// Writes all counts, for verilator_coverage. Throws SimulationError when the file cannot be
  /// written.
  void write(const std::filesystem::path& file) const;

 private:
  std::unordered_map<std::string, std::uint64_t> counts_;
};

/// Whether the environment asks for coverage: LIGHTLOOP_COVERAGE_DIR names a folder.
bool coverage_wanted();

/// The counts of this process. At its end they are written to <program>.<process id>.dat in the
/// folder that LIGHTLOOP_COVERAGE_DIR names; a process that cannot do so says so and exits with 1.
Coverage& process_coverage();

/// Hands the counts of a context's models over to process_coverage() at the end of its life.
/// Declare it after the model, so that it goes first. Does nothing unless coverage is wanted.
class CoverageGuard {
 public:
  explicit CoverageGuard(VerilatedContext& context) : context_(context) {}
  ~CoverageGuard();
  CoverageGuard(const CoverageGuard&) = delete;
  CoverageGuard& operator=(const CoverageGuard&) = delete;

 private:
  VerilatedContext& context_;
};

}  // namespace lightloop::verilated
