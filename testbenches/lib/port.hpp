// SPDX-License-Identifier: Apache-2.0
// A port of the model as tasks see it.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/time_slot.hpp"

namespace lightloop::testbench {

/// Handle of one port, made by Bench::port(), copied freely. T is the port's type in the Verilated
/// model: CData, SData, IData, QData or VlWide<N>.
template <typename T>
class Port {
 public:
  Port(T& port, TimeSlot& slot, const char* name = "port")
      : port_(&port), slot_(&slot), name_(name) {}

  /// The present value. After co_await RisingEdge(clock), what flip-flops see at that edge.
  const T& read() const { return *port_; }

  /// The port has the value when the tasks that are awake now have all been suspended: after the
  /// edge that woke them. The last write wins. Throws BenchError in the ReadOnly phase.
  void write(const T& value) const {
    if (slot_->phase == Phase::kReadOnly) [[unlikely]] {
      throw BenchError(std::string("write to ") + name_ + " in the ReadOnly phase");
    }
    slot_->writes.stage(*port_, value);
  }

  const char* name() const { return name_; }
  TimeSlot& slot() const { return *slot_; }

 private:
  T* port_;
  TimeSlot* slot_;
  const char* name_;
};

}  // namespace lightloop::testbench
