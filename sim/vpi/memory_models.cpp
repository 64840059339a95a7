// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/memory_models.hpp"

#include <utility>

namespace lightloop::vpi {

bus::Axi4Signals axi_ports(Design& design, const std::string& prefix) {
  const auto port = [&](const char* name) { return find_port(design, prefix + "_" + name); };
  return {.awid = port("awid"),
          .awaddr = port("awaddr"),
          .awlen = port("awlen"),
          .awsize = port("awsize"),
          .awburst = port("awburst"),
          .awvalid = port("awvalid"),
          .awready = port("awready"),
          .wdata = port("wdata"),
          .wstrb = port("wstrb"),
          .wlast = port("wlast"),
          .wvalid = port("wvalid"),
          .wready = port("wready"),
          .bid = port("bid"),
          .bresp = port("bresp"),
          .bvalid = port("bvalid"),
          .bready = port("bready"),
          .arid = port("arid"),
          .araddr = port("araddr"),
          .arlen = port("arlen"),
          .arsize = port("arsize"),
          .arburst = port("arburst"),
          .arvalid = port("arvalid"),
          .arready = port("arready"),
          .rid = port("rid"),
          .rdata = port("rdata"),
          .rresp = port("rresp"),
          .rlast = port("rlast"),
          .rvalid = port("rvalid"),
          .rready = port("rready")};
}

bool Ram::sample() {
  in_reset_ = false;
  slave_.sample();
  return false;
}

void Ram::drive() {
  slave_.drive();
  if (!in_reset_) return;
  for (bus::Signal* ready : {&ports_.awready, &ports_.wready, &ports_.arready}) ready->set(0);
}

void Ram::reset() {
  slave_.reset();
  in_reset_ = true;
}

bus::Axi4Master::Completion* Master::first() {
  if (!first_) first_ = master_.take();
  return first_ ? &*first_ : nullptr;
}

bool Master::sample() {
  in_reset_ = false;
  master_.sample();
  return std::exchange(ended_, master_.operations()) != master_.operations();
}

void Master::drive() {
  if (!in_reset_) {
    master_.drive();
    return;
  }
  for (bus::Signal* valid : {&ports_.awvalid, &ports_.wvalid, &ports_.arvalid}) valid->set(0);
}

void Master::reset() {
  master_.reset();
  in_reset_ = true;
}

}  // namespace lightloop::vpi
