// SPDX-License-Identifier: Apache-2.0
// One instance of a kernel with its bus models.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/bus/axi4_lite_master.hpp"
#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/bus/memory.hpp"
#include "sim/xrt/device/connected_memory.hpp"
#include "sim/xrt/device/device_description.hpp"
#include "sim/xrt/device/kernel_library.hpp"
#include "sim/xrt/device/stream_fifo.hpp"

namespace lightloop::xrt_device {

/// ap_clk, and ap_clk_2 if the kernel has one, run in phase at the same frequency.
class ComputeUnit {
 public:
  /// Makes the model and takes it through reset. Its ports reach those banks of `memory` that the
  /// description says; `faults` counts the accesses to others. Throws std::runtime_error if the
  /// library lacks a port that the description names.
  ComputeUnit(const ComputeUnitDescription& unit, const DeviceDescription& device,
              const KernelLibrary& library, bus::Memory& memory,
              std::atomic<std::uint64_t>& faults);
  ~ComputeUnit();
  ComputeUnit(const ComputeUnit&) = delete;
  ComputeUnit& operator=(const ComputeUnit&) = delete;

  const std::string& name() const { return unit_.instance; }
  const ComputeUnitDescription& description() const { return unit_; }
  const KernelDescription& kernel() const { return kernel_; }
  bool has_registers() const { return control_ != nullptr; }

  /// Runs clock number `clock` of the device. Throws std::runtime_error if the RTL ended itself:
  /// $finish, $fatal, $stop, a failed assertion.
  void step(std::uint64_t clock);

  /// Runs clocks `first`, first + 1, ... while nothing happens on the buses, at most `clocks`, and
  /// returns how many: 0 if something does. The same as so many calls of step(), only faster, and
  /// memory is not used. Throws as step().
  std::uint64_t run_quiet(std::uint64_t first, std::uint64_t clocks);

  /// The two halves of step(), for units that are connected by streams: those of one clock all do
  /// the first before any does the second. Throw as step().
  void before_edge(std::uint64_t clock);
  void after_edge(std::uint64_t clock);

  /// A stream port of the kernel. Throws std::runtime_error if the RTL has none of that name.
  StreamSignals stream_signals(const std::string& port) const;
  /// Whether a signal of a port is an input of the kernel.
  bool is_input(const std::string& port, const char* signal) const {
    return model_.is_input(port + "_" + signal);
  }
  /// Puts something behind a stream port; run_quiet() is not for units that have any.
  void attach(std::unique_ptr<StreamEndpoint> endpoint) { streams_.push_back(std::move(endpoint)); }
  /// What is behind the stream ports.
  const std::vector<std::unique_ptr<StreamEndpoint>>& streams() const { return streams_; }
  /// Prints a rule of AXI that the kernel broke, the first few of them.
  void report_violation(const std::string& message) { violation(message); }

  /// The description and the RTL have one.
  bool has_interrupt() const { return interrupt_.connected(); }
  /// The next time that the line is high, now included, it counts and is masked again. Made masked.
  void unmask_interrupt();
  void mask_interrupt();
  std::uint32_t interrupts() const { return interrupts_; }
  /// Those counted are over.
  void take_interrupts() { interrupts_ = 0; }

  /// Register port; has_registers() only.
  bus::Axi4LiteMaster& control() { return *control_; }

  /// No memory access waits or is in flight.
  bool memory_idle() const;
  /// Something behind a stream port waits for the kernel to take it.
  bool stream_pending() const;
  /// Beats on all memory and stream ports so far.
  std::uint64_t beats() const;
  /// Those of them that captures supplied.
  std::uint64_t supplied() const;

  /// Writes an FST waveform from now on. False if the file cannot be opened.
  bool open_waveform(const std::string& path) { return traced_ = model_.open_trace(path); }
  /// Completes the waveform file, if any.
  void close_waveform();

 private:
  bus::Signal required(const std::string& port, const char* signal) const;
  bus::Signal optional(const std::string& port, const char* signal) const;
  bus::Axi4LiteSignals control_signals() const;
  bus::Axi4Signals memory_signals(const std::string& port) const;
  void violation(const std::string& message);
  template <class Work>
  void in_clock(std::uint64_t clock, const Work& work);
  void note_interrupt();
  bool buses_idle() const;
  void watch(const bus::Signal& port);
  void half_clock(std::uint64_t level, std::uint64_t time_ps);

  ComputeUnitDescription unit_;
  KernelDescription kernel_;
  std::uint64_t period_ps_;
  KernelModel model_;
  bus::Signal clock_, clock_2_, reset_n_, reset_n_2_;
  std::unique_ptr<bus::Axi4LiteMaster> control_;
  std::vector<std::unique_ptr<ConnectedMemory>> connections_;  // of each of the next
  std::vector<std::unique_ptr<bus::Axi4MemorySlave>> memories_;
  std::vector<std::unique_ptr<StreamEndpoint>> streams_;
  std::vector<const std::uint8_t*> watched_;  // ports that begin something on a bus
  bus::Signal interrupt_;
  bool interrupt_unmasked_ = false;  // and watched, last of all
  std::uint32_t interrupts_ = 0;
  bool settled_ = false;  // the bus models were idle and have put that on their ports
  unsigned violations_ = 0;
  bool traced_ = false;
};

}  // namespace lightloop::xrt_device
