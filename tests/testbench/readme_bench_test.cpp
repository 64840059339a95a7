// SPDX-License-Identifier: Apache-2.0
// The bench of testbenches/lib/README.md.
// [readme]
#include <Vstream_sum.h>
#include <cstring>
#include <gtest/gtest.h>

#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/random.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/lib/stream_sink.hpp"
#include "testbenches/lib/stream_source.hpp"

using namespace lightloop::testbench;

TEST(StreamSum, AddsUnderGapsAndBackPressure) {
  Bench<Vstream_sum> bench;  // clock on clk_i, four cycles of reset on rst_ni
  Vstream_sum& dut = bench.model();
  Random random = Random::for_test();
  StreamSource words(bench, "words",
                     {.tvalid = dut.s_valid_i, .tready = dut.s_ready_o, .tdata = dut.s_data_i},
                     {.stall_percent = 30, .seed = random()});
  StreamSink sums(bench, "sums",
                  {.tvalid = dut.m_valid_o, .tready = dut.m_ready_i, .tdata = dut.m_sum_o},
                  {.stall_percent = 50, .seed = random()});
  Scoreboard<std::vector<std::uint8_t>> scoreboard("sums");

  bench.start_soon([&]() -> Task<> {
    for (;;) {
      const StreamFrame frame = co_await sums.recv();
      scoreboard.found(frame.bytes(16), frame.last_cycle);
    }
  });
  bench.run([&]() -> Task<> {
    for (std::uint64_t sum = 0, i = 0; i < 500; ++i) {
      std::vector<std::uint8_t> word(16);
      const std::uint64_t addend = random.any<std::uint32_t>();
      std::memcpy(word.data(), &addend, sizeof addend);
      words.send(word);
      sum += addend;
      std::memcpy(word.data(), &sum, sizeof sum);
      scoreboard.expect(word);
    }
    co_await with_timeout(words.drained(), ClockCycles(bench.clock(), 10'000));
    co_await ClockCycles(bench.clock(), 50);
  });
}
// [readme]
