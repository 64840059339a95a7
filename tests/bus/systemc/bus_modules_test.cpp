// SPDX-License-Identifier: Apache-2.0
// The bus models as modules with signal ports, connected to each other and to small partners.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

#include "sim/bus/sparse_memory.hpp"
#include "sim/bus/systemc/axi4_lite_master_module.hpp"
#include "sim/bus/systemc/axi4_memory_slave_module.hpp"
#include "sim/bus/systemc/axi4_stream_modules.hpp"
#include "sim/verilated/simulation.hpp"

namespace lightloop::bus {
namespace {

using sc_core::sc_clock;
using sc_core::sc_signal;
using sc_core::sc_time;
using verilated::Simulation;

const auto kPeriodNs = 4;

sc_time clocks(int n) { return {static_cast<double>(n * kPeriodNs), sc_core::SC_NS}; }

sc_clock& make_clock(Simulation& simulation) { return simulation.make<sc_clock>("clk", clocks(1)); }

TEST(Axi4StreamModules, CarryAPacketUnderBackPressure) {
  for (const unsigned stall : {0U, 40U}) {
    Simulation simulation;
    auto& clk = make_clock(simulation);
    auto& source = simulation.make<Axi4StreamSourceModule<320>>(
        "source", Axi4StreamOptions{.stall_percent = stall, .seed = 1});
    auto& sink = simulation.make<Axi4StreamSinkModule<320>>(
        "sink", Axi4StreamOptions{.stall_percent = stall, .seed = 2});
    auto& valid = simulation.make<sc_signal<bool>>("valid");
    auto& ready = simulation.make<sc_signal<bool>>("ready");
    auto& last = simulation.make<sc_signal<bool>>("last");
    auto& data = simulation.make<sc_signal<sc_dt::sc_bv<320>>>("data");
    const auto connect = [&](auto& module) {
      module.clk(clk);
      module.tvalid(valid);
      module.tready(ready);
      module.tlast(last);
      module.tdata(data);
    };
    connect(source);
    connect(sink);
    std::vector<std::uint8_t> packet(std::size_t{40} * 25);
    std::iota(packet.begin(), packet.end(), 0);
    source.core().push_packet(packet);
    simulation.run_for(clocks(200));
    std::vector<std::uint8_t> received;
    for (const StreamBeat& beat : sink.core().received()) {
      received.insert(received.end(), beat.data.begin(), beat.data.end());
    }
    EXPECT_EQ(received, packet);
    EXPECT_TRUE(sink.core().received().back().last);
  }
}

// One register that counts its writes; answers a clock after the request.
class CounterSlave : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clk{"clk"};
  sc_core::sc_in<bool> awvalid{"awvalid"}, wvalid{"wvalid"}, bready{"bready"};
  sc_core::sc_in<bool> arvalid{"arvalid"}, rready{"rready"};
  sc_core::sc_in<sc_dt::sc_uint<32>> wdata{"wdata"};
  sc_core::sc_out<bool> awready{"awready"}, wready{"wready"}, bvalid{"bvalid"};
  sc_core::sc_out<bool> arready{"arready"}, rvalid{"rvalid"};
  sc_core::sc_out<sc_dt::sc_uint<32>> rdata{"rdata"};
  std::uint32_t sum = 0;

  explicit CounterSlave(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    SC_HAS_PROCESS(CounterSlave);
    SC_METHOD(on_clock);
    sensitive << clk.pos();
    dont_initialize();
  }

