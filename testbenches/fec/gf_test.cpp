// SPDX-License-Identifier: Apache-2.0
// ll_gf_scale: what a simulator runs and what synthesis gets are the same product. ll_gf_inverse:
// the inverse of every element, one clock later.
#include <gtest/gtest.h>

#include "Vgf_bank.h"
#include "testbenches/lib/bench.hpp"

namespace lightloop::testbench {
namespace {

// a * b modulo x^10 + x^3 + 1, by long division.
unsigned product(unsigned a, unsigned b) {
  unsigned result = 0;
  for (int i = 0; i < 10; ++i) {
    if ((b >> i & 1) != 0) result ^= a << i;
  }
  for (int i = 18; i >= 10; --i) {
    if ((result >> i & 1) != 0) result ^= 0x409u << (i - 10);
  }
  return result;
}

unsigned power_of_alpha(int exponent) {
  unsigned power = 1;
  for (int i = 0; i < exponent; ++i) power = product(power, 2);
  return power;
}

TEST(GfScale, GivesTheProductInBothForms) {
  Bench<Vgf_bank> bench;
  const auto a_port = bench.port(bench.model().a_i);
  unsigned constants[8][5];
  for (int set = 0; set < 8; ++set) {
    for (int i = 0; i < 5; ++i) constants[set][i] = power_of_alpha(127 * set + 211 * i);
  }
  bench.run([&]() -> Task<> {
    for (unsigned a = 0; a < 1024; ++a) {
      a_port.write(static_cast<SData>(a));
      co_await RisingEdge(bench.clock());
      for (int set = 0; set < 8; ++set) {
        std::uint64_t expected = 0;
        for (int i = 0; i < 5; ++i) {
          expected |= std::uint64_t{product(a, constants[set][i])} << (10 * i);
        }
        EXPECT_EQ(bench.model().table_o[set], expected) << "a " << a << " set " << set;
        EXPECT_EQ(bench.model().network_o[set], expected) << "a " << a << " set " << set;
      }
      if (::testing::Test::HasFailure()) co_return;
    }
  });
}

TEST(GfInverse, InvertsEveryElementAfterOneClockAndGivesZeroForZero) {
  Bench<Vgf_bank> bench;
  const auto a_port = bench.port(bench.model().a_i);
  const auto enable = bench.port(bench.model().inverse_enable_i);
  bench.run([&]() -> Task<> {
    enable.write(1);
    a_port.write(0);
    co_await RisingEdge(bench.clock());
    for (unsigned a = 0; a < 1024; ++a) {
      a_port.write(static_cast<SData>(a + 1));
      co_await RisingEdge(bench.clock());
      const unsigned inverse = bench.model().inverse_o;
      EXPECT_EQ(product(a, inverse), a == 0 ? 0u : 1u) << "a " << a << " inverse " << inverse;
      if (a == 0) {
        EXPECT_EQ(inverse, 0u);
      }
    }
  });
}

TEST(GfInverse, KeepsItsResultWithoutEnable) {
  Bench<Vgf_bank> bench;
  const auto a_port = bench.port(bench.model().a_i);
  const auto enable = bench.port(bench.model().inverse_enable_i);
  bench.run([&]() -> Task<> {
    enable.write(1);
    a_port.write(2);
    co_await RisingEdge(bench.clock());
    enable.write(0);
    for (unsigned a = 3; a < 40; ++a) {
      a_port.write(static_cast<SData>(a));
      co_await RisingEdge(bench.clock());
      EXPECT_EQ(product(2, bench.model().inverse_o), 1u) << "a " << a;
    }
  });
}

}  // namespace
}  // namespace lightloop::testbench
