// SPDX-License-Identifier: Apache-2.0
// Computed networks of coupled wires for tests.
#pragma once

#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "sim/serdes/touchstone.hpp"

namespace lightloop::serdes::tests {

/// A pair of wires with crosstalk, wire k from ports[2 k] to ports[2 k + 1], in a network of
/// `ports_of_network` ports in which nothing else passes anything. Both modes are lines without
/// loss; they differ in impedance (45 and 55 ohms), which gives near-end crosstalk, and by
/// `mode_delay_difference_s`, which gives far-end crosstalk.
struct CoupledPair {
  std::array<unsigned, 4> ports{1, 2, 3, 4};
  double delay_s = 1e-9;
  double mode_delay_difference_s = 5e-12;
  double loss_at_25_ghz_db = 6;
};

inline void add_pair(SParameters& network, const CoupledPair& pair) {
  using Complex = std::complex<double>;
  for (std::size_t point = 0; point < network.frequency_hz.size(); ++point) {
    const double f = network.frequency_hz[point];
    std::array<Complex, 2> back;
    std::array<Complex, 2> through;
    for (const int mode : {0, 1}) {
      const double ohms = mode == 0 ? 45 : 55;
      const double reflection = (ohms - 50) / (ohms + 50);
      const double delay_s = pair.delay_s + (mode - 0.5) * pair.mode_delay_difference_s;
      const double loss = std::pow(10, -pair.loss_at_25_ghz_db / 20 * f / 25e9);
      const Complex travel = std::polar(loss, -2 * std::numbers::pi * f * delay_s);
      const Complex denominator = 1.0 - reflection * reflection * travel * travel;
      back[mode] = reflection * (1.0 - travel * travel) / denominator;
      through[mode] = travel * (1 - reflection * reflection) / denominator;
    }
    for (unsigned to = 0; to < 4; ++to) {
      for (unsigned from = 0; from < 4; ++from) {
        const auto& modes = to % 2 == from % 2 ? back : through;
        const Complex value =
            to / 2 == from / 2 ? 0.5 * (modes[1] + modes[0]) : 0.5 * (modes[1] - modes[0]);
        network.s[(point * network.ports + pair.ports[to] - 1) * network.ports + pair.ports[from] -
                  1] = value;
      }
    }
  }
}

inline SParameters empty_network(unsigned ports, double step_hz, double last_hz) {
  SParameters network;
  network.ports = ports;
  network.reference_ohms.assign(ports, 50);
  for (int i = 0; i * step_hz <= last_hz; ++i) network.frequency_hz.push_back(i * step_hz);
  network.s.resize(network.frequency_hz.size() * ports * ports);
  return network;
}

inline SParameters coupled_pair(const CoupledPair& pair = {}, double step_hz = 50e6,
                                double last_hz = 50e9) {
  SParameters network = empty_network(4, step_hz, last_hz);
  add_pair(network, pair);
  return network;
}

}  // namespace lightloop::serdes::tests
