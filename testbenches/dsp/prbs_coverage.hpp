// SPDX-License-Identifier: Apache-2.0
// Functional coverage of the PRBS generators and checkers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/verilated_port.hpp"

namespace lightloop::testbench {

/// What the bank of generators and checkers is told and does, clock after clock: attached to a
/// bench. One instance of the checkers' group an order.
class PrbsCoverage {
 public:
  PrbsCoverage(const std::string& instance, const std::vector<int>& orders)
      : steps_("prbs_gen", instance) {
    steps_.point("step", [](Step step) { return step; },
                 {bin("reset", {kReset}), bin("load", {kLoad}), bin("whole beat", {kWhole}),
                  bin("partial beat", {kPartial}), bin("hold", {kHold}),
                  transition("partial, then whole", {kPartial, kWhole}),
                  transition("hold, then whole", {kHold, kWhole}),
                  transition("load, then whole", {kLoad, kWhole})});
    for (const int order : orders) {
      auto group = std::make_unique<CoverGroup<Check>>("prbs_check",
                                                       instance + ".prbs" + std::to_string(order));
      auto& locked = group->point("locked", &Check::locked, no_yes());
      group->point(
          "lock", &Check::locked,
          {transition("found", {0, 1}), transition("lost", {1, 0}), transition("kept", {1, 1})});
      for (auto* point : {&group->point("beat", &Check::valid, no_yes()),
                          &group->point("clear", &Check::clear, no_yes()),
                          &group->point("reset", &Check::reset, no_yes())}) {
        group->cross(point->name() + " x locked", {point, &locked});
      }
      checks_.push_back(std::move(group));
    }
  }

  template <typename Model>
  void drive(Model& /*model*/) {}
  template <typename Model>
  void sample(Model& model) {
    steps_.sample(!model.rst_ni      ? kReset
                  : model.load_i     ? kLoad
                  : !model.advance_i ? kHold
                  : model.partial_i  ? kPartial
                                     : kWhole);
    for (std::size_t i = 0; i < checks_.size(); ++i) {
      checks_[i]->sample({read_bits(model.locked_o, i, 1) != 0, model.valid_i != 0,
                          model.clear_i != 0, model.rst_ni == 0});
    }
  }

 private:
  enum Step { kReset, kLoad, kWhole, kPartial, kHold };
  struct Check {
    bool locked;
    bool valid;
    bool clear;
    bool reset;
  };

  CoverGroup<Step> steps_;
  std::vector<std::unique_ptr<CoverGroup<Check>>> checks_;
};

}  // namespace lightloop::testbench
