// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/crash_watch.hpp"

#include <array>
#include <csignal>
#include <cstddef>
#include <unistd.h>

namespace lightloop::verilated {
namespace {

// What a signal handler can reach is global.
void (*crash_function)(int) = nullptr;
unsigned crash_limit_seconds = 0;
volatile std::sig_atomic_t crashing = 0;
// The crash may be the overflow of the ordinary stack.
constexpr std::size_t kCrashStackBytes = 0x40000;
std::array<char, kCrashStackBytes> crash_stack;

void on_crash(int signal) {
  if (crashing == 0) {
    crashing = 1;
    // If the crash left a lock behind, the alarm ends the process.
    alarm(crash_limit_seconds);
    crash_function(signal);
    alarm(0);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

void watch_crashes(void (*function)(int signal), unsigned limit_seconds) {
  crash_function = function;
  crash_limit_seconds = limit_seconds;
  stack_t stack{};
  if (sigaltstack(nullptr, &stack) == 0 && (stack.ss_flags & SS_DISABLE) != 0) {
    stack.ss_sp = crash_stack.data();
    stack.ss_size = crash_stack.size();
    stack.ss_flags = 0;
    sigaltstack(&stack, nullptr);
  }
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    struct sigaction present {};
    if (sigaction(signal, nullptr, &present) != 0 || present.sa_handler != SIG_DFL) continue;
    struct sigaction ours {};
    ours.sa_handler = on_crash;
    ours.sa_flags = SA_ONSTACK | SA_NODEFER;
    sigaction(signal, &ours, nullptr);
  }
}

}  // namespace lightloop::verilated
