// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/compute_unit.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <stdexcept>

namespace lightloop::xrt_device {
namespace {

constexpr unsigned kResetClocks = 16;
constexpr unsigned kMaxViolationsPrinted = 10;

// Near enough to a card's memory that a kernel has to have several bursts in flight to be fast.
constexpr bus::Axi4MemorySlaveOptions kMemoryTiming{
    .read_latency = 24, .write_latency = 12, .max_outstanding = 32, .stall_percent = 0, .seed = 1};

}  // namespace

ComputeUnit::ComputeUnit(const ComputeUnitDescription& unit, const DeviceDescription& device,
                         const KernelLibrary& library, bus::Memory& memory,
                         std::atomic<std::uint64_t>& faults)
    : unit_(unit),
      kernel_(device.kernel(unit.kernel)),
      period_ps_(device.clock_period_ps),
      model_(library, unit.instance),
      clock_(model_.port("ap_clk")),
      clock_2_(model_.port("ap_clk_2")),
      reset_n_(model_.port("ap_rst_n")),
      reset_n_2_(model_.port("ap_rst_n_2")) {
  if (!clock_.connected()) {
    throw std::runtime_error(fmt::format("kernel {}: the RTL has no port ap_clk", kernel_.name));
  }
  const auto report = [this](const std::string& message) { violation(message); };
  if (!kernel_.control_port.empty()) {
    const bus::Axi4LiteSignals signals = control_signals();
    control_ = std::make_unique<bus::Axi4LiteMaster>(unit.instance + " " + kernel_.control_port,
                                                     signals, bus::Axi4LiteMasterOptions{}, report);
    watch(signals.bvalid);
    watch(signals.rvalid);
  }
  for (std::size_t i = 0; i < kernel_.memory_ports.size(); ++i) {
    const std::string& port = kernel_.memory_ports[i];
    const std::string title = unit.instance + " " + port;
    const bus::Axi4Signals signals = memory_signals(port);
    connections_.push_back(std::make_unique<ConnectedMemory>(memory, device.memories,
                                                             unit.reach.at(i), title, faults));
    memories_.push_back(std::make_unique<bus::Axi4MemorySlave>(title, signals, *connections_.back(),
                                                               kMemoryTiming, report));
    watch(signals.awvalid);
    watch(signals.wvalid);
    watch(signals.arvalid);
  }
  if (kernel_.interrupt && model_.port("interrupt").width() == 1)
    interrupt_ = model_.port("interrupt");
  reset_n_.set(0);
  reset_n_2_.set(0);
  for (unsigned i = 0; i < kResetClocks; ++i) {
    half_clock(1, 0);
    half_clock(0, 0);
  }
  reset_n_.set(1);
  reset_n_2_.set(1);
  model_.eval();
}

ComputeUnit::~ComputeUnit() { close_waveform(); }

bus::Signal ComputeUnit::optional(const std::string& port, const char* signal) const {
  return model_.port(fmt::format("{}_{}", port, signal));
}

bus::Signal ComputeUnit::required(const std::string& port, const char* signal) const {
  const bus::Signal found = optional(port, signal);
  if (!found.connected()) {
    throw std::runtime_error(
        fmt::format("kernel {}: kernel.xml names the port {}, but the RTL has "
                    "no {}_{}",
                    kernel_.name, port, port, signal));
  }
  return found;
}

bus::Axi4LiteSignals ComputeUnit::control_signals() const {
  const std::string& port = kernel_.control_port;
  return {.awaddr = required(port, "awaddr"),
          .awprot = optional(port, "awprot"),
          .awvalid = required(port, "awvalid"),
          .awready = required(port, "awready"),
          .wdata = required(port, "wdata"),
          .wstrb = optional(port, "wstrb"),
          .wvalid = required(port, "wvalid"),
          .wready = required(port, "wready"),
          .bresp = optional(port, "bresp"),
          .bvalid = required(port, "bvalid"),
          .bready = required(port, "bready"),
          .araddr = required(port, "araddr"),
          .arprot = optional(port, "arprot"),
          .arvalid = required(port, "arvalid"),
          .arready = required(port, "arready"),
          .rdata = required(port, "rdata"),
          .rresp = optional(port, "rresp"),
          .rvalid = required(port, "rvalid"),
          .rready = required(port, "rready")};
}

// A port may have only a read or only a write side; the side that it has must be whole.
bus::Axi4Signals ComputeUnit::memory_signals(const std::string& port) const {
  bus::Axi4Signals signals;
  const bool writes = optional(port, "awvalid").connected();
  const bool reads = optional(port, "arvalid").connected();
  if (!writes && !reads) required(port, "arvalid");
  if (writes) {
    signals.awid = optional(port, "awid");
    signals.awaddr = required(port, "awaddr");
    signals.awlen = required(port, "awlen");
    signals.awsize = optional(port, "awsize");
    signals.awburst = optional(port, "awburst");
    signals.awvalid = required(port, "awvalid");
    signals.awready = required(port, "awready");
    signals.wdata = required(port, "wdata");
    signals.wstrb = required(port, "wstrb");
    signals.wlast = required(port, "wlast");
    signals.wvalid = required(port, "wvalid");
    signals.wready = required(port, "wready");
    signals.bid = optional(port, "bid");
    signals.bresp = optional(port, "bresp");
    signals.bvalid = required(port, "bvalid");
    signals.bready = required(port, "bready");
  }
  if (reads) {
    signals.arid = optional(port, "arid");
    signals.araddr = required(port, "araddr");
    signals.arlen = required(port, "arlen");
    signals.arsize = optional(port, "arsize");
    signals.arburst = optional(port, "arburst");
    signals.arvalid = required(port, "arvalid");
    signals.arready = required(port, "arready");
    signals.rid = optional(port, "rid");
    signals.rdata = required(port, "rdata");
    signals.rresp = optional(port, "rresp");
    signals.rlast = optional(port, "rlast");
    signals.rvalid = required(port, "rvalid");
    signals.rready = required(port, "rready");
  }
  return signals;
}

void ComputeUnit::violation(const std::string& message) {
  if (++violations_ <= kMaxViolationsPrinted) {
    std::fprintf(stderr, "lightloop device: AXI protocol: %s%s\n", message.c_str(),
                 violations_ == kMaxViolationsPrinted ? " (no more are printed)" : "");
  }
}

void ComputeUnit::half_clock(std::uint64_t level, std::uint64_t time_ps) {
  clock_.set(level);
  clock_2_.set(level);
  model_.set_time(time_ps);
  model_.eval();
}

void ComputeUnit::step(std::uint64_t clock) {
  before_edge(clock);
  after_edge(clock);
}

// Part of clock number `clock`: what goes wrong there says in which unit and when.
template <class Work>
void ComputeUnit::in_clock(std::uint64_t clock, const Work& work) {
  try {
    work();
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(fmt::format("{}, clock {}: {}", unit_.instance, clock, error.what()));
  }
}

void ComputeUnit::before_edge(std::uint64_t clock) {
  in_clock(clock, [this] {
    if (control_) control_->sample();
    for (const auto& memory : memories_) memory->sample();
    for (const auto& stream : streams_) stream->sample();
  });
}

void ComputeUnit::after_edge(std::uint64_t clock) {
  in_clock(clock, [this, clock] {
    half_clock(1, clock * period_ps_);
    if (traced_) model_.dump_trace();
    if (control_) control_->drive();
    for (const auto& memory : memories_) memory->drive();
    for (const auto& stream : streams_) stream->drive();
    half_clock(0, clock * period_ps_ + period_ps_ / 2);
    if (traced_) model_.dump_trace();
    note_interrupt();
    settled_ = buses_idle();
    if (model_.finished()) throw std::runtime_error("the kernel executed $finish");
  });
}

void ComputeUnit::unmask_interrupt() {
  if (interrupt_unmasked_) return;
  interrupt_unmasked_ = true;
  watch(interrupt_);
  note_interrupt();
}

void ComputeUnit::mask_interrupt() {
  if (interrupt_unmasked_) watched_.pop_back();
  interrupt_unmasked_ = false;
}

// As XRT's driver on a card: the line is a level, which is masked until somebody has seen to it.
void ComputeUnit::note_interrupt() {
  if (!interrupt_unmasked_ || interrupt_.get() == 0) return;
  ++interrupts_;
  mask_interrupt();
}

StreamSignals ComputeUnit::stream_signals(const std::string& port) const {
  return {.tvalid = required(port, "tvalid"),
          .tready = optional(port, "tready"),
          .tdata = optional(port, "tdata"),
          .tkeep = optional(port, "tkeep"),
          .tstrb = optional(port, "tstrb"),
          .tlast = optional(port, "tlast"),
          .tid = optional(port, "tid"),
          .tdest = optional(port, "tdest"),
          .tuser = optional(port, "tuser")};
}

void ComputeUnit::watch(const bus::Signal& port) {
  if (port.connected()) watched_.push_back(port.bytes().data());
}

bool ComputeUnit::buses_idle() const { return (!control_ || control_->idle()) && memory_idle(); }

std::uint64_t ComputeUnit::run_quiet(std::uint64_t first, std::uint64_t clocks) {
  if (!settled_ || traced_ || !buses_idle()) return 0;
  const LightloopQuietRun run{.clock = clock_.bytes().data(),
                              .clock_2 = clock_2_.bytes().data(),
                              .watched = watched_.data(),
                              .watched_count = static_cast<std::uint32_t>(watched_.size()),
                              .time_ps = first * period_ps_,
                              .period_ps = period_ps_};
  std::uint64_t done = 0;
  try {
    done = model_.run_quiet(run, clocks);
    if (model_.finished()) throw std::runtime_error("the kernel executed $finish");
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(
        fmt::format("{}, clock {}: {}", unit_.instance, first + done, error.what()));
  }
  if (control_) control_->skip(done);
  for (const auto& memory : memories_) memory->skip(done);
  return done;
}

bool ComputeUnit::memory_idle() const {
  return std::all_of(memories_.begin(), memories_.end(),
                     [](const auto& memory) { return memory->idle(); });
}

bool ComputeUnit::stream_pending() const {
  return std::any_of(streams_.begin(), streams_.end(),
                     [](const auto& stream) { return stream->pending(); });
}

std::uint64_t ComputeUnit::supplied() const {
  std::uint64_t beats = 0;
  for (const auto& stream : streams_) beats += stream->supplied();
  return beats;
}

std::uint64_t ComputeUnit::beats() const {
  std::uint64_t beats = 0;
  for (const auto& memory : memories_) beats += memory->beats();
  for (const auto& stream : streams_) beats += stream->beats();
  return beats;
}

void ComputeUnit::close_waveform() {
  if (traced_) model_.close_trace();
  traced_ = false;
}

}  // namespace lightloop::xrt_device
