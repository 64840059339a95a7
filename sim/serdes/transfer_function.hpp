// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <vector>

#include "sim/serdes/port_order.hpp"
#include "sim/serdes/touchstone.hpp"

namespace lightloop::serdes {

/// Voltage transfer function of a channel between matched ends, sampled in frequency.
struct TransferFunction {
  std::vector<double> frequency_hz;  ///< strictly ascending, not negative
  std::vector<std::complex<double>> gain;
};

/// What the receiver of lane `to` sees of the transmitter of lane `from`, relative to what the
/// transmitter gives into a matched load, with every port of the network terminated by its
/// reference resistance. One lane: its transmission, SDD21 of a differential lane (S_f+n+ - S_f+n-
/// - S_f-n+ + S_f-n-) / 2 or S_fn; two: their crosstalk. Waves count by their voltages: S_ij by
/// sqrt(R_i / R_j). Throws std::invalid_argument for a port that the network does not have, a port
/// that stands twice in a lane, and lanes of different kinds.
TransferFunction transmission(const SParameters& network, const PortOrder& from,
                              const PortOrder& to);

/// The transmission of one lane.
TransferFunction transmission(const SParameters& network, const PortOrder& lane);

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
