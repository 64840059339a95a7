// SPDX-License-Identifier: Apache-2.0
// The callbacks that a VPI application has registered.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>
#include <verilated.h>
#include <vpi_user.h>

#include "sim/vpi/taken_clock.hpp"
#include "sim/vpi/value_format.hpp"
#include "sim/vpi/vpi_object.hpp"

namespace lightloop::vpi {

/// Callbacks in place of Verilator's own. The host knows what the application waits for, and can
/// leave out work for which nobody waits; a removed callback never fires; parts of vectors, strings
/// and whole arrays can be waited for; a value that changes within a callback is a change.
///
/// A callback after a delay may have a condition in place of the delay: it is called in the first
/// round of value-change callbacks in which that holds.
///
/// A callback after a delay may be that of a clock's task (TakenClock). When it is due, and until
/// the read-write phase the application would be called for nothing but such clocks, it is left
/// out: the values that the tasks would have written there are written, and the callbacks wait for
/// their next edges. Otherwise it is called in its turn. So the application cannot tell the
/// difference.
///
/// Used by the thread that runs the simulation only.
class CallbackTable {
 public:
  /// What a callback after a delay is for, if that is known.
  struct Purpose {
    std::shared_ptr<TakenClock> clock;  ///< whose task waits for it
    std::function<bool()> condition;    ///< in place of the delay
  };

  /// Before the application starts. The context is that of the hosted model.
  void use(VerilatedContext& context) { context_ = &context; }

  /// What vpi_register_cb() returns. Null for reasons that do not occur here; `signal` is null but
  /// for cbValueChange.
  vpiHandle add(const s_cb_data& request, const SignalObject* signal, Purpose purpose = {});
  /// It does not fire any more, and the handle is gone.
  void remove(vpiHandle handle);
  /// The handle is gone; the callback stays.
  void release(vpiHandle handle);

  /// The time of the context has changed.
  void advance() {
    calls_before_ = calls_;
    if (next_later_ <= context_->time()) take_due();
  }
  /// Calls those of this reason, other than cbValueChange, that are due; those which are added
  /// meanwhile only the next time. Whether there were any.
  bool call(PLI_INT32 reason) {
    return !due_[static_cast<std::size_t>(reason)].empty() && call_due(reason);
  }
  /// Calls those whose value has changed since the last time, and those whose condition holds.
  /// Whether there were any.
  bool call_changed();
  /// Whether any can be called so.
  bool watches_any() const { return armed(cbValueChange) != 0 || !conditional_.empty(); }

  /// Calls those after a delay, but for those of clocks where they can be left out.
  void call_delayed();
  /// Whether call_delayed() has left out some, and nothing has called the application since.
  bool holds_edges() const { return !held_.empty(); }
  /// In the read-write phase: writes what their tasks would have written. Whether there were any.
  bool toggle_held(const ForceTable& forces);

  /// The time at which the next callback of a time is due, or ~0.
  std::uint64_t next_deadline() const {
    // A delay of 0: there is one more round at this time.
    const bool now = !due_[cbAfterDelay].empty() || !due_[cbAtStartOfSimTime].empty();
    return now ? context_->time() : next_later_;
  }

  /// Times that the application was called so far.
  std::uint64_t calls() const { return calls_; }
  /// Times that it was not, as the host drove its clock.
  std::uint64_t edges_taken() const { return edges_taken_; }

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
    Purpose purpose;
    std::shared_ptr<Callback> handle;  ///< itself, while the application has its handle
  };
  using Callbacks = std::vector<std::shared_ptr<Callback>>;

  static constexpr std::size_t kReasons = cbAtEndOfSimTime + 1;

  void disarm(Callback& callback);
  void fire(Callback& callback);
  void take_due();
  void wait_until(std::uint64_t time, std::shared_ptr<Callback> callback);
  bool can_be_held() const;
  void call_held();
  bool call_conditional();
  bool call_due(PLI_INT32 reason);

  VerilatedContext* context_ = nullptr;
  std::array<std::size_t, kReasons> armed_{};
  std::uint64_t calls_ = 0;
  std::uint64_t calls_before_ = 0;  ///< calls_ when the time slot began
  std::uint64_t edges_taken_ = 0;
  std::uint64_t sequence_ = 0;
  std::array<Callbacks, kReasons> due_;
  std::uint64_t next_later_ = ~std::uint64_t{0};  ///< the first time in later_
  /// By time and order of registration.
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::shared_ptr<Callback>> later_;
  Callbacks held_;             ///< of clocks whose edge is due
  Callbacks conditional_;      ///< those with a condition
  Callbacks watches_;          ///< cbValueChange
  bool watches_left_ = false;  ///< some are not armed any more
  ValueFormatter formatter_;
};

}  // namespace lightloop::vpi
