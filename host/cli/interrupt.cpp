// SPDX-License-Identifier: Apache-2.0
#include "host/cli/interrupt.hpp"

#include <csignal>
#include <cstring>

namespace lightloop::host {
namespace {

volatile std::sig_atomic_t interrupted = 0;

extern "C" void note_interrupt(int /*signal*/) { interrupted = 1; }

}  // namespace

void install_interrupt_handler() {
  struct sigaction action {};
  action.sa_handler = note_interrupt;
  // SA_RESETHAND: the second Ctrl-C meets the default action, which ends the program.
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigemptyset(&action.sa_mask);
  static_cast<void>(sigaction(SIGINT, &action, nullptr));
}

bool interrupt_requested() { return interrupted != 0; }

}  // namespace lightloop::host
