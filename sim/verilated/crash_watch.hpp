// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lightloop::verilated {

/// From now on calls `function(signal)` before a crash ends this process: SIGSEGV, SIGBUS, SIGFPE,
/// SIGILL, SIGABRT (assert, std::terminate). The signal then takes its course. `function` runs in
/// the signal handler: it may do what the crash allows, and has `limit_seconds` for it. A signal
/// for which there is a handler already (a sanitizer's, say) is left alone.
void watch_crashes(void (*function)(int signal), unsigned limit_seconds);

}  // namespace lightloop::verilated
