// SPDX-License-Identifier: Apache-2.0
// The driver's threads. When it closes a card it waits for them, and some of them sleep through the
// word to end. In a child that the program has forked they are not there: their memory may have
// gone, and what they had locked stays so.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <ctime>
#include <mutex>
#include <new>
#include <pthread.h>
#include <thread>
#include <vector>

#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/forked_child.hpp"
#include "sim/xrt/compat/never_destroyed.hpp"

namespace lightloop::xrt_compat {
namespace {

// Conditions that threads of the driver are waiting for, with a limit.
struct Waits {
  std::mutex mutex;
  std::vector<pthread_cond_t*> conditions;
};

Waits& waits() { return never_destroyed<Waits>(); }

// How many of the driver's threads are being waited for.
std::atomic<int> joining = 0;

// std::chrono::steady_clock::now: the scheduler waits for work, 20 ms at a time, and looks only
// after that whether it is to end. It looks at the clock for nothing else. While it is waited for,
// the time is always over.
std::chrono::steady_clock::time_point hastened_now() {
  static std::atomic<std::int64_t> ahead = 0;
  const auto now = std::chrono::steady_clock::now();
  return joining == 0 ? now : now + std::chrono::seconds(++ahead);
}

// pthread_cond_clockwait: to wake such a wait.
int known_wait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
               const timespec* end) {
  {
    const std::scoped_lock lock(waits().mutex);
    waits().conditions.push_back(condition);
  }
  const int result = ::pthread_cond_clockwait(condition, mutex, clock, end);
  const std::scoped_lock lock(waits().mutex);
  auto& conditions = waits().conditions;
  conditions.erase(std::find(conditions.begin(), conditions.end(), condition));
  return result;
}

// std::thread::join: by now the thread has been told to end.
void wake_and_join(std::thread* thread) {
  if (is_forked_child()) {
    new (thread) std::thread;  // NOLINT: the one in its place must not be destroyed
    return;
  }
  ++joining;
  {
    const std::scoped_lock lock(waits().mutex);
    for (pthread_cond_t* condition : waits().conditions) pthread_cond_broadcast(condition);
  }
  thread->join();
  --joining;
}

int join_if_there(pthread_t thread, void** result) {
  return is_forked_child() ? 0 : ::pthread_join(thread, result);
}

void destroy_if_unused(std::condition_variable* condition) {
  if (!is_forked_child()) condition->~condition_variable();
}

int lock_if_shared(pthread_mutex_t* mutex) {
  return is_forked_child() ? 0 : ::pthread_mutex_lock(mutex);
}

int unlock_if_shared(pthread_mutex_t* mutex) {
  return is_forked_child() ? 0 : ::pthread_mutex_unlock(mutex);
}

}  // namespace

std::span<const Redirect> thread_hooks() {
  static const std::array<Redirect, 7> table = {{
      {"_ZNSt6chrono3_V212steady_clock3nowEv", hook_address(hastened_now)},
      {"pthread_cond_clockwait", hook_address(known_wait)},
      {"_ZNSt6thread4joinEv", hook_address(wake_and_join)},
      {"_ZNSt18condition_variableD1Ev", hook_address(destroy_if_unused)},
      {"pthread_join", hook_address(join_if_there)},
      {"pthread_mutex_lock", hook_address(lock_if_shared)},
      {"pthread_mutex_unlock", hook_address(unlock_if_shared)},
  }};
  return table;
}

}  // namespace lightloop::xrt_compat
