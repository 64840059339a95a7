// SPDX-License-Identifier: Apache-2.0
// Where in the source something was called; what std::source_location is for, which clang 14 lacks.
#pragma once

namespace lightloop::testbench {

/// File and line of a call. As a default argument, `SourceLine::here()` is the line of the call of
/// the function that has it.
struct SourceLine {
  const char* file;
  unsigned line;

  static constexpr SourceLine here(const char* file = __builtin_FILE(),
                                   unsigned line = __builtin_LINE()) {
    return {file, line};
  }
};

}  // namespace lightloop::testbench
