// SPDX-License-Identifier: Apache-2.0
// Threads that do several things at the same time, over and over, for short times.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace lightloop::xrt_device {

/// Starts its threads when they are first needed. They block all signals: those are for the thread
/// that made the crew. Between jobs they look for the next one for a moment, then sleep.
class Crew {
 public:
  using Job = std::function<void(std::size_t)>;

  Crew();
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Calls job(0), job(1), ... job(count - 1) at the same time, job(0) on the calling thread, and
  /// returns when all are done. Throws what a job threw, the one of the lowest number.
  void run(std::size_t count, const Job& job);

 private:
  class Member;

  std::vector<std::unique_ptr<Member>> members_;  // the one at i does job(i + 1)
};

}  // namespace lightloop::xrt_device
