// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_master.hpp"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

#include "sim/bus/axi4_burst_boundary.hpp"

namespace lightloop::bus {
namespace {

/// As many as AxLEN can say: 1 without one, and 256 at most.
std::size_t most_beats(const Signal& length) {
  return std::size_t{1} << std::min(length.width(), 8U);
}

}  // namespace

Axi4Master::Axi4Master(std::string name, const Axi4Signals& signals,
                       const Axi4MasterOptions& options, ViolationHandler on_violation)
    : name_(std::move(name)),
      signals_(signals),
      on_violation_(std::move(on_violation)),
      stall_(options.stall_percent, options.seed),
      bus_bytes_(std::max(signals.wdata.width(), signals.rdata.width()) / 8) {
  bool good = std::has_single_bit(bus_bytes_) && bus_bytes_ <= 128;
  for (const Signal& data : {signals.wdata, signals.rdata}) {
    good = good && (!data.connected() || data.width() == 8 * bus_bytes_);
  }
  if (!good) {
    throw std::invalid_argument(fmt::format(
        "{}: wdata of {} bits and rdata of {}, expected 8, 16, ..., 1024 of those that are there",
        name_, signals.wdata.width(), signals.rdata.width()));
  }
}

void Axi4Master::check(bool is_write, std::uint64_t address, std::size_t bytes) const {
  if (!(is_write ? signals_.wdata : signals_.rdata).connected()) {
    throw std::invalid_argument(
        name_ + (is_write ? " is read-only: it has no wdata" : " is write-only: it has no rdata"));
  }
  const unsigned width = (is_write ? signals_.awaddr : signals_.araddr).width();
  const std::uint64_t last = width >= 64 ? UINT64_MAX : (std::uint64_t{1} << width) - 1;
  if (bytes == 0 || address > last || bytes - 1 > last - address) {
    throw std::invalid_argument(fmt::format("{}: {} bytes at {:#x}, expected some up to {:#x}",
                                            name_, bytes, address, last));
  }
}

Axi4Master::Ticket Axi4Master::add(Operation operation) {
  operation.ticket = ++last_ticket_;
  queue_.push_back(std::move(operation));
  return last_ticket_;
}

Axi4Master::Ticket Axi4Master::read(std::uint64_t address, std::size_t bytes) {
  check(false, address, bytes);
  return add({.address = address, .data = std::vector<std::uint8_t>(bytes)});
}

Axi4Master::Ticket Axi4Master::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  check(true, address, data.size());
  return add({.is_write = true, .address = address, .data = {data.begin(), data.end()}});
}

std::optional<Axi4Master::Completion> Axi4Master::take() {
  if (completions_.empty()) return std::nullopt;
  Completion first = std::move(completions_.front());
  completions_.pop_front();
  return first;
}

void Axi4Master::begin_burst() {
  const Operation& operation = queue_.front();
  const std::uint64_t address = operation.address + operation.done;
  const std::size_t offset = address % bus_bytes_;
  burst_bytes_ = std::min(
      {operation.data.size() - operation.done,
       static_cast<std::size_t>(kAxi4BurstBoundary - address % kAxi4BurstBoundary),
       most_beats(operation.is_write ? signals_.awlen : signals_.arlen) * bus_bytes_ - offset});
  beats_ = static_cast<unsigned>((offset + burst_bytes_ + bus_bytes_ - 1) / bus_bytes_);
  beat_ = 0;
  moved_ = 0;
  read_response_ = AxiResponse::kOkay;
  in_burst_ = address_valid_ = true;
  address_done_ = false;
  const auto size = static_cast<std::uint64_t>(std::countr_zero(bus_bytes_));
  if (operation.is_write) {
    signals_.awid.set(0);
    signals_.awaddr.set(address);
    signals_.awlen.set(beats_ - 1);
    signals_.awsize.set(size);
    signals_.awburst.set(1);
  } else {
    signals_.arid.set(0);
    signals_.araddr.set(address);
    signals_.arlen.set(beats_ - 1);
    signals_.arsize.set(size);
    signals_.arburst.set(1);
  }
}

