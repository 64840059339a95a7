// SPDX-License-Identifier: Apache-2.0
// Axi4StreamSource and Axi4StreamSink as SystemC modules with signal ports.
#pragma once

#include "sim/bus/axi4_stream.hpp"
#include "sim/bus/systemc/port_mirror.hpp"

namespace lightloop::bus {

/// Puts beats out at the rising edges of clk. core() takes the beats.
template <unsigned DataBits>
class Axi4StreamSourceModule : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clk{"clk"};
  MirroredOut<1> tvalid{"tvalid"};
  MirroredIn<1> tready{"tready"};
  MirroredOut<DataBits> tdata{"tdata"};
  MirroredOut<1> tlast{"tlast"};

  explicit Axi4StreamSourceModule(const sc_core::sc_module_name& name,
                                  const Axi4StreamOptions& options = {})
      : sc_core::sc_module(name), core_(signals(), options) {
    SC_HAS_PROCESS(Axi4StreamSourceModule);
    SC_METHOD(on_clock);
    sensitive << clk.pos();
    dont_initialize();
  }

  Axi4StreamSource& core() { return core_; }

 private:
  Axi4StreamSignals signals() {
    return {.tvalid = tvalid.signal(),
            .tready = tready.signal(),
            .tdata = tdata.signal(),
            .tlast = tlast.signal()};
  }
  void on_clock() {
    tready.update();
    core_.sample();
    core_.drive();
    tvalid.update();
    tdata.update();
    tlast.update();
  }

  Axi4StreamSource core_;
};

/// Takes beats at the rising edges of clk. core() has the beats.
template <unsigned DataBits>
class Axi4StreamSinkModule : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clk{"clk"};
  MirroredIn<1> tvalid{"tvalid"};
  MirroredOut<1> tready{"tready"};
  MirroredIn<DataBits> tdata{"tdata"};
  MirroredIn<1> tlast{"tlast"};

  explicit Axi4StreamSinkModule(const sc_core::sc_module_name& name,
                                const Axi4StreamOptions& options = {},
                                ViolationHandler on_violation = throw_violation)
      : sc_core::sc_module(name), core_(this->name(), signals(), options, std::move(on_violation)) {
    SC_HAS_PROCESS(Axi4StreamSinkModule);
    SC_METHOD(on_clock);
    sensitive << clk.pos();
    dont_initialize();
  }

  Axi4StreamSink& core() { return core_; }

 private:
  Axi4StreamSignals signals() {
    return {.tvalid = tvalid.signal(),
            .tready = tready.signal(),
            .tdata = tdata.signal(),
            .tlast = tlast.signal()};
  }
  void on_clock() {
    tvalid.update();
    tdata.update();
    tlast.update();
    core_.sample();
    core_.drive();
    tready.update();
  }

  Axi4StreamSink core_;
};

}  // namespace lightloop::bus
