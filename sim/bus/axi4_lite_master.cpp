// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_lite_master.hpp"

#include <array>
#include <fmt/format.h>
#include <utility>

namespace lightloop::bus {

Axi4LiteMaster::Axi4LiteMaster(std::string name, const Axi4LiteSignals& signals,
                               const Axi4LiteMasterOptions& options, ViolationHandler on_violation)
    : name_(std::move(name)),
      signals_(signals),
      options_(options),
      on_violation_(std::move(on_violation)),
      stall_(options.stall_percent, options.seed) {}

Axi4LiteMaster::Ticket Axi4LiteMaster::read(std::uint64_t address) {
  queue_.push_back({.ticket = ++last_ticket_, .address = address});
  return last_ticket_;
}

Axi4LiteMaster::Ticket Axi4LiteMaster::write(std::uint64_t address, std::uint64_t data,
                                             std::uint64_t strobe) {
  queue_.push_back({.ticket = ++last_ticket_,
                    .is_write = true,
                    .address = address,
                    .data = data,
                    .strobe = strobe});
  return last_ticket_;
}

std::optional<Axi4LiteMaster::Completion> Axi4LiteMaster::take() {
  if (completions_.empty()) return std::nullopt;
  const Completion completion = completions_.front();
  completions_.pop_front();
  return completion;
}

void Axi4LiteMaster::violation(const std::string& what) {
  on_violation_(fmt::format("{}: {}, clock {}", name_, what, clock_));
}

void Axi4LiteMaster::finish(AxiResponse response, std::uint64_t data) {
  const Request& request = queue_.front();
  completions_.push_back({.ticket = request.ticket,
                          .is_write = request.is_write,
                          .address = request.address,
                          .response = response,
                          .data = data});
  queue_.pop_front();
  begun_ = false;
  bready_ = rready_ = false;
}

// A slave may answer only what was asked, and must hold an answer until it is taken. True: taken.
bool Axi4LiteMaster::sample_response(bool expected, bool ready, const Signal& valid,
                                     const Signal& payload, const char* name) {
  const bool is_valid = valid.get() != 0;
  if (!expected) {
    if (is_valid) violation(fmt::format("{} without a request to answer", name));
    return false;
  }
  if (response_waited_ && !is_valid) violation(fmt::format("{} fell before it was taken", name));
  if (response_waited_ && is_valid && payload.get() != waited_payload_) {
    violation(fmt::format("answer changed from {:#x} to {:#x} while {} waited", waited_payload_,
                          payload.get(), name));
  }
  response_waited_ = is_valid && !ready;
  waited_payload_ = payload.get();
  return is_valid && ready;
}

void Axi4LiteMaster::sample() {
  ++clock_;
  if (arvalid_ && signals_.arready.get() != 0) {
    arvalid_ = false;
    address_done_ = true;
  }
  if (awvalid_ && signals_.awready.get() != 0) {
    awvalid_ = false;
    address_done_ = true;
  }
  if (wvalid_ && signals_.wready.get() != 0) {
    wvalid_ = false;
    data_done_ = true;
  }
  const bool writing = begun_ && queue_.front().is_write;
  const bool reading = begun_ && !queue_.front().is_write;
  const bool written = sample_response(writing && address_done_ && data_done_, bready_,
                                       signals_.bvalid, signals_.bresp, "BVALID");
  const bool was_read =
      sample_response(reading && address_done_, rready_, signals_.rvalid, signals_.rdata, "RVALID");
  if (written) finish(static_cast<AxiResponse>(signals_.bresp.get() & 3), 0);
  if (was_read) {
    finish(static_cast<AxiResponse>(signals_.rresp.get() & 3), signals_.rdata.get());
  }
}

void Axi4LiteMaster::begin() {
  using Order = Axi4LiteMasterOptions::WriteOrder;
  begun_ = true;
  address_done_ = data_done_ = response_waited_ = false;
  address_to_send_ = true;
  data_to_send_ = queue_.front().is_write;
  address_delay_ = data_delay_ = 0;
  Order order = options_.write_order;
  if (order == Order::kTogether || !queue_.front().is_write) return;
  if (order == Order::kRandom) {
    constexpr std::array kOrders{Order::kTogether, Order::kAddressFirst, Order::kDataFirst};
    order = kOrders[stall_.pick(kOrders.size())];
  }
  const auto skew = static_cast<unsigned>(1 + stall_.pick(Axi4LiteMasterOptions::kMaxSkew));
  if (order == Order::kAddressFirst) data_delay_ = skew;
  if (order == Order::kDataFirst) address_delay_ = skew;
}

void Axi4LiteMaster::drive() {
  if (!begun_ && !queue_.empty() && !stall_()) begin();
  if (begun_) {
    const Request& request = queue_.front();
    if (address_delay_ != 0) {
      --address_delay_;
    } else if (address_to_send_ && !stall_()) {
      address_to_send_ = false;
      (request.is_write ? awvalid_ : arvalid_) = true;
      (request.is_write ? signals_.awaddr : signals_.araddr).set(request.address);
    }
    if (data_delay_ != 0) {
      --data_delay_;
    } else if (data_to_send_ && !stall_()) {
      data_to_send_ = false;
      wvalid_ = true;
      signals_.wdata.set(request.data);
      const unsigned bytes = signals_.wdata.width() / 8;
      signals_.wstrb.set(request.strobe & ((std::uint64_t{1} << bytes) - 1));
    }
    const bool ready = !stall_();
    bready_ = request.is_write && ready;
    rready_ = !request.is_write && ready;
  }
  signals_.awvalid.set(awvalid_ ? 1 : 0);
  signals_.wvalid.set(wvalid_ ? 1 : 0);
  signals_.arvalid.set(arvalid_ ? 1 : 0);
  signals_.bready.set(bready_ ? 1 : 0);
  signals_.rready.set(rready_ ? 1 : 0);
}

void Axi4LiteMaster::reset() {
  queue_.clear();
  completions_.clear();
  begun_ = address_to_send_ = data_to_send_ = address_done_ = data_done_ = false;
  awvalid_ = wvalid_ = arvalid_ = bready_ = rready_ = response_waited_ = false;
}

}  // namespace lightloop::bus
