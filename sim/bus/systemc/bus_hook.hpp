// SPDX-License-Identifier: Apache-2.0
// Bus models at the ports of a Verilated model that runs as a SystemC module.
#pragma once

#include <vector>

#include "sim/bus/bus_model.hpp"

namespace lightloop::bus {

/// The hook of verilated::ClockedModel that runs bus models clock by clock, without signals between
/// them and the model. Owns nothing: ports and bus models must outlive the run.
class BusHook {
 public:
  void attach(BusModel& bus) { buses_.push_back(&bus); }

  template <class Model>
  void drive(Model& /*model*/) {
    for (BusModel* bus : buses_) bus->drive();
  }
  template <class Model>
  void sample(const Model& /*model*/) {
    for (BusModel* bus : buses_) bus->sample();
  }

 private:
  std::vector<BusModel*> buses_;
};

}  // namespace lightloop::bus
