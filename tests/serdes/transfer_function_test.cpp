// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/transfer_function.hpp"

#include <Eigen/Dense>
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
  return {.ports = ports,
          .reference_ohms = std::vector<double>(ports, 50),
          .frequency_hz = {1e9},
          .s = matrix,
          .warnings = {}};
}

/// Two separate lines of gain a and b, and coupling c from each near end to the other's far end,
/// with through paths 1->2 and 3->4.
SParameters coupled_lines(Complex a, Complex b, Complex c) {
  return network(4, {0, a, 0, c,  //
                     a, 0, c, 0,  //
                     0, c, 0, b,  //
                     c, 0, b, 0});
}

TEST(Transmission, SeparateLinesGiveTheMean) {
  const TransferFunction gain =
      transmission(coupled_lines({0.8, 0.1}, {0.6, -0.3}, 0), kPortsOddToEven);
  EXPECT_NEAR(std::abs(gain.gain[0] - Complex(0.7, -0.1)), 0, 1e-15);
}

TEST(Transmission, CouplingIsSubtracted) {
  const TransferFunction gain = transmission(coupled_lines(0.8, 0.8, 0.1), kPortsOddToEven);
  EXPECT_NEAR(std::abs(gain.gain[0] - 0.7), 0, 1e-15);
}

TEST(Transmission, SwappedWiresInvert) {
  const PortOrder swapped{
      .near_positive = 1, .near_negative = 3, .far_positive = 4, .far_negative = 2};
  const TransferFunction gain = transmission(coupled_lines(0.8, 0.8, 0.1), swapped);
  EXPECT_NEAR(std::abs(gain.gain[0] + 0.7), 0, 1e-15);
}

TEST(Transmission, WrongPortOrderSeesOnlyTheCoupling) {
  // Taken as 1->3, 2->4, the near ends are the two ends of one line.
  const TransferFunction gain = transmission(coupled_lines(0.8, 0.8, 0.1), kPortsFirstToLast);
  EXPECT_NEAR(std::abs(gain.gain[0]), 0.1, 1e-15);
}

TEST(Transmission, EqualsTheMixedModeMatrixProduct) {
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
  const TransferFunction gain = transmission(network(4, s), order);
  EXPECT_NEAR(std::abs(gain.gain[0] - expected), 0, 1e-14);
}

TEST(Transmission, OfOneWireIsItsS) {
  EXPECT_EQ(transmission(network(2, {1, 2, 3, 4}), kPortsOfOneWire).gain[0], Complex(3));
  EXPECT_EQ(transmission(network(2, {1, 2, 3, 4}), {2, 0, 1, 0}).gain[0], Complex(2));
}

TEST(Transmission, FromOneLaneToAnotherIsCrosstalk) {
  std::vector<Complex> s(64);
  const auto set = [&](unsigned to, unsigned from, Complex value) {
    s[8 * (to - 1) + (from - 1)] = value;
  };
  const PortOrder lane{1, 2, 3, 4};
  const PortOrder neighbour{5, 6, 7, 8};
  set(3, 5, {0.1, 0.2});
  set(3, 6, 0.03);
  set(4, 5, 0.02);
  set(4, 6, {0, 0.1});
  set(3, 1, 0.9);
  set(4, 2, 0.7);
  EXPECT_NEAR(std::abs(transmission(network(8, s), neighbour, lane).gain[0] -
                       0.5 * (Complex(0.1, 0.2) - 0.03 - 0.02 + Complex(0, 0.1))),
              0, 1e-15);
  EXPECT_NEAR(std::abs(transmission(network(8, s), lane).gain[0] - 0.8), 0, 1e-15);
  EXPECT_EQ(transmission(network(8, s), lane, neighbour).gain[0], Complex(0));
}

TEST(Transmission, WavesCountByTheirVoltages) {
  // A plain wire between a source of 50 ohms and a load of 75: 75/125 of the source's voltage, and
  // 2 * 75/125 of what the source gives into 50 ohms. S21 of the wire is 2 sqrt(R1 R2)/(R1 + R2).
  SParameters wire =
      network(2, {0.2, 2 * std::sqrt(50.0 * 75) / 125, 2 * std::sqrt(50.0 * 75) / 125, -0.2});
  wire.reference_ohms = {50, 75};
  EXPECT_NEAR(std::abs(transmission(wire, kPortsOfOneWire).gain[0] - 1.2), 0, 1e-12);
  EXPECT_NEAR(std::abs(transmission(wire, {2, 0, 1, 0}).gain[0] - 0.8), 0, 1e-12);
}

TEST(Transmission, RefusesLanesThatTheNetworkDoesNotHave) {
  EXPECT_THROW(transmission(network(2, {0, 1, 1, 0}), kPortsOddToEven), std::invalid_argument);
  EXPECT_THROW(transmission(coupled_lines(1, 1, 0), PortOrder{1, 1, 2, 4}), std::invalid_argument);
  EXPECT_THROW(transmission(coupled_lines(1, 1, 0), PortOrder{0, 0, 2, 0}), std::invalid_argument);
  EXPECT_THROW(transmission(coupled_lines(1, 1, 0), kPortsOddToEven, kPortsOfOneWire),
               std::invalid_argument);
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

TEST(Passivity, TheLargestWhereverItStands) {
  std::mt19937 random(5);
  SParameters many = network(3, {});
  many.frequency_hz.clear();
  double largest = 0;
  double largest_at = 0;
  for (int point = 0; point < 300; ++point) {
    Eigen::Matrix3cd s;
    for (auto& value : s.reshaped()) {
      const auto part = [&] { return static_cast<double>(random()) / 0xFFFFFFFF - 0.5; };
      value = {part(), part()};
    }
    many.frequency_hz.push_back(point);
    for (int row = 0; row < 3; ++row)
      many.s.insert(many.s.end(), s.row(row).begin(), s.row(row).end());
    const double singular = Eigen::JacobiSVD<Eigen::Matrix3cd>(s).singularValues()(0);
    if (singular <= largest) continue;
    largest = singular;
    largest_at = point;
  }
  EXPECT_NEAR(passivity(many).largest_singular_value, largest, 1e-12);
  EXPECT_EQ(passivity(many).frequency_hz, largest_at);
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
