// SPDX-License-Identifier: Apache-2.0
// Axi4MemorySlave as a SystemC module with signal ports.
#pragma once

#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/bus/systemc/port_mirror.hpp"

namespace lightloop::bus {

/// Serves an AXI4 master from `memory`, which must outlive the module, at the rising edges of clk.
template <unsigned DataBits, unsigned AddressBits = 64, unsigned IdBits = 4>
class Axi4MemorySlaveModule : public sc_core::sc_module {
  static_assert(DataBits >= 64, "narrower ports have storage wider than the bus");

 public:
  sc_core::sc_in<bool> clk{"clk"};
  MirroredIn<IdBits> awid{"awid"};
  MirroredIn<AddressBits> awaddr{"awaddr"};
  MirroredIn<8> awlen{"awlen"};
  MirroredIn<3> awsize{"awsize"};
  MirroredIn<2> awburst{"awburst"};
  MirroredIn<1> awvalid{"awvalid"};
  MirroredOut<1> awready{"awready"};
  MirroredIn<DataBits> wdata{"wdata"};
  MirroredIn<DataBits / 8> wstrb{"wstrb"};
  MirroredIn<1> wlast{"wlast"};
  MirroredIn<1> wvalid{"wvalid"};
  MirroredOut<1> wready{"wready"};
  MirroredOut<IdBits> bid{"bid"};
  MirroredOut<2> bresp{"bresp"};
  MirroredOut<1> bvalid{"bvalid"};
  MirroredIn<1> bready{"bready"};
  MirroredIn<IdBits> arid{"arid"};
  MirroredIn<AddressBits> araddr{"araddr"};
  MirroredIn<8> arlen{"arlen"};
  MirroredIn<3> arsize{"arsize"};
  MirroredIn<2> arburst{"arburst"};
  MirroredIn<1> arvalid{"arvalid"};
  MirroredOut<1> arready{"arready"};
  MirroredOut<IdBits> rid{"rid"};
  MirroredOut<DataBits> rdata{"rdata"};
  MirroredOut<2> rresp{"rresp"};
  MirroredOut<1> rlast{"rlast"};
  MirroredOut<1> rvalid{"rvalid"};
  MirroredIn<1> rready{"rready"};

  Axi4MemorySlaveModule(const sc_core::sc_module_name& name, Memory& memory,
                        const Axi4MemorySlaveOptions& options = {},
                        ViolationHandler on_violation = throw_violation)
      : sc_core::sc_module(name),
        core_(this->name(), signals(), memory, options, std::move(on_violation)) {
    SC_HAS_PROCESS(Axi4MemorySlaveModule);
    SC_METHOD(on_clock);
    sensitive << clk.pos();
    dont_initialize();
  }

  Axi4MemorySlave& core() { return core_; }

 private:
  Axi4Signals signals() {
    return {.awid = awid.signal(),
            .awaddr = awaddr.signal(),
            .awlen = awlen.signal(),
            .awsize = awsize.signal(),
            .awburst = awburst.signal(),
            .awvalid = awvalid.signal(),
            .awready = awready.signal(),
            .wdata = wdata.signal(),
            .wstrb = wstrb.signal(),
            .wlast = wlast.signal(),
            .wvalid = wvalid.signal(),
            .wready = wready.signal(),
            .bid = bid.signal(),
            .bresp = bresp.signal(),
            .bvalid = bvalid.signal(),
            .bready = bready.signal(),
            .arid = arid.signal(),
            .araddr = araddr.signal(),
            .arlen = arlen.signal(),
            .arsize = arsize.signal(),
            .arburst = arburst.signal(),
            .arvalid = arvalid.signal(),
            .arready = arready.signal(),
            .rid = rid.signal(),
            .rdata = rdata.signal(),
            .rresp = rresp.signal(),
            .rlast = rlast.signal(),
            .rvalid = rvalid.signal(),
            .rready = rready.signal()};
  }
  static void update(auto&... ports) { (ports.update(), ...); }
  void on_clock() {
    update(awid, awaddr, awlen, awsize, awburst, awvalid, wdata, wstrb, wlast, wvalid, bready, arid,
           araddr, arlen, arsize, arburst, arvalid, rready);
    core_.sample();
    core_.drive();
    update(awready, wready, bid, bresp, bvalid, arready, rid, rdata, rresp, rlast, rvalid);
  }

  Axi4MemorySlave core_;
};

}  // namespace lightloop::bus
