// SPDX-License-Identifier: Apache-2.0
// Register reads and writes from tasks.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "sim/bus/axi4_lite_master.hpp"
#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// A register access got an error response. The message names port, access, address and response.
class AxiResponseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An AXI4-Lite master on bus::Axi4LiteMaster. Accesses of several tasks are done in the order in
/// which they are awaited, one after the other.
///
///   Axi4LiteDriver control(bench, "control", LIGHTLOOP_AXI4_LITE_SIGNALS(model, s_axi_control));
///   co_await control.write(0x10, 64);
///   const std::uint64_t status = co_await control.read(0x00);
class Axi4LiteDriver {
 public:
  using Completion = bus::Axi4LiteMaster::Completion;

  /// Attaches itself to `host`, a Bench or a CoroutineHook, and must outlive its runs.
  template <typename Host>
  Axi4LiteDriver(Host& host, std::string name, const bus::Axi4LiteSignals& signals,
                 const bus::Axi4LiteMasterOptions& options = {},
                 bus::ViolationHandler on_violation = bus::throw_violation)
      : name_(name), master_(std::move(name), signals, options, std::move(on_violation)) {
    host.attach(*this);
  }
  Axi4LiteDriver(const Axi4LiteDriver&) = delete;
  Axi4LiteDriver& operator=(const Axi4LiteDriver&) = delete;

 private:
  // One access: goes on at the rising edge at which the response is taken. Withdrawn (by a
  // timeout), it is still done on the bus.
  class Access : public ListNode {
   public:
    bool ready() const { return false; }
    void arm(Waiter& waiter) {
      waiter_ = &waiter;
      completion_.ticket = is_write_ ? driver_->master_.write(completion_.address, data_, strobe_)
                                     : driver_->master_.read(completion_.address);
      driver_->waiting_.push_back(*this);
    }
    std::string what() const;

   protected:
    Access(Axi4LiteDriver& driver, bool is_write, std::uint64_t address, std::uint64_t data,
           std::uint64_t strobe)
        : driver_(&driver), is_write_(is_write), data_(data), strobe_(strobe) {
      completion_.address = address;
    }
    /// Throws AxiResponseError unless the response was OKAY.
    void check() const;

    Axi4LiteDriver* driver_;
    Waiter* waiter_ = nullptr;
    bool is_write_;
    std::uint64_t data_;
    std::uint64_t strobe_;
    Completion completion_;
    friend class Axi4LiteDriver;
  };

 public:
  class Read : public Access {
   public:
    Read(Axi4LiteDriver& driver, std::uint64_t address) : Access(driver, false, address, 0, 0) {}
    std::uint64_t result() const {
      check();
      return completion_.data;
    }
  };
  class Write : public Access {
   public:
    Write(Axi4LiteDriver& driver, std::uint64_t address, std::uint64_t data, std::uint64_t strobe)
        : Access(driver, true, address, data, strobe) {}
    void result() const { check(); }
  };
  /// A read or write whose result is the response, whatever it is.
  class Attempt : public Access {
   public:
    explicit Attempt(const Access& access) : Access(access) {}
    Completion result() const { return completion_; }
  };

  /// co_await gives the value; throws AxiResponseError unless the response was OKAY.
  Read read(std::uint64_t address) { return {*this, address}; }
  /// `strobe` has one bit a byte. Throws AxiResponseError unless the response was OKAY.
  Write write(std::uint64_t address, std::uint64_t data, std::uint64_t strobe = UINT64_MAX) {
    return {*this, address, data, strobe};
  }
  /// co_await control.attempt(control.read(0x40)) gives the Completion, with any response.
  Attempt attempt(const Access& access) { return Attempt(access); }

  /// Nothing on the bus and nothing waiting.
  bool idle() const { return master_.idle(); }

  // What the host calls around each rising edge.
  void drive() { master_.drive(); }
  void sample();
  /// Accesses in progress are forgotten: who awaits one is not woken.
  void reset() {
    master_.reset();
    while (waiting_.pop_front() != nullptr) {
    }
  }

 private:
  std::string name_;
  bus::Axi4LiteMaster master_;
  IntrusiveList<Access> waiting_;  // in the order of their tickets
};

}  // namespace lightloop::testbench
