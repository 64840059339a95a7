// SPDX-License-Identifier: Apache-2.0
// The vector-add kernel as a SystemC module, bus models at its ports.
#include "sim/bus/systemc/bus_hook.hpp"

#include <Vvadd_verilated.h>
#include <cstring>
#include <gtest/gtest.h>

#include "sim/bus/sparse_memory.hpp"
#include "sim/bus/verilated_ports.hpp"
#include "sim/verilated/clocked_model.hpp"

namespace lightloop::bus {
namespace {

using verilated::ClockAndReset;
using verilated::ClockConfig;
using verilated::ClockedModel;

constexpr std::uint32_t kWords = 500;

Axi4Signals read_port(Vvadd_verilated& m) {
  Axi4Signals s;
  s.araddr = m.m_axi_gmem0_araddr;
  s.arlen = m.m_axi_gmem0_arlen;
  s.arsize = m.m_axi_gmem0_arsize;
  s.arburst = m.m_axi_gmem0_arburst;
  s.arvalid = m.m_axi_gmem0_arvalid;
  s.arready = m.m_axi_gmem0_arready;
  s.rdata = m.m_axi_gmem0_rdata;
  s.rresp = m.m_axi_gmem0_rresp;
  s.rlast = m.m_axi_gmem0_rlast;
  s.rvalid = m.m_axi_gmem0_rvalid;
  s.rready = m.m_axi_gmem0_rready;
  return s;
}

Axi4Signals write_port(Vvadd_verilated& m) {
  Axi4Signals s;
  s.awaddr = m.m_axi_gmem1_awaddr;
  s.awlen = m.m_axi_gmem1_awlen;
  s.awsize = m.m_axi_gmem1_awsize;
  s.awburst = m.m_axi_gmem1_awburst;
  s.awvalid = m.m_axi_gmem1_awvalid;
  s.awready = m.m_axi_gmem1_awready;
  s.wdata = m.m_axi_gmem1_wdata;
  s.wstrb = m.m_axi_gmem1_wstrb;
  s.wlast = m.m_axi_gmem1_wlast;
  s.wvalid = m.m_axi_gmem1_wvalid;
  s.wready = m.m_axi_gmem1_wready;
  s.bresp = m.m_axi_gmem1_bresp;
  s.bvalid = m.m_axi_gmem1_bvalid;
  s.bready = m.m_axi_gmem1_bready;
  return s;
}

class VaddInSystemC : public testing::TestWithParam<unsigned> {};

TEST_P(VaddInSystemC, AddsVectorsUnderBackPressure) {
  const unsigned stall = GetParam();
  verilated::Simulation simulation;
  auto& vadd = simulation.make<ClockedModel<Vvadd_verilated, BusHook>>(
      "vadd", ClockConfig{}, [](Vvadd_verilated& m) {
        return ClockAndReset{m.ap_clk, m.ap_rst_n};
      });
  SparseMemory memory(0, 1 << 20);
  std::vector<std::uint32_t> a(kWords);
  std::vector<std::uint32_t> b(kWords);
  for (std::uint32_t i = 0; i < kWords; ++i) {
    a[i] = i * 2654435761U;
    b[i] = i * i;
  }
  const auto bytes = [](std::vector<std::uint32_t>& words) {
    return std::span(reinterpret_cast<std::uint8_t*>(words.data()), 4 * words.size());
  };
  memory.write(0x1000, bytes(a));
  memory.write(0x3040, bytes(b));  // bursts of a and b end at different pages
  Axi4LiteMaster control("control", LIGHTLOOP_AXI4_LITE_SIGNALS(vadd.model(), s_axi_control),
                         {.write_order = Axi4LiteMasterOptions::WriteOrder::kRandom,
                          .stall_percent = stall,
                          .seed = 5});
  Axi4MemorySlave gmem0("gmem0", read_port(vadd.model()), memory,
                        {.stall_percent = stall, .seed = 10});
  Axi4MemorySlave gmem1("gmem1", write_port(vadd.model()), memory,
                        {.stall_percent = stall, .seed = 20});
  for (BusModel* bus : std::initializer_list<BusModel*>{&control, &gmem0, &gmem1}) {
    vadd.hook().attach(*bus);
  }
  control.write(0x10, 0x1000);
  control.write(0x1C, 0x3040);
  control.write(0x28, 0x8000);
  control.write(0x34, kWords);
  control.write(0x00, 1);
  const sc_core::sc_time limit(1, sc_core::SC_MS);
  std::uint64_t status = 0;
  simulation.run_until(
      [&] {
        while (const auto done = control.take()) status = done->is_write ? 0 : done->data;
        if (control.idle() && (status & 2) == 0) control.read(0);
        return (status & 2) != 0;
      },
      limit, "ap_done");
  std::vector<std::uint32_t> c(kWords + 1, 0xEEEEEEEE);
  memory.read(0x8000, bytes(c));
  for (std::uint32_t i = 0; i < kWords; ++i) ASSERT_EQ(c[i], a[i] + b[i]) << i;
  EXPECT_EQ(c[kWords], 0U);
}

INSTANTIATE_TEST_SUITE_P(Stall, VaddInSystemC, testing::Values(0U, 30U, 80U));

}  // namespace
}  // namespace lightloop::bus
