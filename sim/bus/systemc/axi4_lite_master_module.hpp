// SPDX-License-Identifier: Apache-2.0
// Axi4LiteMaster as a SystemC module with signal ports.
#pragma once

#include "sim/bus/axi4_lite_master.hpp"
#include "sim/bus/systemc/port_mirror.hpp"

namespace lightloop::bus {

/// core() takes reads and writes; they go out at the rising edges of clk.
template <unsigned AddressBits, unsigned DataBits = 32>
class Axi4LiteMasterModule : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clk{"clk"};
  MirroredOut<AddressBits> awaddr{"awaddr"};
  MirroredOut<1> awvalid{"awvalid"};
  MirroredIn<1> awready{"awready"};
  MirroredOut<DataBits> wdata{"wdata"};
  MirroredOut<DataBits / 8> wstrb{"wstrb"};
  MirroredOut<1> wvalid{"wvalid"};
  MirroredIn<1> wready{"wready"};
  MirroredIn<2> bresp{"bresp"};
  MirroredIn<1> bvalid{"bvalid"};
  MirroredOut<1> bready{"bready"};
  MirroredOut<AddressBits> araddr{"araddr"};
  MirroredOut<1> arvalid{"arvalid"};
  MirroredIn<1> arready{"arready"};
  MirroredIn<DataBits> rdata{"rdata"};
  MirroredIn<2> rresp{"rresp"};
  MirroredIn<1> rvalid{"rvalid"};
  MirroredOut<1> rready{"rready"};

  explicit Axi4LiteMasterModule(const sc_core::sc_module_name& name,
                                const Axi4LiteMasterOptions& options = {},
                                ViolationHandler on_violation = throw_violation)
      : sc_core::sc_module(name), core_(this->name(), signals(), options, std::move(on_violation)) {
    SC_HAS_PROCESS(Axi4LiteMasterModule);
    SC_METHOD(on_clock);
    sensitive << clk.pos();
    dont_initialize();
  }

  Axi4LiteMaster& core() { return core_; }

 private:
  Axi4LiteSignals signals() {
    return {.awaddr = awaddr.signal(),
            .awvalid = awvalid.signal(),
            .awready = awready.signal(),
            .wdata = wdata.signal(),
            .wstrb = wstrb.signal(),
            .wvalid = wvalid.signal(),
            .wready = wready.signal(),
            .bresp = bresp.signal(),
            .bvalid = bvalid.signal(),
            .bready = bready.signal(),
            .araddr = araddr.signal(),
            .arvalid = arvalid.signal(),
            .arready = arready.signal(),
            .rdata = rdata.signal(),
            .rresp = rresp.signal(),
            .rvalid = rvalid.signal(),
            .rready = rready.signal()};
  }
  static void update(auto&... ports) { (ports.update(), ...); }
  void on_clock() {
    update(awready, wready, bresp, bvalid, arready, rdata, rresp, rvalid);
    core_.sample();
    core_.drive();
    update(awaddr, awvalid, wdata, wstrb, wvalid, bready, araddr, arvalid, rready);
  }

  Axi4LiteMaster core_;
};

}  // namespace lightloop::bus
