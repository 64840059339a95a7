// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/transfer_function.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace lightloop::serdes {
namespace {

bool names_each_port_once(const PortOrder& order) {
  std::array<unsigned, 4> ports{order.near_positive, order.near_negative, order.far_positive,
                                order.far_negative};
  std::ranges::sort(ports);
  return ports == std::array<unsigned, 4>{1, 2, 3, 4};
}

void expect_ports(const SParameters& network, unsigned expected) {
  if (network.ports != expected) {
    throw std::invalid_argument("S parameters: found " + std::to_string(network.ports) +
                                " ports, expected " + std::to_string(expected));
  }
}

}  // namespace

PortOrder parse_port_order(std::string_view text) {
  constexpr std::size_t kLength = 7;  // "1,3,2,4"
  const auto port = [&](std::size_t i) { return static_cast<unsigned>(text[i] - '0'); };
  if (text.size() == kLength && text[1] == ',' && text[3] == ',' && text[5] == ',') {
    const PortOrder order{port(0), port(2), port(4), port(6)};
    if (names_each_port_once(order)) return order;
  }
  throw std::invalid_argument("port order: found '" + std::string(text) +
                              "', expected near+,near-,far+,far- with each of 1 to 4 once, for "
                              "example 1,3,2,4");
}

TransferFunction differential_transmission(const SParameters& network, const PortOrder& order) {
  expect_ports(network, 4);
  if (!names_each_port_once(order)) {
    throw std::invalid_argument("port order: expected each of the ports 1 to 4 once");
  }
  TransferFunction result;
  result.frequency_hz = network.frequency_hz;
  result.gain.reserve(network.frequency_hz.size());
  for (std::size_t i = 0; i < network.frequency_hz.size(); ++i) {
    result.gain.push_back(0.5 * (network.at(i, order.far_positive, order.near_positive) -
                                 network.at(i, order.far_positive, order.near_negative) -
                                 network.at(i, order.far_negative, order.near_positive) +
                                 network.at(i, order.far_negative, order.near_negative)));
  }
  return result;
}

TransferFunction transmission(const SParameters& network) {
  expect_ports(network, 2);
  TransferFunction result;
  result.frequency_hz = network.frequency_hz;
  for (std::size_t i = 0; i < network.frequency_hz.size(); ++i) {
    result.gain.push_back(network.at(i, 2, 1));
  }
  return result;
}

Passivity passivity(const SParameters& network) {
  Passivity result;
  const auto ports = static_cast<Eigen::Index>(network.ports);
  Eigen::MatrixXcd s(ports, ports);
  for (std::size_t point = 0; point < network.frequency_hz.size(); ++point) {
    for (Eigen::Index row = 0; row < ports; ++row) {
      for (Eigen::Index column = 0; column < ports; ++column) {
        s(row, column) =
            network.at(point, static_cast<unsigned>(row) + 1, static_cast<unsigned>(column) + 1);
      }
    }
    const double largest = s.jacobiSvd().singularValues()(0);
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
