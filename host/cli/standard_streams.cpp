// SPDX-License-Identifier: Apache-2.0
#include "host/cli/standard_streams.hpp"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include "host/base/errors.hpp"

namespace lightloop::host {
namespace {

extern "C" void ignore_signal(int /*signal*/) {}

}  // namespace

void reserve_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    // The wrong way round: input cannot be read, output cannot be written. The lowest free number
    // is taken, which is this one.
    const int wrong_way = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    static_cast<void>(::open("/dev/null", wrong_way));
  }
}

void require_standard_output() {
  const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
    throw InputError("standard output: found it closed, expected a place for the results");
}

void report_broken_pipes() {
  struct sigaction former {};
  static_cast<void>(sigaction(SIGPIPE, nullptr, &former));
  if (former.sa_handler == SIG_IGN) return;
  // Unlike SIG_IGN, a handler is not passed on to the programs that are started.
  struct sigaction action {};
  action.sa_handler = ignore_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  static_cast<void>(sigaction(SIGPIPE, &action, nullptr));
}

}  // namespace lightloop::host
