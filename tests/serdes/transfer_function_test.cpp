// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/transfer_function.hpp"

#include <cmath>
#include <complex>
#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

namespace lightloop::serdes {
namespace {

using Complex = std::complex<double>;

/// A network of one frequency point.
SParameters network(unsigned ports, const std::vector<Complex>& matrix) {
  return {.ports = ports, .reference_ohms = 50, .frequency_hz = {1e9}, .s = matrix};
}

/// Two separate lines of gain a and b, and coupling c from each near end to the other's far end,
/// with through paths 1->2 and 3->4.
SParameters coupled_lines(Complex a, Complex b, Complex c) {
  return network(4, {0, a, 0, c,  //
                     a, 0, c, 0,  //
                     0, c, 0, b,  //
                     c, 0, b, 0});
}

TEST(DifferentialTransmission, SeparateLinesGiveTheMean) {
  const TransferFunction gain =
      differential_transmission(coupled_lines({0.8, 0.1}, {0.6, -0.3}, 0), kPortsOddToEven);
  EXPECT_NEAR(std::abs(gain.gain[0] - Complex(0.7, -0.1)), 0, 1e-15);
}

TEST(DifferentialTransmission, CouplingIsSubtracted) {
  const TransferFunction gain =
      differential_transmission(coupled_lines(0.8, 0.8, 0.1), kPortsOddToEven);
  EXPECT_NEAR(std::abs(gain.gain[0] - 0.7), 0, 1e-15);
}

TEST(DifferentialTransmission, SwappedWiresInvert) {
  const PortOrder swapped{
      .near_positive = 1, .near_negative = 3, .far_positive = 4, .far_negative = 2};
  const TransferFunction gain = differential_transmission(coupled_lines(0.8, 0.8, 0.1), swapped);
  EXPECT_NEAR(std::abs(gain.gain[0] + 0.7), 0, 1e-15);
}

TEST(DifferentialTransmission, WrongPortOrderSeesOnlyTheCoupling) {
  // Taken as 1->3, 2->4, the near ends are the two ends of one line.
  const TransferFunction gain =
      differential_transmission(coupled_lines(0.8, 0.8, 0.1), kPortsFirstToLast);
  EXPECT_NEAR(std::abs(gain.gain[0]), 0.1, 1e-15);
}

TEST(DifferentialTransmission, EqualsTheMixedModeMatrixProduct) {
  std::mt19937 random(7);
  std::vector<Complex> s(16);
  for (auto& value : s) {
    const auto part = [&] { return static_cast<double>(random()) / 0xFFFFFFFF - 0.5; };
    value = {part(), part()};
  }
  // Sdd21 = m2^T S m1 with the differential unit vectors m = (e+ - e-)/sqrt(2).
  const PortOrder order{
      .near_positive = 3, .near_negative = 2, .far_positive = 4, .far_negative = 1};
  double near[4] = {0, -std::sqrt(0.5), std::sqrt(0.5), 0};
  double far[4] = {-std::sqrt(0.5), 0, 0, std::sqrt(0.5)};
  Complex expected = 0;
  for (int to = 0; to < 4; ++to) {
    for (int from = 0; from < 4; ++from) expected += far[to] * s[4 * to + from] * near[from];
  }
  const TransferFunction gain = differential_transmission(network(4, s), order);
  EXPECT_NEAR(std::abs(gain.gain[0] - expected), 0, 1e-14);
}

TEST(DifferentialTransmission, RefusesOtherNetworks) {
  EXPECT_THROW(differential_transmission(network(2, {0, 1, 1, 0}), kPortsOddToEven),
               std::invalid_argument);
  EXPECT_THROW(differential_transmission(coupled_lines(1, 1, 0), PortOrder{1, 1, 2, 4}),
               std::invalid_argument);
  EXPECT_THROW(transmission(coupled_lines(1, 1, 0)), std::invalid_argument);
}

TEST(Transmission, IsS21) { EXPECT_EQ(transmission(network(2, {1, 2, 3, 4})).gain[0], Complex(3)); }

TEST(PortOrder, Parses) {
  EXPECT_EQ(parse_port_order("1,3,2,4"), kPortsOddToEven);
  EXPECT_EQ(parse_port_order("1,2,3,4"), kPortsFirstToLast);
  for (const char* bad : {"", "1,3,2", "1,3,2,5", "1,1,2,4", "1 3 2 4", "1,3,2,4,", "0,1,2,3"}) {
    EXPECT_THROW(parse_port_order(bad), std::invalid_argument) << bad;
  }
}

TEST(Passivity, LargestSingularValue) {
  EXPECT_NEAR(passivity(network(2, {0, 1, 1, 0})).largest_singular_value, 1, 1e-12);
  EXPECT_NEAR(passivity(network(2, {0.3, 0.4, 0.4, 0.3})).largest_singular_value, 0.7, 1e-12);
  SParameters amplifier = network(1, {0.5});
  amplifier.frequency_hz = {1e9, 2e9, 3e9};
  amplifier.s = {0.5, Complex(0, 1.25), 0.75};
  EXPECT_NEAR(passivity(amplifier).largest_singular_value, 1.25, 1e-12);
  EXPECT_EQ(passivity(amplifier).frequency_hz, 2e9);
}

TEST(Loss, InterpolatesInDecibel) {
  const TransferFunction channel{{1e9, 2e9}, {0.1, 0.01}};
  EXPECT_NEAR(loss_db(channel, 1e9), 20, 1e-12);
  EXPECT_NEAR(loss_db(channel, 1.5e9), 30, 1e-12);
  EXPECT_NEAR(loss_db(channel, 0), 20, 1e-12);
  EXPECT_NEAR(loss_db(channel, 9e9), 40, 1e-12);
}

TEST(Loss, AtAPointDoesNotDependOnItsNeighbours) {
  const TransferFunction channel{.frequency_hz = {1e9, 2e9}, .gain = {0.0, 0.1}};
  EXPECT_NEAR(loss_db(channel, 2e9), 20, 1e-12);
}

}  // namespace
}  // namespace lightloop::serdes
