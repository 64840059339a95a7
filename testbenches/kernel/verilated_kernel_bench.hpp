// SPDX-License-Identifier: Apache-2.0
// KernelBench on a Verilated model.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "sim/bus/verilated_ports.hpp"
#include "testbenches/kernel/kernel_bench.hpp"

namespace lightloop::testbenches {

/// `Model` has the ports of an XRT kernel: ap_clk, ap_rst_n, s_axi_control_*.
template <typename Model>
class VerilatedKernelBench final : public KernelBench {
 public:
  /// `name` is the kernel's.
  explicit VerilatedKernelBench(const std::string& name,
                                const bus::Axi4LiteMasterOptions& options = {})
      : KernelBench(name),
        bench_(testbench::BenchConfig{.reset_cycles = 8, .name = name},
               [](Model& model) {
                 return verilated::ClockAndReset{model.ap_clk, model.ap_rst_n};
               }),
        control_(bench_, "control", LIGHTLOOP_AXI4_LITE_SIGNALS(bench_.model(), s_axi_control),
                 options) {}

  Model& model() { return bench_.model(); }

  /// Adds a memory or another bus model, which must outlive the runs; before the first one.
  template <typename Bus>
  void attach(Bus& bus) {
    bench_.attach(bus);
  }

 private:
  testbench::Clock& clock() override { return bench_.clock(); }
  testbench::Axi4LiteDriver& control() override { return control_; }
  testbench::Task<> reset_task(std::uint64_t clocks) override { return bench_.reset(clocks); }
  void run(testbench::Task<> task, std::uint64_t limit) override {
    bench_.run(std::move(task), limit);
  }

  testbench::Bench<Model> bench_;
  testbench::Axi4LiteDriver control_;
};

}  // namespace lightloop::testbenches
