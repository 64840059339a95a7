// SPDX-License-Identifier: Apache-2.0
// Leaves a coverage file: a model that counts lines and toggles, and a cover group of two
// instances.
#include <functional>
#include <gtest/gtest.h>
#include <string>

#include "Vstream_sum_covered.h"
#include "sim/verilated/coverage.hpp"
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/verilated_clock.hpp"

namespace lightloop::testbench {
namespace {

void run_model(unsigned words) {
  VerilatedContext context;
  Vstream_sum_covered model(&context, "TOP");
  const verilated::CoverageGuard coverage(context);
  reset(model, 1);
  model.m_ready_i = 1;
  for (unsigned i = 0; i < words; ++i) {
    model.s_valid_i = 1;
    model.s_data_i = 1;
    clock_once(model);
  }
}

TEST(Covering, Model) {
  run_model(3);
  run_model(4);
}

TEST(Covering, Group) {
  for (const char* instance : {"left", "right"}) {
    for (int round = 0; round < 2; ++round) {
      CoverGroup<int> group("sums", instance);
      auto& sum = group.point("sum's \"size\", 100%", std::identity(),
                              {bin("small", {{0, 9}}), bin("large", {{10, 99}})});
      auto& odd = group.point(
          "odd", [](int x) { return x % 2; }, no_yes());
      group.cross("size x odd", {&sum, &odd});
      group.sample(3);
      if (std::string(instance) == "right") group.sample(12);
    }
  }
}

}  // namespace
}  // namespace lightloop::testbench
