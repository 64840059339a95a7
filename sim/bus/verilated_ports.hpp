// SPDX-License-Identifier: Apache-2.0
// Collects the ports of a Verilated model by the prefix of a bus. Macros, because C++ cannot paste
// names any other way:
//   const auto gmem = LIGHTLOOP_AXI4_SIGNALS(model, m_axi_gmem);      // Axi4Signals
//   const auto control = LIGHTLOOP_AXI4_LITE_SIGNALS(model, s_axi_control);
//   const auto in = LIGHTLOOP_AXI4_STREAM_SIGNALS(model, s_axis);     // tvalid tready tdata tlast
// A bus with fewer or more signals is collected member by member:
//   Axi4StreamSignals s; s.tvalid = model.s_axis_tvalid; s.tdata = {model.s_axis_tdata, 40}; ...
#pragma once

#include "sim/bus/axi4_lite_master.hpp"
#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/bus/axi4_stream.hpp"

// Full AXI4 with IDs, sizes and burst types.
#define LIGHTLOOP_AXI4_SIGNALS(model, prefix)                                 \
  ::lightloop::bus::Axi4Signals {                                             \
    .awid = (model).prefix##_awid, .awaddr = (model).prefix##_awaddr,         \
    .awlen = (model).prefix##_awlen, .awsize = (model).prefix##_awsize,       \
    .awburst = (model).prefix##_awburst, .awvalid = (model).prefix##_awvalid, \
    .awready = (model).prefix##_awready, .wdata = (model).prefix##_wdata,     \
    .wstrb = (model).prefix##_wstrb, .wlast = (model).prefix##_wlast,         \
    .wvalid = (model).prefix##_wvalid, .wready = (model).prefix##_wready,     \
    .bid = (model).prefix##_bid, .bresp = (model).prefix##_bresp,             \
    .bvalid = (model).prefix##_bvalid, .bready = (model).prefix##_bready,     \
    .arid = (model).prefix##_arid, .araddr = (model).prefix##_araddr,         \
    .arlen = (model).prefix##_arlen, .arsize = (model).prefix##_arsize,       \
    .arburst = (model).prefix##_arburst, .arvalid = (model).prefix##_arvalid, \
    .arready = (model).prefix##_arready, .rid = (model).prefix##_rid,         \
    .rdata = (model).prefix##_rdata, .rresp = (model).prefix##_rresp,         \
    .rlast = (model).prefix##_rlast, .rvalid = (model).prefix##_rvalid,       \
    .rready = (model).prefix##_rready                                         \
  }

// Without IDs, sizes and burst types: one ID, full-width INCR bursts.
#define LIGHTLOOP_AXI4_SIMPLE_SIGNALS(model, prefix)                          \
  ::lightloop::bus::Axi4Signals {                                             \
    .awaddr = (model).prefix##_awaddr, .awlen = (model).prefix##_awlen,       \
    .awvalid = (model).prefix##_awvalid, .awready = (model).prefix##_awready, \
    .wdata = (model).prefix##_wdata, .wstrb = (model).prefix##_wstrb,         \
    .wlast = (model).prefix##_wlast, .wvalid = (model).prefix##_wvalid,       \
    .wready = (model).prefix##_wready, .bresp = (model).prefix##_bresp,       \
    .bvalid = (model).prefix##_bvalid, .bready = (model).prefix##_bready,     \
    .araddr = (model).prefix##_araddr, .arlen = (model).prefix##_arlen,       \
    .arvalid = (model).prefix##_arvalid, .arready = (model).prefix##_arready, \
    .rdata = (model).prefix##_rdata, .rresp = (model).prefix##_rresp,         \
    .rlast = (model).prefix##_rlast, .rvalid = (model).prefix##_rvalid,       \
    .rready = (model).prefix##_rready                                         \
  }

// awprot and arprot are left out: not every slave has them.
#define LIGHTLOOP_AXI4_LITE_SIGNALS(model, prefix)                          \
  ::lightloop::bus::Axi4LiteSignals {                                       \
    .awaddr = (model).prefix##_awaddr, .awvalid = (model).prefix##_awvalid, \
    .awready = (model).prefix##_awready, .wdata = (model).prefix##_wdata,   \
    .wstrb = (model).prefix##_wstrb, .wvalid = (model).prefix##_wvalid,     \
    .wready = (model).prefix##_wready, .bresp = (model).prefix##_bresp,     \
    .bvalid = (model).prefix##_bvalid, .bready = (model).prefix##_bready,   \
    .araddr = (model).prefix##_araddr, .arvalid = (model).prefix##_arvalid, \
    .arready = (model).prefix##_arready, .rdata = (model).prefix##_rdata,   \
    .rresp = (model).prefix##_rresp, .rvalid = (model).prefix##_rvalid,     \
    .rready = (model).prefix##_rready                                       \
  }

#define LIGHTLOOP_AXI4_STREAM_SIGNALS(model, prefix)                      \
  ::lightloop::bus::Axi4StreamSignals {                                   \
    .tvalid = (model).prefix##_tvalid, .tready = (model).prefix##_tready, \
    .tdata = (model).prefix##_tdata, .tlast = (model).prefix##_tlast      \
  }
