// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <gtest/gtest.h>

namespace lightloop::serdes {

using Complex = std::complex<double>;

inline void expect_near(Complex found, Complex expected) {
  EXPECT_NEAR(found.real(), expected.real(), 1e-12);
  EXPECT_NEAR(found.imag(), expected.imag(), 1e-12);
}

}  // namespace lightloop::serdes
