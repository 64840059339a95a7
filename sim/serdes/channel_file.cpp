// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/channel_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>
#include <stdexcept>
#include <utility>

#include "sim/serdes/through_paths.hpp"
#include "sim/serdes/touchstone.hpp"

namespace lightloop::serdes {
namespace {

LanePorts find_ports(const SParameters& network, const ThroughPaths& paths) {
  if (network.ports == 2) return {.lane = kPortsOfOneWire, .neighbours = {}};
  if (auto found = paths.lanes()) return *std::move(found);
  throw std::invalid_argument(
      fmt::format("found {} ports whose lanes cannot be told from the data, expected a port order: "
                  "near+,near-,far+,far- of the lane",
                  network.ports));
}

std::vector<unsigned> quiet_ports(const SParameters& network, const LanePorts& ports) {
  std::vector<bool> used(network.ports + 1);
  const auto use = [&](const PortOrder& lane) {
    for (const unsigned port :
         {lane.near_positive, lane.near_negative, lane.far_positive, lane.far_negative}) {
      used[port] = true;
    }
  };
  use(ports.lane);
  for (const PortOrder& neighbour : ports.neighbours) use(neighbour);
  std::vector<unsigned> result;
  for (unsigned port = 1; port <= network.ports; ++port) {
    if (!used[port]) result.push_back(port);
  }
  return result;
}

void warn_of_gain(const SParameters& network, std::vector<std::string>& warnings) {
  // Rounding in the file makes a lossless point exceed 1 by a little.
  constexpr double kLargestPassiveGain = 1.001;
  const Passivity worst = passivity(network);
  if (worst.largest_singular_value <= kLargestPassiveGain) return;
  warnings.push_back(
      fmt::format("the network is not passive: gain {:.4g} at {:g} Hz, expected at most 1",
                  worst.largest_singular_value, worst.frequency_hz));
}

bool passes_anything(const TransferFunction& gain) {
  return std::ranges::any_of(gain.gain, [](const auto& value) { return std::abs(value) > 0; });
}

void read_crosstalk(const SParameters& network, const PulseShape& shape, ChannelFile& result) {
  for (const PortOrder& neighbour : result.ports.neighbours) {
    const TransferFunction gain = transmission(network, neighbour, result.ports.lane);
    if (!passes_anything(gain)) continue;
    const ChannelResponse response = channel_response(gain, shape);
    result.crosstalk.push_back(response.pulse);
    // What lacks of crosstalk matters against the lane's own pulse, so only what is cut off counts.
    constexpr double kMuchEnergy = 0.01;
    if (response.truncated_energy > kMuchEnergy) {
      result.response.warnings.push_back(fmt::format(
          "{:.2g} of the crosstalk from {} lies outside the {} UI that were kept",
          response.truncated_energy, describe(neighbour), response.pulse.unit_intervals()));
    }
  }
}

ChannelFile channel_of(const SParameters& network, const PulseShape& shape,
                       const std::optional<LanePorts>& ports) {
  if (network.ports < 2) {
    throw std::invalid_argument(
        "found 1 port, expected a channel of 2 ports or more: a single port reflects and passes "
        "nothing on");
  }
  if (ports && highest_port(*ports) > network.ports) {
    throw std::invalid_argument(fmt::format("found {} ports, expected those of the port order {}",
                                            network.ports, to_string(*ports)));
  }
  const ThroughPaths paths(network, shape);
  ChannelFile result;
  result.ports = ports ? *ports : find_ports(network, paths);
  result.ports_found = !ports && network.ports > 2;
  result.quiet_ports = quiet_ports(network, result.ports);
  const TransferFunction channel = transmission(network, result.ports.lane);
  result.response = channel_response(channel, shape);
  result.nyquist_loss_db = loss_db(channel, shape.baud_hz / 2);
  result.band_end_hz = network.frequency_hz.back();
  result.reference_ohms = network.reference_ohms;
  std::vector<std::string>& warnings = result.response.warnings;
  // What is strange with a path that is none says nothing of the data.
  std::vector<std::string> objections = paths.objections(result.ports);
  if (!objections.empty()) warnings = std::move(objections);
  warnings.insert(warnings.begin(), network.warnings.begin(), network.warnings.end());
  warn_of_gain(network, warnings);
  read_crosstalk(network, shape, result);
  return result;
}

}  // namespace

ChannelFile read_channel(const std::filesystem::path& file, const PulseShape& shape,
                         const std::optional<LanePorts>& ports) {
  const SParameters network = read_touchstone(file);
  try {
    return channel_of(network, shape, ports);
  } catch (const std::invalid_argument& error) {
    throw TouchstoneError(file.string() + ": " + error.what());
  }
}

}  // namespace lightloop::serdes
