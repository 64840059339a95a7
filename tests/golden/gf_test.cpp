// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/gf.hpp"

#include <gtest/gtest.h>
#include <set>

namespace lightloop::golden::gf {
namespace {

// Multiplication as the definition has it: polynomials over GF(2) modulo x^10 + x^3 + 1.
Element multiply_polynomials(unsigned a, unsigned b) {
  unsigned product = 0;
  for (int i = 0; i < 10; ++i) {
    if ((b >> i) & 1U) product ^= a << i;
  }
  for (int i = 18; i >= 10; --i) {
    if ((product >> i) & 1U) product ^= (1U << i) | (1U << (i - 7)) | (1U << (i - 10));
  }
  return static_cast<Element>(product);
}

TEST(Gf, MultipliesLikePolynomials) {
  for (unsigned a = 0; a < kSize; ++a) {
    for (unsigned b = 0; b < kSize; ++b) {
      ASSERT_EQ(multiply(a, b), multiply_polynomials(a, b)) << a << " * " << b;
    }
  }
}

TEST(Gf, AlphaIsPrimitive) {
  std::set<Element> seen;
  for (int power = 0; power < kOrder; ++power) seen.insert(alpha_to(power));
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kOrder));
  EXPECT_EQ(seen.count(0), 0U);
  EXPECT_EQ(alpha_to(0), 1);
  EXPECT_EQ(alpha_to(1), kAlpha);
  EXPECT_EQ(alpha_to(10), 0x009);
  EXPECT_EQ(alpha_to(kOrder), 1);
}

TEST(Gf, InverseDivideAndLogAgree) {
  for (int a = 1; a < kSize; ++a) {
    const auto element = static_cast<Element>(a);
    ASSERT_EQ(multiply(element, inverse(element)), 1);
    ASSERT_EQ(alpha_to(log(element)), element);
    ASSERT_EQ(multiply(divide(kAlpha, element), element), kAlpha);
    ASSERT_EQ(divide(0, element), 0);
  }
}

}  // namespace
}  // namespace lightloop::golden::gf