 private:
  void on_clock() {
    const bool taken = awready.read() && awvalid && wready.read() && wvalid;
    if (taken) sum += wdata.read().to_uint();
    const bool answer = (bvalid.read() && !bready) || taken;
    bvalid = answer;
    const bool accept = awvalid && wvalid && !taken && !answer && !awready.read();
    awready = accept;
    wready = accept;
    const bool asked = arready.read() && arvalid;
    const bool reply = (rvalid.read() && !rready) || asked;
    rvalid = reply;
    rdata = sum;
    arready = arvalid && !asked && !reply && !arready.read();
  }
};

TEST(Axi4LiteMasterModule, WritesAndReadsRegisters) {
  Simulation simulation;
  auto& clk = make_clock(simulation);
  auto& master = simulation.make<Axi4LiteMasterModule<12>>("master");
  auto& slave = simulation.make<CounterSlave>("slave");
  const auto wire = [&](const char* name, auto& from, auto& to) {
    auto& signal = simulation.make<sc_signal<bool>>(name);
    from(signal);
    to(signal);
  };
  master.clk(clk);
  slave.clk(clk);
  wire("awvalid", master.awvalid, slave.awvalid);
  wire("awready", master.awready, slave.awready);
  wire("wvalid", master.wvalid, slave.wvalid);
  wire("wready", master.wready, slave.wready);
  wire("bvalid", master.bvalid, slave.bvalid);
  wire("bready", master.bready, slave.bready);
  wire("arvalid", master.arvalid, slave.arvalid);
  wire("arready", master.arready, slave.arready);
  wire("rvalid", master.rvalid, slave.rvalid);
  wire("rready", master.rready, slave.rready);
  auto& wdata = simulation.make<sc_signal<sc_dt::sc_uint<32>>>("wdata");
  auto& rdata = simulation.make<sc_signal<sc_dt::sc_uint<32>>>("rdata");
  master.wdata(wdata);
  slave.wdata(wdata);
  master.rdata(rdata);
  slave.rdata(rdata);
  master.awaddr(simulation.make<sc_signal<sc_dt::sc_uint<12>>>("awaddr"));
  master.araddr(simulation.make<sc_signal<sc_dt::sc_uint<12>>>("araddr"));
  master.wstrb(simulation.make<sc_signal<sc_dt::sc_uint<4>>>("wstrb"));
  master.bresp(simulation.make<sc_signal<sc_dt::sc_uint<2>>>("bresp"));
  master.rresp(simulation.make<sc_signal<sc_dt::sc_uint<2>>>("rresp"));

  for (const std::uint32_t value : {100U, 20U, 3U}) master.core().write(0, value);
  master.core().read(0);
  simulation.run_until([&] { return master.core().idle(); }, clocks(200), "the register accesses");
  std::uint64_t data = 0;
  while (const auto done = master.core().take()) data = done->data;
  EXPECT_EQ(data, 123U);
}

// Writes one burst of two beats and reads it back.
class BurstMaster : public sc_core::sc_module {
 public:
  using Bus = Axi4MemorySlaveModule<128>;
  sc_core::sc_in<bool> clk{"clk"};
  std::vector<sc_dt::sc_bv<128>> read;
  sc_signal<bool> awvalid, awready, wlast, wvalid, wready, bvalid, bready;
  sc_signal<bool> arvalid, arready, rlast, rvalid, rready;
  sc_signal<sc_dt::sc_uint<4>> awid, bid, arid, rid;
  sc_signal<sc_dt::sc_uint<64>> awaddr, araddr;
  sc_signal<sc_dt::sc_uint<8>> awlen, arlen;
  sc_signal<sc_dt::sc_uint<3>> awsize, arsize;
  sc_signal<sc_dt::sc_uint<2>> awburst, arburst, bresp, rresp;
  sc_signal<sc_dt::sc_bv<128>> wdata, rdata;
  sc_signal<sc_dt::sc_uint<16>> wstrb;

  BurstMaster(const sc_core::sc_module_name& name, Bus& bus) : sc_core::sc_module(name) {
    bus.awid(awid), bus.awaddr(awaddr), bus.awlen(awlen), bus.awsize(awsize), bus.awburst(awburst);
    bus.awvalid(awvalid), bus.awready(awready), bus.wdata(wdata), bus.wstrb(wstrb);
    bus.wlast(wlast), bus.wvalid(wvalid), bus.wready(wready), bus.bid(bid), bus.bresp(bresp);
    bus.bvalid(bvalid), bus.bready(bready), bus.arid(arid), bus.araddr(araddr), bus.arlen(arlen);
    bus.arsize(arsize), bus.arburst(arburst), bus.arvalid(arvalid), bus.arready(arready);
    bus.rid(rid), bus.rdata(rdata), bus.rresp(rresp), bus.rlast(rlast), bus.rvalid(rvalid);
    bus.rready(rready);
    SC_HAS_PROCESS(BurstMaster);
    SC_THREAD(run);
  }

 private:
  void tick() { wait(clk.posedge_event()); }
  template <class Valid, class Ready>
  void shake(Valid& valid, Ready& ready) {
    valid = true;
    do tick();
    while (!ready.read());
    valid = false;
  }
  void run() {
    tick();
    awaddr = 0x1000;
    awlen = 1;
    awsize = 4;
    awburst = 1;
    araddr = 0x1000;
    arlen = 1;
    arsize = 4;
    arburst = 1;
    wstrb = 0xFFFF;
    shake(awvalid, awready);
    for (const unsigned beat : {0U, 1U}) {
      sc_dt::sc_bv<128> value;
      for (int word = 0; word < 4; ++word) value.set_word(word, 0x11111111U * (beat + 1) + word);
      wdata = value;
      wlast = beat == 1;
      shake(wvalid, wready);
    }
    bready = true;
    do tick();
    while (!bvalid.read());
    bready = false;
    shake(arvalid, arready);
    rready = true;
    while (read.size() < 2) {
      tick();
      if (rvalid.read()) read.push_back(rdata.read());
    }
    sc_core::sc_pause();
  }
};

TEST(Axi4MemorySlaveModule, ServesBursts) {
  Simulation simulation;
  SparseMemory memory(0, 1 << 16);
  auto& clk = make_clock(simulation);
  auto& slave = simulation.make<BurstMaster::Bus>(
      "slave", memory, Axi4MemorySlaveOptions{.stall_percent = 30, .seed = 3});
  auto& master = simulation.make<BurstMaster>("master", slave);
  slave.clk(clk);
  master.clk(clk);
  simulation.run_until_paused(clocks(500), "the bursts");
  ASSERT_EQ(master.read.size(), 2U);
  EXPECT_EQ(master.read[0].get_word(3), 0x11111114U);
  EXPECT_EQ(master.read[1].get_word(0), 0x22222222U);
  std::array<std::uint8_t, 4> stored{};
  memory.read(0x1010, stored);
  EXPECT_EQ(stored, (std::array<std::uint8_t, 4>{0x22, 0x22, 0x22, 0x22}));
}

}  // namespace
}  // namespace lightloop::bus