void Axi4Master::put_write_beat() {
  const Operation& operation = queue_.front();
  const std::size_t at = operation.done + moved_;
  const std::size_t lane = (operation.address + at) % bus_bytes_;
  const std::size_t count = std::min(bus_bytes_ - lane, burst_bytes_ - moved_);
  std::vector<std::uint8_t> data(bus_bytes_);
  std::vector<std::uint8_t> strobes((bus_bytes_ + 7) / 8);
  for (std::size_t i = 0; i < count; ++i) {
    data[lane + i] = operation.data[at + i];
    std::uint8_t& strobe = strobes[(lane + i) / 8];
    strobe = static_cast<std::uint8_t>(strobe | 1U << ((lane + i) % 8));
  }
  signals_.wdata.set_bytes(data);
  signals_.wstrb.set_bytes(strobes);
  signals_.wlast.set(beat_ + 1 == beats_ ? 1 : 0);
  moved_ += count;
  wvalid_ = true;
}

void Axi4Master::take_read_beat() {
  Operation& operation = queue_.front();
  const std::size_t at = operation.done + moved_;
  const std::size_t lane = (operation.address + at) % bus_bytes_;
  const std::size_t count = std::min(bus_bytes_ - lane, burst_bytes_ - moved_);
  const auto data = signals_.rdata.bytes().subspan(lane, count);
  std::copy(data.begin(), data.end(), operation.data.begin() + static_cast<std::ptrdiff_t>(at));
  moved_ += count;
  ++beat_;
  read_response_ = std::max(read_response_, static_cast<AxiResponse>(signals_.rresp.get() & 3));
  const bool last = signals_.rlast.get() != 0;
  if (signals_.rlast.connected() && last != (beat_ == beats_)) {
    on_violation_(fmt::format("{}: RLAST {} at beat {} of a burst of {} at {:#x}", name_,
                              last ? "set" : "not set", beat_ - 1, beats_,
                              operation.address + operation.done));
  }
  if (beat_ == beats_) end_burst(read_response_);
}

void Axi4Master::end_burst(AxiResponse response) {
  Operation& operation = queue_.front();
  operation.response = std::max(operation.response, response);
  operation.done += burst_bytes_;
  in_burst_ = false;
  if (operation.done == operation.data.size()) end_operation();
}

void Axi4Master::end_operation() {
  Operation& operation = queue_.front();
  if (operation.is_write) operation.data.clear();
  completions_.push_back({.ticket = operation.ticket,
                          .is_write = operation.is_write,
                          .response = operation.response,
                          .data = std::move(operation.data)});
  queue_.pop_front();
  ++operations_;
}

void Axi4Master::sample() {
  if (!in_burst_) return;
  const bool is_write = queue_.front().is_write;
  const Signal& ready = is_write ? signals_.awready : signals_.arready;
  if (address_valid_ && ready.get() != 0) {
    address_valid_ = false;
    address_done_ = true;
  }
  if (wvalid_ && signals_.wready.get() != 0) {
    wvalid_ = false;
    ++beat_;
  }
  if (bready_ && signals_.bvalid.get() != 0) {
    end_burst(static_cast<AxiResponse>(signals_.bresp.get() & 3));
  } else if (rready_ && signals_.rvalid.get() != 0) {
    take_read_beat();
  }
}

void Axi4Master::drive() {
  if (!in_burst_ && !queue_.empty()) begin_burst();
  const bool writes = in_burst_ && queue_.front().is_write;
  const bool reads = in_burst_ && !writes;
  if (writes && !wvalid_ && beat_ < beats_ && !stall_()) put_write_beat();
  bready_ = writes && address_done_ && beat_ == beats_;
  rready_ = reads && address_done_ && !stall_();
  signals_.awvalid.set(writes && address_valid_ ? 1 : 0);
  signals_.wvalid.set(wvalid_ ? 1 : 0);
  signals_.bready.set(bready_ ? 1 : 0);
  signals_.arvalid.set(reads && address_valid_ ? 1 : 0);
  signals_.rready.set(rready_ ? 1 : 0);
}

void Axi4Master::reset() {
  if (!queue_.empty() && (in_burst_ || queue_.front().done != 0)) {
    queue_.front().response = AxiResponse::kSlvErr;
    end_operation();
  }
  in_burst_ = address_valid_ = wvalid_ = bready_ = rready_ = false;
}

}  // namespace lightloop::bus
