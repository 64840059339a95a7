// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/transfer_function.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

namespace lightloop::serdes {
namespace {

void check(const SParameters& network, const PortOrder& lane) {
  std::vector<unsigned> ports{lane.near_positive, lane.far_positive};
  if (lane.differential()) ports.insert(ports.end(), {lane.near_negative, lane.far_negative});
  std::ranges::sort(ports);
  if (ports.front() == 0 || ports.back() > network.ports) {
    throw std::invalid_argument(
        fmt::format("found a lane with the ports {}, expected ports from 1 to {}", describe(lane),
                    network.ports));
  }
  if (std::ranges::adjacent_find(ports) != ports.end()) {
    throw std::invalid_argument(
        fmt::format("found a lane with the ports {}, expected each port once", describe(lane)));
  }
}

}  // namespace

TransferFunction transmission(const SParameters& network, const PortOrder& from,
                              const PortOrder& to) {
  check(network, from);
  check(network, to);
  if (from.differential() != to.differential()) {
    throw std::invalid_argument(
        "found a differential lane and one of a single wire, expected "
        "lanes of one kind");
  }
  const auto gain = [&](std::size_t point, unsigned out, unsigned in) {
    const double ohms_ratio = network.reference_ohms[out - 1] / network.reference_ohms[in - 1];
    return network.at(point, out, in) * std::sqrt(ohms_ratio);
  };
  TransferFunction result;
  result.frequency_hz = network.frequency_hz;
  result.gain.reserve(network.frequency_hz.size());
  for (std::size_t i = 0; i < network.frequency_hz.size(); ++i) {
    if (!to.differential()) {
      result.gain.push_back(gain(i, to.far_positive, from.near_positive));
      continue;
    }
    result.gain.push_back(0.5 * (gain(i, to.far_positive, from.near_positive) -
                                 gain(i, to.far_positive, from.near_negative) -
                                 gain(i, to.far_negative, from.near_positive) +
                                 gain(i, to.far_negative, from.near_negative)));
  }
  return result;
}

TransferFunction transmission(const SParameters& network, const PortOrder& lane) {
  return transmission(network, lane, lane);
}

Passivity passivity(const SParameters& network) {
  Passivity result;
  const auto ports = static_cast<Eigen::Index>(network.ports);
  using Matrix =
      Eigen::Matrix<std::complex<double>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Eigen::MatrixXcd power(ports, ports);
  Eigen::MatrixXcd margin(ports, ports);
  Eigen::LLT<Eigen::MatrixXcd> llt(ports);
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver(ports);
  for (std::size_t point = 0; point < network.frequency_hz.size(); ++point) {
    const Eigen::Map<const Matrix> s(&network.s[point * network.ports * network.ports], ports,
                                     ports);
    power.noalias() = s.adjoint() * s;
    // A factorisation tells, at a small part of the cost, that the largest so far stays it.
    const double largest_power = std::pow(result.largest_singular_value, 2);
    margin = -power;
    margin.diagonal().array() += largest_power;
    if (largest_power > 0 && llt.compute(margin).info() == Eigen::Success) continue;
    solver.compute(power, Eigen::EigenvaluesOnly);
    const double largest = std::sqrt(std::max(0.0, solver.eigenvalues()(ports - 1)));
    if (largest > result.largest_singular_value) {
      result = {largest, network.frequency_hz[point]};
    }
  }
  return result;
}

double loss_db(const TransferFunction& channel, double frequency_hz) {
  const auto loss = [&](std::size_t i) { return -20 * std::log10(std::abs(channel.gain[i])); };
  const auto& f = channel.frequency_hz;
  const auto above =
      static_cast<std::size_t>(std::ranges::lower_bound(f, frequency_hz) - f.begin());
  if (above == 0) return loss(0);
  if (above == f.size()) return loss(above - 1);
  if (f[above] == frequency_hz) return loss(above);  // the neighbour's loss may be infinite
  const double weight = (frequency_hz - f[above - 1]) / (f[above] - f[above - 1]);
  return (1 - weight) * loss(above - 1) + weight * loss(above);
}

}  // namespace lightloop::serdes
