// SPDX-License-Identifier: Apache-2.0
// The callbacks that a VPI application has registered and that can still fire.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>
#include <vpi_user.h>

namespace lightloop::vpi {

/// Stands between the VPI application and the simulator's own callback lists: each registered
/// callback goes through here when it fires. So the host knows what the application waits for, can
/// leave out work for which nobody waits, and a removed callback never fires, which Verilator 5.006
/// does not ensure for cbNextSimTime.
///
/// Used by the thread that runs the simulation only.
class CallbackTable {
 public:
  /// The table of the process: VPI is a C interface without a context argument.
  static CallbackTable& instance();

  /// Registers with the simulator; what vpi_register_cb() returns.
  vpiHandle add(const s_cb_data& request);
  /// Before the handle is removed or released in the simulator.
  void remove(vpiHandle handle);
  void release(vpiHandle handle);

  /// Called between the simulator's rounds of callbacks, when nothing that was removed can fire.
  void sweep() {
    if (!removed_.empty()) removed_.clear();
  }

  /// Times that the application was called so far.
  std::uint64_t calls() const { return calls_; }

  /// Callbacks of this reason that can still fire.
  std::size_t armed(int reason) const { return armed_[static_cast<std::size_t>(reason)]; }
  /// Callbacks by which the application can get control again before the end of the simulation.
  std::size_t armed_to_wake() const {
    return armed(cbValueChange) + armed(cbAfterDelay) + armed(cbReadWriteSynch) +
           armed(cbReadOnlySynch) + armed(cbNextSimTime);
  }

 private:
  struct Callback {
    CallbackTable* table = nullptr;
    s_cb_data request{};
    vpiHandle handle = nullptr;
    bool armed = true;
    bool released = false;  ///< the application gave the handle back; the callback stays
  };

  static PLI_INT32 fire(s_cb_data* data);
  void disarm(Callback& callback);
  static bool repeats(int reason) { return reason == cbValueChange; }

  static constexpr std::size_t kReasons = cbAtEndOfSimTime + 1;
  std::array<std::size_t, kReasons> armed_{};
  std::uint64_t calls_ = 0;
  std::unordered_map<vpiHandle, std::unique_ptr<Callback>> by_handle_;
  /// One-shot callbacks whose handle was given back before they fired.
  std::unordered_map<Callback*, std::unique_ptr<Callback>> released_;
  /// A callback that is removed by another one of the same round may still be called in that round.
  std::vector<std::unique_ptr<Callback>> removed_;
};

}  // namespace lightloop::vpi
