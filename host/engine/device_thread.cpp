// SPDX-License-Identifier: Apache-2.0
#include "host/engine/device_thread.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "host/engine/engine.hpp"
#include "sim/xrt/emulation/device_failure.hpp"

namespace lightloop::host {

// Kept by the thread too: when the device has failed it outlives the object.
struct DeviceThread::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> work;  // null: nothing to do
  bool ending = false;
  std::exception_ptr error;
  std::optional<std::string> failure;
  std::thread thread;

  void serve() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return work || ending; });
      if (!work) return;
      std::exception_ptr thrown;
      lock.unlock();
      try {
        work();
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      error = thrown;
      work = nullptr;
      changed.notify_all();
    }
  }
};

DeviceThread::DeviceThread() : state_(std::make_shared<State>()) {
  state_->thread = std::thread([state = state_] { state->serve(); });
}

DeviceThread::~DeviceThread() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->ending = true;
    state_->changed.notify_all();
  }
  if (failed()) {
    state_->thread.detach();
  } else {
    state_->thread.join();
  }
}

bool DeviceThread::failed() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->failure.has_value();
}

void DeviceThread::call(std::function<void()> work) {
  const xrt_emulation::DeviceFailureWatch watch([state = state_](const std::string& message) {
    const std::scoped_lock lock(state->mutex);
    state->failure = message;
    state->changed.notify_all();
  });
  std::unique_lock lock(state_->mutex);
  if (!state_->failure) {
    state_->work = std::move(work);
    state_->changed.notify_all();
    state_->changed.wait(lock, [this] { return !state_->work || state_->failure; });
  }
  if (state_->failure) throw DeviceError(*state_->failure);
  if (const std::exception_ptr error = std::exchange(state_->error, nullptr)) {
    lock.unlock();
    std::rethrow_exception(error);
  }
}

}  // namespace lightloop::host
