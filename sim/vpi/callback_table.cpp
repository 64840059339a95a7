// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/callback_table.hpp"

#include "sim/vpi/verilator_vpi.hpp"

namespace lightloop::vpi {

CallbackTable& CallbackTable::instance() {
  static CallbackTable table;
  return table;
}

vpiHandle CallbackTable::add(const s_cb_data& request) {
  auto callback = std::make_unique<Callback>();
  callback->table = this;
  callback->request = request;
  s_cb_data forwarded = request;
  forwarded.cb_rtn = &CallbackTable::fire;
  forwarded.user_data = reinterpret_cast<PLI_BYTE8*>(callback.get());
  const vpiHandle handle = verilator_vpi_register_cb(&forwarded);
  if (handle == nullptr) return nullptr;
  callback->handle = handle;
  ++armed_[static_cast<std::size_t>(request.reason)];
  by_handle_[handle] = std::move(callback);
  return handle;
}

void CallbackTable::disarm(Callback& callback) {
  if (!callback.armed) return;
  callback.armed = false;
  --armed_[static_cast<std::size_t>(callback.request.reason)];
}

void CallbackTable::remove(vpiHandle handle) {
  const auto found = by_handle_.find(handle);
  if (found == by_handle_.end()) return;
  Callback& callback = *found->second;
  disarm(callback);
  if (callback.request.reason == cbNextSimTime) {
    // Verilator forgets nothing that was registered after time 0: it will call, and find it
    // disarmed.
    callback.released = true;
    released_.emplace(&callback, std::move(found->second));
  } else {
    removed_.push_back(std::move(found->second));
  }
  by_handle_.erase(found);
}

void CallbackTable::release(vpiHandle handle) {
  const auto found = by_handle_.find(handle);
  if (found == by_handle_.end()) return;
  Callback& callback = *found->second;
  if (callback.armed) {
    callback.released = true;
    released_.emplace(&callback, std::move(found->second));
  }
  by_handle_.erase(found);
}

PLI_INT32 CallbackTable::fire(s_cb_data* data) {
  auto* callback = reinterpret_cast<Callback*>(data->user_data);
  CallbackTable& table = *callback->table;
  const bool armed = callback->armed;
  // The application may remove or release the callback from within it: nothing of it is used after.
  s_cb_data forwarded = *data;
  forwarded.user_data = callback->request.user_data;
  const auto routine = callback->request.cb_rtn;
  if (!repeats(data->reason)) {
    table.disarm(*callback);
    if (callback->released) table.released_.erase(callback);
  }
  if (!armed) return 0;
  ++table.calls_;
  return routine(&forwarded);
}

}  // namespace lightloop::vpi
