// SPDX-License-Identifier: Apache-2.0
#include "host/cli/interrupt.hpp"

#include <csignal>

namespace lightloop::host {
namespace {

volatile std::sig_atomic_t interrupted = 0;
struct sigaction former {};

// The second Ctrl-C meets what stood before us: the end of the program, and in emulation the
// removal of its files first.
extern "C" void note_interrupt(int /*signal*/) {
  interrupted = 1;
  static_cast<void>(sigaction(SIGINT, &former, nullptr));
}

}  // namespace

void install_interrupt_handler() {
  static_cast<void>(sigaction(SIGINT, nullptr, &former));
  // Whoever started us in the background wants no part of Ctrl-C.
  if (former.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = note_interrupt;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  static_cast<void>(sigaction(SIGINT, &action, nullptr));
}

bool interrupt_requested() { return interrupted != 0; }

}  // namespace lightloop::host
