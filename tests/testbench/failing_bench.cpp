// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <gtest/gtest.h>

#include "testbenches/lib/random.hpp"
#include "testbenches/lib/scoreboard.hpp"

namespace lightloop::testbench {
namespace {

TEST(Failing, Passes) {
  std::printf("first draw %s\n", std::to_string(Random::for_test()()).c_str());
}

TEST(Failing, Draws) {
  Random random = Random::for_test();
  const auto draw = random();
  std::printf("first draw %s\n", std::to_string(draw).c_str());
  Scoreboard<std::uint64_t> scoreboard("draws");
  scoreboard.expect(draw);
  scoreboard.found(draw + 1, 12);
  ADD_FAILURE() << "once more";
}

}  // namespace
}  // namespace lightloop::testbench
