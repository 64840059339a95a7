// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_memory_slave.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <utility>

#include "sim/bus/axi4_burst_boundary.hpp"

namespace lightloop::bus {
namespace {

constexpr unsigned kFixed = 0;
constexpr unsigned kIncr = 1;
constexpr unsigned kWrap = 2;
// Write data may come before its address, a whole burst of it; beyond that WREADY waits.
constexpr std::size_t kMaxEarlyBeats = 512;

std::uint64_t align(std::uint64_t address, std::uint64_t bytes) { return address & ~(bytes - 1); }

// Address of a beat (A3.4.1): the first as issued, the later ones aligned to the size.
template <class Burst>
std::uint64_t beat_address(const Burst& burst, unsigned beat) {
  if (beat == 0 || burst.type == kFixed) return burst.address;
  const std::uint64_t start = align(burst.address, burst.size_bytes);
  const std::uint64_t linear = start + std::uint64_t{beat} * burst.size_bytes;
  if (burst.type != kWrap) return linear;
  const std::uint64_t span = std::uint64_t{burst.beats} * burst.size_bytes;
  const std::uint64_t bottom = start / span * span;
  return linear < bottom + span ? linear : linear - span;
}

AxiResponse worse(AxiResponse a, AxiResponse b) { return std::max(a, b); }

}  // namespace

Axi4MemorySlave::Axi4MemorySlave(std::string name, const Axi4Signals& signals, Memory& memory,
                                 const Axi4MemorySlaveOptions& options,
                                 ViolationHandler on_violation)
    : name_(std::move(name)),
      signals_(signals),
      memory_(memory),
      options_(options),
      on_violation_(std::move(on_violation)),
      aw_stall_(options.stall_percent, options.seed),
      w_stall_(options.stall_percent, options.seed + 1),
      b_stall_(options.stall_percent, options.seed + 2),
      ar_stall_(options.stall_percent, options.seed + 3),
      r_stall_(options.stall_percent, options.seed + 4),
      bus_bytes_(std::max(signals.rdata.storage_bytes(), signals.wdata.storage_bytes())),
      strobe_bytes_(std::max<std::size_t>(1, bus_bytes_ / 8)),
      aw_{"AW",           signals.awid,    signals.awaddr, signals.awlen,
          signals.awsize, signals.awburst, signals.awvalid},
      ar_{"AR",           signals.arid,    signals.araddr, signals.arlen,
          signals.arsize, signals.arburst, signals.arvalid} {
  if (bus_bytes_ == 0 || bus_bytes_ > 128 || (bus_bytes_ & (bus_bytes_ - 1)) != 0) {
    throw std::invalid_argument(
        fmt::format("{}: data bus of {} bits, expected 8, 16, ..., 1024", name_, 8 * bus_bytes_));
  }
  for (const Signal& data : {signals.rdata, signals.wdata}) {
    if (data.connected() && data.storage_bytes() != bus_bytes_) {
      throw std::invalid_argument(
          fmt::format("{}: rdata of {} bytes and wdata of {}, expected one "
                      "width",
                      name_, signals.rdata.storage_bytes(), signals.wdata.storage_bytes()));
    }
  }
  if (signals.wdata.connected() && signals.wstrb.storage_bytes() < strobe_bytes_) {
    throw std::invalid_argument(fmt::format("{}: wstrb of {} bits for {} bytes of wdata", name_,
                                            signals.wstrb.width(), bus_bytes_));
  }
  w_payload_.resize(bus_bytes_ + strobe_bytes_ + 1);
}

void Axi4MemorySlave::violation(const std::string& what) {
  on_violation_(fmt::format("{}: {}, clock {}", name_, what, clock_));
}

void Axi4MemorySlave::check_burst(const char* channel, const Burst& burst) {
  const auto describe = [&] {
    return fmt::format("{} burst of {} x {} bytes at {:#x}", channel, burst.beats, burst.size_bytes,
                       burst.address);
  };
  if (burst.size_bytes > bus_bytes_) {
    violation(fmt::format("{} is wider than the bus of {} bytes", describe(), bus_bytes_));
  }
  switch (burst.type) {
    case kFixed:
      if (burst.beats > 16) violation(describe() + ": FIXED takes at most 16 beats");
      break;
    case kIncr: {
      const std::uint64_t last = align(burst.address, burst.size_bytes) +
                                 std::uint64_t{burst.beats} * burst.size_bytes - 1;
      if (burst.address / kAxi4BurstBoundary != last / kAxi4BurstBoundary) {
        violation(describe() + " crosses a 4 KiB boundary");
      }
      break;
    }
    case kWrap:
      if ((burst.beats & (burst.beats - 1)) != 0 || burst.beats < 2 || burst.beats > 16) {
        violation(describe() + ": WRAP takes 2, 4, 8 or 16 beats");
      }
      if (burst.address % burst.size_bytes != 0) {
        violation(describe() + ": WRAP needs an aligned address");
      }
      break;
    default:
      violation(describe() + ": AxBURST 3 is reserved");
  }
}

bool Axi4MemorySlave::sample_address(AddressChannel& channel, bool ready, Burst& burst) {
  const bool valid = channel.valid.get() != 0;
  if (!valid) {
    if (channel.waited) {
      violation(fmt::format("{}VALID fell before {}READY", channel.name, channel.name));
    }
    channel.waited = false;
    return false;
  }
  const std::array<std::uint64_t, 5> payload = {channel.id.get(), channel.address.get(),
                                                channel.length.get(), channel.size.get(),
                                                channel.burst.get()};
  if (channel.waited && payload != channel.payload) {
    violation(fmt::format("{} changed while {}VALID waited for {}READY (address {:#x} to {:#x})",
                          channel.name, channel.name, channel.name, channel.payload[1],
                          payload[1]));
  }
  channel.waited = !ready;
  channel.payload = payload;
  if (!ready) return false;
  burst.id = payload[0];
  burst.address = payload[1];
  burst.beats = static_cast<unsigned>(payload[2] & 0xFF) + 1;
  burst.size_bytes =
      channel.size.connected() ? 1U << (payload[3] & 7) : static_cast<unsigned>(bus_bytes_);
  burst.type = channel.burst.connected() ? static_cast<unsigned>(payload[4] & 3) : kIncr;
  check_burst(channel.name, burst);
  // Served as well as can be, so that a handler that only reports can go on.
  burst.size_bytes = std::min(burst.size_bytes, static_cast<unsigned>(bus_bytes_));
  return true;
}

void Axi4MemorySlave::sample_write_data() {
  if (signals_.wvalid.get() == 0) {
    if (w_waited_) violation("WVALID fell before WREADY");
    w_waited_ = false;
    return;
  }
  const auto data = signals_.wdata.bytes();
  const auto strobes = signals_.wstrb.bytes();
  const std::uint8_t last = signals_.wlast.get() != 0 ? 1 : 0;
  if (w_waited_ &&
      (!std::equal(data.begin(), data.end(), w_payload_.begin()) ||
       !std::equal(strobes.begin(), strobes.begin() + static_cast<std::ptrdiff_t>(strobe_bytes_),
                   w_payload_.begin() + static_cast<std::ptrdiff_t>(bus_bytes_)) ||
       last != w_payload_.back())) {
    violation("W changed while WVALID waited for WREADY");
  }
  w_waited_ = !wready_;
  if (!wready_) {
    std::memcpy(w_payload_.data(), data.data(), bus_bytes_);
    std::memcpy(w_payload_.data() + bus_bytes_, strobes.data(), strobe_bytes_);
    w_payload_.back() = last;
    return;
  }
  write_data_.insert(write_data_.end(), data.begin(), data.end());
  write_strobes_.insert(write_strobes_.end(), strobes.begin(),
                        strobes.begin() + static_cast<std::ptrdiff_t>(strobe_bytes_));
  write_last_.push_back(last);
  ++beats_;
}

void Axi4MemorySlave::check_strobes(const Burst& burst, unsigned beat) {
  const std::uint64_t address = beat_address(burst, beat);
  const std::size_t low = address % bus_bytes_;
  const std::size_t high = align(address, burst.size_bytes) % bus_bytes_ + burst.size_bytes;
  const std::uint8_t* strobes = &write_strobes_[(write_taken_ + beat) * strobe_bytes_];
  for (std::size_t lane = 0; lane < bus_bytes_; ++lane) {
    if ((strobes[lane / 8] >> (lane % 8) & 1) != 0 && (lane < low || lane >= high)) {
      violation(
          fmt::format("WSTRB of byte lane {} set in beat {} of the burst at {:#x}, whose "
                      "lanes are {} to {}",
                      lane, beat, burst.address, low, high - 1));
      return;
    }
  }
}

AxiResponse Axi4MemorySlave::commit_beat(const Burst& burst, unsigned beat) {
  const std::size_t index = write_taken_ + beat;
  const std::uint8_t* data = &write_data_[index * bus_bytes_];
  const std::uint8_t* strobes = &write_strobes_[index * strobe_bytes_];
  const auto strobed = [&](std::size_t lane) {
    return lane < bus_bytes_ && (strobes[lane / 8] >> (lane % 8) & 1) != 0;
  };
  const std::uint64_t base = align(beat_address(burst, beat), bus_bytes_);
  AxiResponse response = AxiResponse::kOkay;
  for (std::size_t lane = 0; lane < bus_bytes_;) {
    std::size_t end = lane;
    while (strobed(end)) ++end;
    if (end > lane) {
      response = worse(response, memory_.write(base + lane, {data + lane, end - lane}));
    }
    lane = end + 1;
  }
  return response;
}

AxiResponse Axi4MemorySlave::commit(const Burst& burst) {
  const auto strobes =
      write_strobes_.begin() + static_cast<std::ptrdiff_t>(write_taken_ * strobe_bytes_);
  const std::uint8_t all =
      bus_bytes_ >= 8 ? 0xFF : static_cast<std::uint8_t>((1U << bus_bytes_) - 1);
  const bool whole =
      burst.type == kIncr && burst.size_bytes == bus_bytes_ && burst.address % bus_bytes_ == 0 &&
      std::all_of(strobes, strobes + static_cast<std::ptrdiff_t>(burst.beats * strobe_bytes_),
                  [&](std::uint8_t s) { return s == all; });
  if (whole) {
    return memory_.write(burst.address, {&write_data_[write_taken_ * bus_bytes_],
                                         std::size_t{burst.beats} * bus_bytes_});
  }
  AxiResponse response = AxiResponse::kOkay;
  for (unsigned beat = 0; beat < burst.beats; ++beat) {
    check_strobes(burst, beat);
    response = worse(response, commit_beat(burst, beat));
  }
  return response;
}

void Axi4MemorySlave::commit_writes() {
  while (!writes_.empty() && write_last_.size() - write_taken_ >= writes_.front().beats) {
    const Burst& burst = writes_.front();
    for (unsigned beat = 0; beat < burst.beats; ++beat) {
      const bool last = write_last_[write_taken_ + beat] != 0;
      if (signals_.wlast.connected() && last != (beat + 1 == burst.beats)) {
        violation(fmt::format("WLAST {} at beat {} of a burst of {} at {:#x}",
                              last ? "set" : "not set", beat, burst.beats, burst.address));
        break;
      }
    }
    const AxiResponse response = commit(burst);
    write_responses_.push_back(
        {.id = burst.id, .response = response, .due = clock_ + options_.write_latency});
    write_taken_ += burst.beats;
    writes_.pop_front();
  }
  if (write_taken_ == write_last_.size()) {
    write_data_.clear();
    write_strobes_.clear();
    write_last_.clear();
    write_taken_ = 0;
  } else if (write_taken_ >= kMaxEarlyBeats) {
    const auto drop = static_cast<std::ptrdiff_t>(write_taken_);
    write_data_.erase(write_data_.begin(),
                      write_data_.begin() + drop * static_cast<std::ptrdiff_t>(bus_bytes_));
    write_strobes_.erase(
        write_strobes_.begin(),
        write_strobes_.begin() + drop * static_cast<std::ptrdiff_t>(strobe_bytes_));
    write_last_.erase(write_last_.begin(), write_last_.begin() + drop);
    write_taken_ = 0;
  }
}

void Axi4MemorySlave::sample() {
  ++clock_;
  Burst burst;
  if (sample_address(aw_, awready_, burst)) writes_.push_back(burst);
  sample_write_data();
  if (!write_last_.empty()) commit_writes();
  if (bvalid_ && signals_.bready.get() != 0) {
    bvalid_ = false;
    write_responses_.pop_front();
  }
  if (sample_address(ar_, arready_, burst)) {
    burst.due = clock_ + options_.read_latency;
    reads_.push_back(burst);
  }
  if (rvalid_ && signals_.rready.get() != 0) {
    rvalid_ = false;
    ++beats_;
    if (++read_beat_ == reads_.front().beats) {
      reads_.pop_front();
      read_beat_ = 0;
      read_fetched_ = false;
    }
  }
}

// Brings all beats of a burst into read_data_, each in its byte lanes.
void Axi4MemorySlave::fetch(const Burst& burst) {
  const std::size_t bytes = std::size_t{burst.beats} * bus_bytes_;
  read_data_.resize(bytes);
  if (burst.type == kIncr && burst.size_bytes == bus_bytes_) {
    read_response_ = memory_.read(align(burst.address, bus_bytes_), read_data_);
  } else {
    std::fill(read_data_.begin(), read_data_.end(), 0);
    read_response_ = AxiResponse::kOkay;
    for (unsigned beat = 0; beat < burst.beats; ++beat) {
      const std::uint64_t address = align(beat_address(burst, beat), burst.size_bytes);
      std::uint8_t* lanes = &read_data_[beat * bus_bytes_ + address % bus_bytes_];
      read_response_ = worse(read_response_, memory_.read(address, {lanes, burst.size_bytes}));
    }
  }
  if (read_response_ != AxiResponse::kOkay) std::fill(read_data_.begin(), read_data_.end(), 0);
  read_fetched_ = true;
}

void Axi4MemorySlave::drive_read() {
  if (rvalid_ || reads_.empty()) return;
  const Burst& burst = reads_.front();
  if (clock_ + 1 < burst.due || r_stall_()) return;
  if (!read_fetched_) fetch(burst);
  rvalid_ = true;
  signals_.rid.set(burst.id);
  signals_.rdata.set_bytes({&read_data_[read_beat_ * bus_bytes_], bus_bytes_});
  signals_.rresp.set(static_cast<std::uint64_t>(read_response_));
  signals_.rlast.set(read_beat_ + 1 == burst.beats ? 1 : 0);
}

void Axi4MemorySlave::drive_write_response() {
  if (bvalid_ || write_responses_.empty()) return;
  const WriteResponse& response = write_responses_.front();
  if (clock_ + 1 < response.due || b_stall_()) return;
  bvalid_ = true;
  signals_.bid.set(response.id);
  signals_.bresp.set(static_cast<std::uint64_t>(response.response));
}

void Axi4MemorySlave::drive() {
  drive_read();
  drive_write_response();
  awready_ = writes_.size() + write_responses_.size() < options_.max_outstanding && !aw_stall_();
  wready_ = (!writes_.empty() || write_last_.size() - write_taken_ < kMaxEarlyBeats) && !w_stall_();
  arready_ = reads_.size() < options_.max_outstanding && !ar_stall_();
  signals_.awready.set(awready_ ? 1 : 0);
  signals_.wready.set(wready_ ? 1 : 0);
  signals_.arready.set(arready_ ? 1 : 0);
  signals_.bvalid.set(bvalid_ ? 1 : 0);
  signals_.rvalid.set(rvalid_ ? 1 : 0);
}

void Axi4MemorySlave::reset() {
  writes_.clear();
  reads_.clear();
  write_responses_.clear();
  write_data_.clear();
  write_strobes_.clear();
  write_last_.clear();
  write_taken_ = 0;
  read_beat_ = 0;
  read_fetched_ = false;
  aw_.waited = ar_.waited = w_waited_ = false;
  awready_ = wready_ = bvalid_ = arready_ = rvalid_ = false;
}

bool Axi4MemorySlave::idle() const {
  return writes_.empty() && reads_.empty() && write_responses_.empty() && write_last_.empty() &&
         !aw_.waited && !ar_.waited && !w_waited_;
}

}  // namespace lightloop::bus
