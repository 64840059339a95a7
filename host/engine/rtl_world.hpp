// SPDX-License-Identifier: Apache-2.0
// A Verilated model with its hook in a SystemC world of its own, run job by job.
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "host/engine/engine.hpp"
#include "sim/verilated/clocked_model.hpp"

namespace lightloop::host {

/// `Hook` follows sim/verilated's CycleHook, pauses the run when its job is done, and has ports
/// clk_i and rst_ni. The clock stands still between jobs.
template <typename Model, typename Hook>
class RtlWorld {
 public:
  explicit RtlWorld(const std::string& name)
      : simulation_(name),
        module_(
            simulation_.make<Module>("dut", config(), [](Model& model) -> verilated::ClockAndReset {
              return {model.clk_i, model.rst_ni};
            })) {}

  Hook& hook() { return module_.hook(); }
  Model& model() { return module_.model(); }
  std::uint64_t cycles() const { return module_.cycles(); }

  /// Runs the clock until the hook pauses. Throws DeviceError when it has not within `limit_cycles`
  /// or when the simulation fails; the world is of no use afterwards.
  void run(std::uint64_t limit_cycles, const std::string& what) {
    try {
      simulation_.run_until_paused(
          sc_core::sc_time::from_value(module_.period().value() * limit_cycles), what);
    } catch (const verilated::SimulationError& error) {
      throw DeviceError(fmt::format("engine rtl: {}: {}", what, error.what()));
    }
  }

 private:
  using Module = verilated::ClockedModel<Model, Hook>;

  static verilated::ClockConfig config() {
    verilated::ClockConfig config;
    // Nothing else lives in this world, so the model may run ahead of it.
    config.cycles_per_activation = 1024;
    return config;
  }

  verilated::Simulation simulation_;
  Module& module_;
};

}  // namespace lightloop::host
