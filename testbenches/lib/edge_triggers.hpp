// SPDX-License-Identifier: Apache-2.0
// Triggers of clock edges and of changes of ports, with the names that cocotb gave them.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

#include "testbenches/lib/clock.hpp"
#include "testbenches/lib/port.hpp"
#include "testbenches/lib/watch.hpp"

namespace lightloop::testbench {
namespace detail {

/// `edges` edges of a clock from now.
class ClockEdgeTrigger {
 public:
  ClockEdgeTrigger(Clock& clock, ClockEdge edge, std::uint64_t edges)
      : clock_(&clock), edges_(edges), edge_(edge) {}

  bool ready() const { return edges_ == 0; }
  void arm(Waiter& waiter) { clock_->arm(edge_, edges_, waiter, place_); }
  void result() const {}
  std::string what() const {
    const std::string name = edge_ == ClockEdge::kRising ? "RisingEdge" : "FallingEdge";
    return edges_ == 1 ? name + "(clock)" : "ClockCycles(" + std::to_string(edges_) + ")";
  }

 private:
  Clock* clock_;
  std::uint64_t edges_;
  ClockEdge edge_;
  DeadlineQueue::Place place_;
};

enum class Change : std::uint8_t { kRising, kFalling, kAny };

/// A change of a port, looked for each time the model has settled.
template <typename T>
class PortTrigger : public Watch {
 public:
  PortTrigger(const Port<T>& port, Change change)
      : port_(port), change_(change), last_(port.read()) {}

  bool ready() const { return false; }
  void arm(Waiter& waiter) {
    last_ = port_.read();
    set_waiter(waiter);
    port_.slot().watches.push_back(*this);
  }
  void result() const {}
  std::string what() const {
    const char* const kind = change_ == Change::kRising    ? "RisingEdge("
                             : change_ == Change::kFalling ? "FallingEdge("
                                                           : "Edge(";
    return std::string(kind) + port_.name() + ")";
  }

  bool happened() override {
    const T last = std::exchange(last_, port_.read());
    if constexpr (std::is_integral_v<T>) {
      if (change_ == Change::kRising) return (last & 1) == 0 && (last_ & 1) == 1;
      if (change_ == Change::kFalling) return (last & 1) == 1 && (last_ & 1) == 0;
    }
    return std::memcmp(&last, &last_, sizeof(T)) != 0;
  }

 private:
  Port<T> port_;
  Change change_;
  T last_;
};

}  // namespace detail

/// co_await RisingEdge(clock): the task reads what the flip-flops see at the edge, and what it
/// writes they see at the next. co_await RisingEdge(port), of bit 0: the task reads the values
/// after the change.
template <typename Signal>
class RisingEdge;
/// As RisingEdge, for the other edge.
template <typename Signal>
class FallingEdge;
/// Any change of a port.
template <typename Signal>
class Edge;

template <>
class RisingEdge<Clock> : public detail::ClockEdgeTrigger {
 public:
  explicit RisingEdge(Clock& clock) : ClockEdgeTrigger(clock, ClockEdge::kRising, 1) {}
};
template <>
class FallingEdge<Clock> : public detail::ClockEdgeTrigger {
 public:
  explicit FallingEdge(Clock& clock) : ClockEdgeTrigger(clock, ClockEdge::kFalling, 1) {}
};
RisingEdge(Clock&)->RisingEdge<Clock>;
FallingEdge(Clock&)->FallingEdge<Clock>;

template <typename T>
requires std::is_integral_v<T>
class RisingEdge<Port<T>> final : public detail::PortTrigger<T> {
 public:
  explicit RisingEdge(const Port<T>& port)
      : detail::PortTrigger<T>(port, detail::Change::kRising) {}
};
template <typename T>
requires std::is_integral_v<T>
class FallingEdge<Port<T>> final : public detail::PortTrigger<T> {
 public:
  explicit FallingEdge(const Port<T>& port)
      : detail::PortTrigger<T>(port, detail::Change::kFalling) {}
};
template <typename T>
class Edge<Port<T>> final : public detail::PortTrigger<T> {
 public:
  explicit Edge(const Port<T>& port) : detail::PortTrigger<T>(port, detail::Change::kAny) {}
};
template <typename T>
RisingEdge(const Port<T>&) -> RisingEdge<Port<T>>;
template <typename T>
FallingEdge(const Port<T>&) -> FallingEdge<Port<T>>;
template <typename T>
Edge(const Port<T>&) -> Edge<Port<T>>;

/// co_await ClockCycles(clock, n): the n-th edge from now; 0 does not wait.
class ClockCycles : public detail::ClockEdgeTrigger {
 public:
  ClockCycles(Clock& clock, std::uint64_t cycles, ClockEdge edge = ClockEdge::kRising)
      : ClockEdgeTrigger(clock, edge, cycles) {}
};

}  // namespace lightloop::testbench
