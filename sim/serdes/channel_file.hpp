// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "sim/serdes/channel_response.hpp"
#include "sim/serdes/port_order.hpp"

namespace lightloop::serdes {

/// A channel read from a Touchstone file, and what people want to know of it.
struct ChannelFile {
  /// Of the lane. Its warnings are all there are: of the reader, a lack of passivity, ports that do
  /// not seem to be the ends of a lane, and those of the crosstalk.
  ChannelResponse response;
  /// What the lane's receiver sees of a pulse of each neighbour's transmitter, on the time scale of
  /// `response` but for whole UI. Neighbours that do not couple are left out.
  std::vector<PulseResponse> crosstalk;
  LanePorts ports;
  bool ports_found = false;            ///< by the gain between them, not given
  std::vector<unsigned> quiet_ports;   ///< of no lane: terminated, nothing sent there
  double nyquist_loss_db = 0;          ///< at half the baud rate
  double band_end_hz = 0;              ///< where the data end
  std::vector<double> reference_ohms;  ///< of each port
};

/// Reads a file of two or more ports and computes the pulse response of the lane and its crosstalk.
/// Without `ports`, they are those that the data speak for: 1 to 2 for two ports, else the lanes of
/// ThroughPaths. Throws TouchstoneError, with the name of the file in front, for whatever is wrong
/// with the file or does not fit `shape` and `ports`.
ChannelFile read_channel(const std::filesystem::path& file, const PulseShape& shape,
                         const std::optional<LanePorts>& ports = std::nullopt);

}  // namespace lightloop::serdes
