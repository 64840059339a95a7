// SPDX-License-Identifier: Apache-2.0
// Where results for people go: standard output, or standard error when an output file of the
// command is standard output itself.
#pragma once

#include <cstdio>
#include <string_view>

#include "host/base/errors.hpp"
#include "host/base/file_roles.hpp"

namespace lightloop::host {

class ResultStream {
 public:
  ResultStream() : ResultStream(stdout) {}
  explicit ResultStream(const FileRoles& roles);

  /// Writes all of it at once. Never throws: a command goes on to its other outputs when this one
  /// is lost.
  void print(std::string_view text);

  /// How wide its lines may be.
  int columns() const { return columns_; }

  /// Whether something could not be written.
  bool lost() const { return std::ferror(stream_) != 0; }

  /// The exit code of a command that would end with `code`: a report that is lost is no success.
  ExitCode verdict(ExitCode code) const;

 private:
  explicit ResultStream(std::FILE* stream);

  std::FILE* stream_;
  int columns_;
};

}  // namespace lightloop::host
