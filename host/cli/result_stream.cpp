// SPDX-License-Identifier: Apache-2.0
#include "host/cli/result_stream.hpp"

#include <algorithm>
#include <cstdio>
#include <spdlog/spdlog.h>

#include "host/base/text_wrap.hpp"
#include "host/cli/terminal.hpp"

namespace lightloop::host {

ResultStream::ResultStream(const FileRoles& roles)
    : ResultStream(roles.output_is_standard_output() ? stderr : stdout) {}

ResultStream::ResultStream(std::FILE* stream)
    : stream_(stream), columns_(std::max(terminal_columns(::fileno(stream)), kPlainColumns)) {}

void ResultStream::print(std::string_view text) {
  // What goes wrong is remembered by the stream.
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stream_));
  static_cast<void>(std::fflush(stream_));
}

ExitCode ResultStream::verdict(ExitCode code) const {
  if (!lost()) return code;
  spdlog::error("cannot write to standard {}", stream_ == stdout ? "output" : "error");
  return code == ExitCode::kGood || code == ExitCode::kCheckFailed ? ExitCode::kBadInput : code;
}

}  // namespace lightloop::host
