// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <complex>
#include <string>
#include <string_view>
#include <vector>

#include "sim/serdes/touchstone.hpp"

namespace lightloop::serdes {

/// Voltage transfer function of a channel between matched ends, sampled in frequency.
struct TransferFunction {
  std::vector<double> frequency_hz;  ///< strictly ascending, not negative
  std::vector<std::complex<double>> gain;
};

/// Which ports of a four-port file are the two wires at the near (transmitter) and far end; ports
/// count from 1.
struct PortOrder {
  unsigned near_positive = 1;
  unsigned near_negative = 3;
  unsigned far_positive = 2;
  unsigned far_negative = 4;
  friend bool operator==(const PortOrder&, const PortOrder&) = default;
};

/// Through paths 1->2 and 3->4.
inline constexpr PortOrder kPortsOddToEven{1, 3, 2, 4};
/// Through paths 1->3 and 2->4.
inline constexpr PortOrder kPortsFirstToLast{1, 2, 3, 4};

/// "near+,near-,far+,far-", for example "1,3,2,4", each of 1 to 4 once.
/// Throws std::invalid_argument.
PortOrder parse_port_order(std::string_view text);

/// Differential-mode transmission SDD21 of a four-port network:
/// (S_f+n+ - S_f+n- - S_f-n+ + S_f-n-) / 2. Throws std::invalid_argument when `network` does not
/// have four ports or `order` does not name each once.
TransferFunction differential_transmission(const SParameters& network, const PortOrder& order);

/// S21 of a two-port network. Throws std::invalid_argument for another number of ports.
TransferFunction transmission(const SParameters& network);

/// The largest singular value of the S matrices, and where. Above 1 the network gives more power
/// than it takes.
struct Passivity {
  double largest_singular_value = 0;
  double frequency_hz = 0;
};
Passivity passivity(const SParameters& network);

/// Loss in dB at a frequency, interpolated linearly in dB; the nearest sample outside the band.
double loss_db(const TransferFunction& channel, double frequency_hz);

}  // namespace lightloop::serdes
