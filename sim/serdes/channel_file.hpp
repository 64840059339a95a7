// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "sim/serdes/channel_response.hpp"
#include "sim/serdes/transfer_function.hpp"

namespace lightloop::serdes {

/// A channel read from a Touchstone file, and what people want to know of it.
struct ChannelFile {
  ChannelResponse response;    ///< its warnings include a lack of passivity
  double nyquist_loss_db = 0;  ///< at half the baud rate
  double band_end_hz = 0;      ///< where the data end
  double reference_ohms = 0;   ///< of each port
};

/// Reads an .s2p file (S21) or an .s4p file (SDD21 with `order`) and computes its pulse response.
/// Throws TouchstoneError, with the name of the file in front, for whatever is wrong with the file
/// or does not fit `shape`.
ChannelFile read_channel(const std::filesystem::path& file, const PulseShape& shape,
                         const PortOrder& order = kPortsOddToEven);

}  // namespace lightloop::serdes
