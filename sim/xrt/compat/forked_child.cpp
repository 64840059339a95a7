// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/forked_child.hpp"

#include <array>
#include <atomic>
#include <pthread.h>
#include <unistd.h>

namespace lightloop::xrt_compat {
namespace {

// Descriptors that children must not have; 0: a free place.
std::array<std::atomic<int>, 64> kept_files;
std::atomic<bool> forked = false;

void begin_as_child() {
  forked = true;
  for (auto& kept : kept_files)
    if (const int fd = kept.exchange(0)) close(fd);
}

}  // namespace

int keep_from_children(OwnedFd fd) {
  static const int registered = pthread_atfork(nullptr, nullptr, begin_as_child);
  static_cast<void>(registered);
  for (auto& kept : kept_files) {
    int free = 0;
    if (kept.compare_exchange_strong(free, fd.get())) break;
  }
  return fd.release();
}

void close_kept(int fd) {
  for (auto& kept : kept_files) {
    int expected = fd;
    if (kept.compare_exchange_strong(expected, 0)) break;
  }
  close(fd);
}

bool is_forked_child() { return forked; }

}  // namespace lightloop::xrt_compat
