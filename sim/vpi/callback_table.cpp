// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/callback_table.hpp"

#include <algorithm>

namespace lightloop::vpi {
namespace {

std::uint64_t value_of(const s_vpi_time& time) { return std::uint64_t{time.high} << 32 | time.low; }

/// Due at a time, relative or absolute, that the request names.
bool is_timed(PLI_INT32 reason) {
  return reason == cbAfterDelay || reason == cbReadWriteSynch || reason == cbReadOnlySynch ||
         reason == cbAtStartOfSimTime || reason == cbAtEndOfSimTime;
}

/// Those that never fire here are taken too, as applications expect it.
bool is_known(PLI_INT32 reason) {
  return is_timed(reason) || reason == cbValueChange || reason == cbNextSimTime ||
         reason == cbStartOfSimulation || reason == cbEndOfSimulation || reason == cbPLIError ||
         reason == cbEnterInteractive || reason == cbExitInteractive ||
         reason == cbInteractiveScopeChange;
}

}  // namespace

vpiHandle CallbackTable::add(const s_cb_data& request, const SignalObject* signal,
                             Purpose purpose) {
  if (!is_known(request.reason) || (request.reason == cbValueChange) != (signal != nullptr)) {
    return nullptr;
  }
  auto callback = std::make_shared<Callback>();
  callback->request = request;
  callback->time.type = request.time == nullptr ? vpiSuppressTime : request.time->type;
  callback->value.format = request.value == nullptr ? vpiSuppressVal : request.value->format;
  callback->registered = context_->time();
  callback->purpose = std::move(purpose);
  callback->handle = callback;
  const auto reason = static_cast<std::size_t>(request.reason);
  ++armed_[reason];
  if (signal != nullptr) {
    callback->view = signal->view;
    append_image(callback->view, callback->image);
    watches_.push_back(callback);
  } else if (callback->purpose.condition) {
    conditional_.push_back(callback);
  } else if (is_timed(request.reason) && request.time != nullptr) {
    const bool absolute =
        request.reason == cbAtStartOfSimTime || request.reason == cbAtEndOfSimTime;
    const std::uint64_t time = value_of(*request.time) + (absolute ? 0 : context_->time());
    if (time <= context_->time()) {
      due_[reason].push_back(callback);
    } else {
      wait_until(time, callback);
    }
  } else {
    due_[reason].push_back(callback);
  }
  return to_handle(callback.get());
}

void CallbackTable::wait_until(std::uint64_t time, std::shared_ptr<Callback> callback) {
  later_.emplace(std::pair{time, sequence_++}, std::move(callback));
  next_later_ = later_.begin()->first.first;
}

void CallbackTable::disarm(Callback& callback) {
  if (!callback.armed) return;
  callback.armed = false;
  --armed_[static_cast<std::size_t>(callback.request.reason)];
  if (callback.request.reason == cbValueChange) watches_left_ = true;
}

void CallbackTable::remove(vpiHandle handle) {
  auto& callback = static_cast<Callback&>(*to_object(handle));
  disarm(callback);
  const std::shared_ptr<Callback> last = std::move(callback.handle);
}

void CallbackTable::release(vpiHandle handle) {
  const std::shared_ptr<Callback> last =
      std::move(static_cast<Callback&>(*to_object(handle)).handle);
}

void CallbackTable::fire(Callback& callback) {
  ++calls_;
  s_cb_data data = callback.request;
  s_vpi_time time = callback.time;
  if (time.type == vpiSimTime) {
    time.high = static_cast<PLI_UINT32>(context_->time() >> 32);
    time.low = static_cast<PLI_UINT32>(context_->time());
  } else if (time.type == vpiScaledRealTime) {
    time.real = static_cast<double>(context_->time());
  }
  s_vpi_value value = callback.value;
  if (callback.request.reason == cbValueChange) formatter_.get(callback.view, value);
  data.time = time.type == vpiSuppressTime ? nullptr : &time;
  data.value = value.format == vpiSuppressVal ? nullptr : &value;
  data.cb_rtn(&data);
}

void CallbackTable::take_due() {
  const std::uint64_t now = context_->time();
  while (!later_.empty() && later_.begin()->first.first <= now) {
    std::shared_ptr<Callback> callback = std::move(later_.begin()->second);
    later_.erase(later_.begin());
    if (!callback->armed) continue;
    due_[static_cast<std::size_t>(callback->request.reason)].push_back(std::move(callback));
  }
  next_later_ = later_.empty() ? ~std::uint64_t{0} : later_.begin()->first.first;
}

bool CallbackTable::call_due(PLI_INT32 reason) {
  Callbacks& due = due_[static_cast<std::size_t>(reason)];
  Callbacks round;
  round.swap(due);
  bool called = false;
  for (const std::shared_ptr<Callback>& callback : round) {
    if (!callback->armed) continue;
    if (reason == cbNextSimTime && callback->registered == context_->time()) {
      due.push_back(callback);
      continue;
    }
    disarm(*callback);
    callback->purpose.clock.reset();
    fire(*callback);
    called = true;
  }
  return called;
}

/// Whether nothing but edges of clocks is due, and the application is not at work in this time
/// slot.
bool CallbackTable::can_be_held() const {
  const Callbacks& due = due_[cbAfterDelay];
  return calls_ == calls_before_ && armed(cbReadWriteSynch) == 0 &&
         std::all_of(due.begin(), due.end(), [](const auto& callback) {
           return !callback->armed ||
                  (callback->purpose.clock != nullptr && callback->purpose.clock->waits_for_edge());
         });
}

void CallbackTable::call_delayed() {
  Callbacks& due = due_[cbAfterDelay];
  if (due.empty()) return;
  if (can_be_held()) {
    held_.swap(due);
  } else {
    call_due(cbAfterDelay);
  }
}

/// The application is about to be called for something else: it is the tasks' turn first.
void CallbackTable::call_held() {
  Callbacks& due = due_[cbAfterDelay];
  due.insert(due.begin(), held_.begin(), held_.end());
  held_.clear();
  call_due(cbAfterDelay);
}

bool CallbackTable::toggle_held(const ForceTable& forces) {
  if (held_.empty()) return false;
  for (std::shared_ptr<Callback>& callback : held_) {
    if (!callback->armed) continue;
    const std::uint64_t delay = callback->purpose.clock->toggle(forces);
    callback->registered = context_->time();
    wait_until(context_->time() + delay, std::move(callback));
    ++edges_taken_;
  }
  held_.clear();
  return true;
}

bool CallbackTable::call_conditional() {
  const auto ready = [](const auto& callback) {
    return !callback->armed || callback->purpose.condition();
  };
  const auto first = std::stable_partition(conditional_.begin(), conditional_.end(),
                                           [&](const auto& callback) { return !ready(callback); });
  if (first == conditional_.end()) return false;
  const Callbacks round(first, conditional_.end());
  conditional_.erase(first, conditional_.end());
  bool called = false;
  for (const std::shared_ptr<Callback>& callback : round) {
    if (!callback->armed) continue;
    if (!held_.empty()) call_held();
    disarm(*callback);
    fire(*callback);
    called = true;
  }
  return called;
}

bool CallbackTable::call_changed() {
  bool called = !conditional_.empty() && call_conditional();
  const std::size_t count = watches_.size();  // not those that are added meanwhile
  for (std::size_t i = 0; i < count; ++i) {
    Callback& watch = *watches_[i];
    if (!watch.armed || !differs(watch.view, watch.image)) continue;
    if (!held_.empty()) call_held();
    if (!watch.armed) continue;
    const std::shared_ptr<Callback> keep = watches_[i];
    watch.image.clear();
    append_image(watch.view, watch.image);
    fire(watch);
    called = true;
  }
  if (std::exchange(watches_left_, false)) {
    std::erase_if(watches_, [](const auto& watch) { return !watch->armed; });
  }
  return called;
}

}  // namespace lightloop::vpi
