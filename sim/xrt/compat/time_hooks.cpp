// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <chrono>
#include <time.h>

#include "sim/xrt/compat/driver_hooks.hpp"

namespace lightloop::xrt_compat {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// The driver sleeps where it should wait: 1 s or more for the end of a run (xclExecWait), which it
// then finds done; 10 s between two looks at the simulator's log, which the closing thread waits
// for; 10 s after starting a newer driver's device. Short naps in their place: quick where a run
// is waited for, longer and longer where a thread idles for as long as the program lives.
constexpr microseconds kShortestNap(100);
constexpr microseconds kLongestNap(5000);

nanoseconds next_idle_nap() {
  using Clock = std::chrono::steady_clock;
  thread_local Clock::time_point end_of_last;
  thread_local nanoseconds nap;
  const bool idles_on = Clock::now() - end_of_last < 4 * kLongestNap;
  nap = idles_on ? std::min<nanoseconds>(2 * nap, kLongestNap) : kShortestNap;
  end_of_last = Clock::now() + nap;
  return nap;
}

nanoseconds nap_for(nanoseconds asked) {
  return asked >= seconds(5) ? next_idle_nap() : std::min<nanoseconds>(asked, kShortestNap);
}

timespec to_timespec(nanoseconds time) {
  return {.tv_sec = static_cast<time_t>(duration_cast<seconds>(time).count()),
          .tv_nsec = static_cast<long>((time % seconds(1)).count())};
}

unsigned short_sleep(unsigned asked_seconds) {
  const timespec nap = to_timespec(nap_for(seconds(asked_seconds)));
  nanosleep(&nap, nullptr);
  return 0;
}

int short_nanosleep(const timespec* asked, timespec* remaining) {
  const nanoseconds time = seconds(asked->tv_sec) + nanoseconds(asked->tv_nsec);
  if (time < seconds(1)) return nanosleep(asked, remaining);
  const timespec nap = to_timespec(nap_for(time));
  return nanosleep(&nap, remaining);
}

int short_clock_nanosleep(clockid_t clock, int flags, const timespec* asked, timespec* remaining) {
  const nanoseconds time = seconds(asked->tv_sec) + nanoseconds(asked->tv_nsec);
  // An absolute time says when, not how long: leave it.
  if ((flags & TIMER_ABSTIME) || time < seconds(1))
    return clock_nanosleep(clock, flags, asked, remaining);
  const timespec nap = to_timespec(nap_for(time));
  return clock_nanosleep(clock, flags, &nap, remaining);
}

}  // namespace

std::span<const Redirect> time_hooks() {
  static const std::array<Redirect, 3> table = {{
      {"sleep", hook_address(short_sleep)},
      {"nanosleep", hook_address(short_nanosleep)},
      {"clock_nanosleep", hook_address(short_clock_nanosleep)},
  }};
  return table;
}

}  // namespace lightloop::xrt_compat
