// SPDX-License-Identifier: Apache-2.0
// ll_gf_scale: what a simulator runs and what synthesis gets are the same product.
#include <gtest/gtest.h>

#include "Vgf_scale_forms.h"

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
  VerilatedContext context;
  Vgf_scale_forms model(&context, "TOP");
  for (unsigned a = 0; a < 1024; ++a) {
    model.a_i = a;
    model.eval();
    for (int set = 0; set < 8; ++set) {
      std::uint64_t expected = 0;
      for (int i = 0; i < 5; ++i) {
        expected |= std::uint64_t{product(a, power_of_alpha(127 * set + 211 * i))} << (10 * i);
      }
      ASSERT_EQ(model.table_o[set], expected) << "a " << a << " set " << set;
      ASSERT_EQ(model.network_o[set], expected) << "a " << a << " set " << set;
    }
  }
}

}  // namespace
}  // namespace lightloop::testbench
