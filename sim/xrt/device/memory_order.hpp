// SPDX-License-Identifier: Apache-2.0
// Memory that compute units on several threads use in the order of their clocks.
//
// What a unit reads or writes in clock c comes after all that any unit does in the clocks before c,
// and after what the units before it do in clock c: the order in which one thread would run them,
// clock by clock. So a run gives the same memory and the same results on any number of threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/bus/memory.hpp"

namespace lightloop::xrt_device {

/// How far each unit is. Units are numbered from 0.
class MemoryOrder {
 public:
  explicit MemoryOrder(std::size_t units) : progress_(units) {}

  /// All units that run at the same time from now on are at `clock`; the others do not count.
  void begin(std::span<const std::size_t> units, std::uint64_t clock);
  /// `unit` has completed all clocks before `clock`.
  void reach(std::size_t unit, std::uint64_t clock) {
    progress_[unit].clock.store(clock, std::memory_order_release);
  }
  /// `unit` takes no part any more.
  void leave(std::size_t unit) { reach(unit, kFar); }
  /// Waits until it is the turn of `unit` in the clock that it has reached.
  void await_turn(std::size_t unit) const;

 private:
  static constexpr std::uint64_t kFar = UINT64_MAX;
  static constexpr std::size_t kCacheLine = 64;
  struct alignas(kCacheLine) Progress {
    std::atomic<std::uint64_t> clock{kFar};
  };
  std::vector<Progress> progress_;
};

/// The memory as one unit sees it.
class OrderedMemory final : public bus::Memory {
 public:
  OrderedMemory(bus::Memory& memory, const MemoryOrder& order, std::size_t unit)
      : memory_(memory), order_(order), unit_(unit) {}

  bus::AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override {
    order_.await_turn(unit_);
    return memory_.read(address, data);
  }
  bus::AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> data) override {
    order_.await_turn(unit_);
    return memory_.write(address, data);
  }

 private:
  bus::Memory& memory_;
  const MemoryOrder& order_;
  std::size_t unit_;
};

}  // namespace lightloop::xrt_device
