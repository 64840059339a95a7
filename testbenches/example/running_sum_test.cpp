// SPDX-License-Identifier: Apache-2.0
#include <Vrunning_sum.h>
#include <gtest/gtest.h>

#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/random.hpp"

using namespace lightloop::testbench;

TEST(RunningSum, AddsWhatIsValid) {
  Bench<Vrunning_sum> bench;  // clock on clk_i, four cycles of reset on rst_ni
  const auto valid = bench.port(bench.model().valid_i);
  const auto data = bench.port(bench.model().data_i);
  Random random = Random::for_test();
  bench.run([&]() -> Task<> {
    std::uint32_t sum = 0;
    for (int i = 0; i < 1000; ++i) {
      const auto word = random.any<std::uint32_t>();
      const bool take = random.percent(70);
      valid.write(take);
      data.write(word);
      if (take) sum += word;
      co_await RisingEdge(bench.clock());  // taken here
      valid.write(0);
      co_await RisingEdge(bench.clock());  // seen here
      EXPECT_EQ(bench.model().sum_o, sum) << "word " << i;
    }
  });
}
