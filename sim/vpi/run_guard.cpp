// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/run_guard.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "sim/vpi/exit_codes.hpp"

namespace lightloop::vpi {
namespace {

// What _exit() can reach is global.
std::atomic<pid_t> guarded_process{0};

bool ends_too_early(int status) { return status == 0 && guarded_process.load() == getpid(); }

int complain() {
  std::fputs("lightloop: the process was ended before the run was over\n", stderr);
  std::fflush(nullptr);
  return kEndedBadly;
}

[[noreturn]] void end_process(int status) {
  for (;;) syscall(SYS_exit_group, status);
}

void at_exit(int status, void* /*argument*/) {
  if (ends_too_early(status)) end_process(complain());
}

}  // namespace

RunGuard::RunGuard() {
  static const bool registered = on_exit(at_exit, nullptr) == 0;
  static_cast<void>(registered);
  guarded_process = getpid();
}

RunGuard::~RunGuard() { guarded_process = 0; }

}  // namespace lightloop::vpi

// The libraries of the application call these instead of the C library's, as the program is in
// front of it.
extern "C" {

// NOLINTNEXTLINE(bugprone-reserved-identifier): their names
void _exit(int status) {
  namespace vpi = lightloop::vpi;
  vpi::end_process(vpi::ends_too_early(status) ? vpi::complain() : status);
}

// NOLINTNEXTLINE(bugprone-reserved-identifier)
void _Exit(int status) noexcept { _exit(status); }

}  // extern "C"
