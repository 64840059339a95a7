// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/crew.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <thread>
#include <utility>

namespace lightloop::xrt_device {
namespace {

using Clock = std::chrono::steady_clock;

// About as long as the time between two windows of a device that is being polled.
constexpr std::chrono::microseconds kSpin(50);

class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

// One thread. `round` counts the jobs that it was given, `done` those that it has completed.
class Crew::Member {
 public:
  explicit Member(std::size_t number) : number_(number) {
    const BlockedSignals blocked;
    thread_ = std::jthread([this] { work(); });
  }
  ~Member() { give(nullptr); }
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  /// The job to do next; null ends the thread.
  void give(const Job* job) {
    job_ = job;
    given_.fetch_add(1);
    given_.notify_one();
  }
  /// Waits for the end of the job given last; what it threw.
  std::exception_ptr wait() {
    await(done_, given_.load() - 1);
    return std::exchange(error_, nullptr);
  }

 private:
  // Returns when `counter` is no longer `old`.
  static void await(const std::atomic<std::uint32_t>& counter, std::uint32_t old) {
    const auto end = Clock::now() + kSpin;
    while (counter.load() == old) {
      if (Clock::now() >= end) counter.wait(old);
    }
  }

  void work() {
    for (std::uint32_t seen = 0;; ++seen) {
      await(given_, seen);
      if (job_ == nullptr) return;
      try {
        (*job_)(number_);
      } catch (...) {
        error_ = std::current_exception();
      }
      done_.fetch_add(1);
      done_.notify_one();
    }
  }

  std::size_t number_;
  const Job* job_ = nullptr;
  std::exception_ptr error_;
  std::atomic<std::uint32_t> given_{0};
  std::atomic<std::uint32_t> done_{0};
  std::jthread thread_;  // last: it ends before what it uses
};

Crew::Crew() = default;
Crew::~Crew() = default;

void Crew::run(std::size_t count, const Job& job) {
  if (count == 0) return;
  while (members_.size() + 1 < count)
    members_.push_back(std::make_unique<Member>(members_.size() + 1));
  for (std::size_t i = 1; i < count; ++i) members_[i - 1]->give(&job);
  std::exception_ptr error;
  try {
    job(0);
  } catch (...) {
    error = std::current_exception();
  }
  for (std::size_t i = 1; i < count; ++i) {
    const std::exception_ptr other = members_[i - 1]->wait();
    if (!error) error = other;
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace lightloop::xrt_device
