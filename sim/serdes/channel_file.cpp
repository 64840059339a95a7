// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/channel_file.hpp"

#include <fmt/format.h>
#include <stdexcept>

#include "sim/serdes/touchstone.hpp"

namespace lightloop::serdes {

ChannelFile read_channel(const std::filesystem::path& file, const PulseShape& shape,
                         const PortOrder& order) {
  const SParameters network = read_touchstone(file);
  if (network.ports != 2 && network.ports != 4) {
    throw TouchstoneError(fmt::format("{}: found {} ports, expected a channel of 2 or 4",
                                      file.string(), network.ports));
  }
  try {
    const TransferFunction channel =
        network.ports == 4 ? differential_transmission(network, order) : transmission(network);
    ChannelFile result;
    result.response = channel_response(channel, shape);
    result.nyquist_loss_db = loss_db(channel, shape.baud_hz / 2);
    result.band_end_hz = network.frequency_hz.back();
    result.reference_ohms = network.reference_ohms;
    // Rounding in the file makes a lossless point exceed 1 by a little.
    constexpr double kLargestPassiveGain = 1.001;
    const Passivity worst = passivity(network);
    if (worst.largest_singular_value > kLargestPassiveGain) {
      result.response.warnings.push_back(
          fmt::format("the network is not passive: gain {:.4g} at {:g} Hz, expected at most 1",
                      worst.largest_singular_value, worst.frequency_hz));
    }
    return result;
  } catch (const std::invalid_argument& error) {
    throw TouchstoneError(file.string() + ": " + error.what());
  }
}

}  // namespace lightloop::serdes
