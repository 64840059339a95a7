// SPDX-License-Identifier: Apache-2.0
// The callbacks that a VPI application has registered.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>
#include <verilated.h>
#include <vpi_user.h>

#include "sim/vpi/value_format.hpp"
#include "sim/vpi/vpi_object.hpp"

namespace lightloop::vpi {

/// Callbacks in place of Verilator's own. The host knows what the application waits for, and can
/// leave out work for which nobody waits; a removed callback never fires; parts of vectors, strings
/// and whole arrays can be waited for; a value that changes within a callback is a change.
///
/// Used by the thread that runs the simulation only.
class CallbackTable {
 public:
  /// Before the application starts. The context is that of the hosted model.
  void use(VerilatedContext& context) { context_ = &context; }

  /// What vpi_register_cb() returns. Null for reasons that do not occur here; `signal` is null but
  /// for cbValueChange.
  vpiHandle add(const s_cb_data& request, const SignalObject* signal);
  /// It does not fire any more, and the handle is gone.
  void remove(vpiHandle handle);
  /// The handle is gone; the callback stays.
  void release(vpiHandle handle);

  /// The time of the context has changed.
  void advance() {
    if (next_later_ <= context_->time()) take_due();
  }
  /// Calls those of this reason, other than cbValueChange, that are due; those which are added
  /// meanwhile only the next time. Whether there were any.
  bool call(PLI_INT32 reason) {
    return !due_[static_cast<std::size_t>(reason)].empty() && call_due(reason);
  }
  /// Calls those whose value has changed since the last time. Whether there were any.
  bool call_changed();

  /// The time at which the next callback of a time is due, or ~0.
  std::uint64_t next_deadline() const {
    // A delay of 0: there is one more round at this time.
    const bool now = !due_[cbAfterDelay].empty() || !due_[cbAtStartOfSimTime].empty();
    return now ? context_->time() : next_later_;
  }

  /// Times that the application was called so far.
  std::uint64_t calls() const { return calls_; }

  /// Callbacks of this reason that can still fire.
  std::size_t armed(PLI_INT32 reason) const { return armed_[static_cast<std::size_t>(reason)]; }
  /// Callbacks by which the application can get control again before the end of the simulation.
  std::size_t armed_to_wake() const {
    return armed(cbValueChange) + armed(cbAfterDelay) + armed(cbReadWriteSynch) +
           armed(cbReadOnlySynch) + armed(cbNextSimTime) + armed(cbAtStartOfSimTime) +
           armed(cbAtEndOfSimTime);
  }

 private:
  struct Callback final : Object {
    Callback() : Object(ObjectKind::kCallback) {}
    s_cb_data request{};
    s_vpi_time time{};    ///< its type is what the application wants to be told
    s_vpi_value value{};  ///< likewise its format
    bool armed = true;
    std::uint64_t registered = 0;  ///< when
    SignalView view;               ///< cbValueChange
    std::vector<std::byte> image;
    std::shared_ptr<Callback> handle;  ///< itself, while the application has its handle
  };
  using Callbacks = std::vector<std::shared_ptr<Callback>>;

  static constexpr std::size_t kReasons = cbAtEndOfSimTime + 1;

  void disarm(Callback& callback);
  void fire(Callback& callback);
  void take_due();
  bool call_due(PLI_INT32 reason);

  VerilatedContext* context_ = nullptr;
  std::array<std::size_t, kReasons> armed_{};
  std::uint64_t calls_ = 0;
  std::uint64_t sequence_ = 0;
  std::array<Callbacks, kReasons> due_;
  std::uint64_t next_later_ = ~std::uint64_t{0};  ///< the first time in later_
  /// By time and order of registration.
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::shared_ptr<Callback>> later_;
  Callbacks watches_;          ///< cbValueChange
  bool watches_left_ = false;  ///< some are not armed any more
  ValueFormatter formatter_;
};

}  // namespace lightloop::vpi
