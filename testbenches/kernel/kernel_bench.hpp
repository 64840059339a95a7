// SPDX-License-Identifier: Apache-2.0
// A kernel with the host's end of its control port: what the benches of all kernels share.
#pragma once

#include <cstdint>
#include <functional>

#include "sim/bus/axi4_lite_master.hpp"
#include "sim/bus/clocked_model.hpp"

namespace lightloop::testbenches {

/// Runs the clock of a Verilated kernel and speaks ap_ctrl_hs to it. Owns nothing: the model must
/// outlive it.
class KernelBench {
 public:
  KernelBench(std::function<void()> eval, bus::Signal clock, bus::Signal reset_n,
              const bus::Axi4LiteSignals& control, const bus::Axi4LiteMasterOptions& options = {});

  /// Adds a memory or another bus model; before reset().
  void attach(bus::BusModel& model) { clock_.attach(model); }
  void reset(unsigned clocks = 8) { clock_.reset(clocks); }
  void step(std::uint64_t clocks = 1) { clock_.step(clocks); }
  std::uint64_t clocks() const { return clock_.clocks(); }

  /// One register access, to its end. Throws std::runtime_error on an error response.
  std::uint32_t read(std::uint32_t offset);
  void write(std::uint32_t offset, std::uint32_t value);
  /// Two words, low one first.
  void write64(std::uint32_t offset, std::uint64_t value);

  /// Writes ap_start.
  void start();
  /// Reads the control register until it shows ap_done, as XRT does, and returns what it showed.
  /// Throws std::runtime_error after `limit` clocks.
  std::uint32_t wait_done(std::uint64_t limit = 1'000'000);

 private:
  bus::Axi4LiteMaster::Completion finish();

  bus::Axi4LiteMaster control_;
  bus::ClockedModel clock_;
};

}  // namespace lightloop::testbenches
