// SPDX-License-Identifier: Apache-2.0
// A thread for calls into XRT: a call that never returns, because an emulated card has died in the
// middle of it, does not take the caller along.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace lightloop::host {

class DeviceThread {
 public:
  DeviceThread();
  /// Waits for the thread, unless the device has failed: then the thread and what it uses are left
  /// behind.
  ~DeviceThread();
  DeviceThread(const DeviceThread&) = delete;
  DeviceThread& operator=(const DeviceThread&) = delete;

  /// Calls `work` on the thread and returns what it returns or throws what it throws. Throws
  /// DeviceError when the device fails meanwhile, and at once when it has failed before. Not
  /// thread safe.
  template <typename Work>
  auto run(Work work) {
    using Result = std::invoke_result_t<Work&>;
    if constexpr (std::is_void_v<Result>) {
      call(std::move(work));
    } else {
      // Shared: a call that is left behind must not write to what the caller had on its stack.
      auto result = std::make_shared<std::optional<Result>>();
      call([result, work = std::move(work)]() mutable { result->emplace(work()); });
      return *std::move(*result);
    }
  }

  bool failed() const;

 private:
  struct State;
  void call(std::function<void()> work);

  std::shared_ptr<State> state_;
};

}  // namespace lightloop::host
