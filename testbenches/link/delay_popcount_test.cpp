// SPDX-License-Identifier: Apache-2.0
// ll_delay of 1 and of 5 clocks; ll_popcount of 4, 33 and 160 bits.
#include <bit>
#include <vector>

#include "testbenches/lib/verilated_port.hpp"
#include "testbenches/link/link_bank_test.hpp"

namespace lightloop::link_bench {
namespace {

class PopcountBlock : public LinkBankTest {
 protected:
  using Vector = VlWide<5>;
  static constexpr unsigned kBits = 160;

  /// One vector; its counts come out 2 clocks later.
  Task<> check(const Vector& vector) {
    bench.port(dut.popcount_data_i).write(vector);
    co_await edge();
    // Whatever follows does not matter to it.
    Vector next;
    for (unsigned i = 0; i < 5; ++i) next[i] = random.any<std::uint32_t>();
    bench.port(dut.popcount_data_i).write(next);
    co_await edges(2);
    EXPECT_EQ(dut.popcount4_o, ones(vector, 4));
    EXPECT_EQ(dut.popcount33_o, ones(vector, 33));
    EXPECT_EQ(dut.popcount160_o, ones(vector, kBits));
  }

  static unsigned ones(const Vector& vector, unsigned bits) {
    unsigned count = 0;
    for (unsigned i = 0; i < bits; ++i) count += testbench::read_bits(vector, i, 1);
    return count;
  }
};

TEST_F(PopcountBlock, NoneAllAndEachBit) {
  bench.run([&]() -> Task<> {
    co_await check({});
    Vector all;
    for (unsigned i = 0; i < 5; ++i) all[i] = 0xFFFFFFFF;
    co_await check(all);
    EXPECT_EQ(dut.popcount160_o, kBits);
    for (unsigned bit = 0; bit < kBits; ++bit) {
      Vector one{};
      testbench::write_bits(one, bit, 1, 1);
      co_await check(one);
      testbench::write_bits(all, bit, 1, 0);
      co_await check(all);
      testbench::write_bits(all, bit, 1, 1);
    }
  });
}

TEST_F(PopcountBlock, OneVectorAClock) {
  bench.run([&]() -> Task<> {
    std::vector<Vector> sent;
    for (unsigned i = 0; i < 500; ++i) {
      Vector vector;
      for (unsigned word = 0; word < 5; ++word) {
        vector[word] = random.any<std::uint32_t>() & random.any<std::uint32_t>();
      }
      bench.port(dut.popcount_data_i).write(vector);
      co_await edge();
      sent.push_back(vector);
      if (i < 2) continue;
      EXPECT_EQ(dut.popcount33_o, ones(sent[i - 2], 33)) << "vector " << i - 2;
      EXPECT_EQ(dut.popcount160_o, ones(sent[i - 2], kBits)) << "vector " << i - 2;
    }
  });
}

class DelayBlock : public LinkBankTest {};

TEST_F(DelayBlock, GivesWhatWentInSoManyClocksAgo) {
  bench.run([&]() -> Task<> {
    std::vector<std::uint8_t> sent;
    for (unsigned i = 0; i < 300; ++i) {
      const auto data = random.any<std::uint8_t>();
      set(dut.delay_data_i, data);
      co_await edge();
      if (i >= 1) {
        EXPECT_EQ(dut.delay1_data_o, sent[i - 1]) << "clock " << i;
      }
      if (i >= 5) {
        EXPECT_EQ(dut.delay5_data_o, sent[i - 5]) << "clock " << i;
      }
      sent.push_back(data);
    }
  });
}

}  // namespace
}  // namespace lightloop::link_bench
