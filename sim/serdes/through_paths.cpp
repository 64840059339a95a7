// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/through_paths.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdexcept>

namespace lightloop::serdes {
namespace {

/// How much stronger the clearer of two cases is: 6 dB.
constexpr double kClearly = 4;
/// A wire passes at least this at some frequency below half the baud rate; crosstalk does not.
constexpr double kLeastGainOfAWire = 0.3;
/// A lane that passes less than this at all frequencies below half the baud rate is none.
constexpr double kLeastGainOfALane = 0.1;

}  // namespace

ThroughPaths::ThroughPaths(const SParameters& network, const PulseShape& shape)
    : network_(network),
      shape_(shape),
      power_(std::size_t{network.ports} * network.ports),
      other_end_(network.ports + 1) {
  // Whole responses, for the time of arrival.
  constexpr unsigned kWholeUi = 4096;
  shape_.samples_per_ui = 4;
  shape_.longest_ui = kWholeUi;
  const std::size_t entries = power_.size();
  std::vector<double> largest(entries);
  const auto& f = network.frequency_hz;
  for (std::size_t point = 0; point < f.size() && f[point] <= shape.baud_hz / 2; ++point) {
    const double width = point + 1 < f.size() ? f[point + 1] - f[point] : 1;
    for (std::size_t i = 0; i < entries; ++i) {
      const double power = std::norm(network.s[point * entries + i]);
      power_[i] += power * width;
      largest[i] = std::max(largest[i], power);
    }
  }
  // The ports that pass most to each other.
  const auto best = [&](unsigned port, unsigned without) {
    unsigned result = 0;
    for (unsigned other = 1; other <= network.ports; ++other) {
      if (other == port || other == without) continue;
      if (result == 0 || power(other, port) > power(result, port)) result = other;
    }
    return result;
  };
  for (unsigned port = 1; port <= network.ports; ++port) {
    const unsigned other = best(port, 0);
    if (other < port || best(other, 0) != port) continue;
    const double through = power(other, port);
    const auto is_clear = [&](unsigned end, unsigned far) {
      const unsigned next = best(end, far);
      return next == 0 || through > kClearly * power(next, end);
    };
    const auto index = [&](unsigned to, unsigned from) {
      return std::size_t{to - 1} * network.ports + (from - 1);
    };
    const double gain =
        std::sqrt(std::max(largest[index(other, port)], largest[index(port, other)]));
    if (gain < kLeastGainOfAWire || !is_clear(port, other) || !is_clear(other, port)) continue;
    wires_.push_back({port, other});
    other_end_[port] = other;
    other_end_[other] = port;
  }
}

double ThroughPaths::power(unsigned to, unsigned from) const {
  const auto at = [&](unsigned row, unsigned column) {
    return power_[std::size_t{row - 1} * network_.ports + (column - 1)];
  };
  return std::max(at(to, from), at(from, to));
}

double ThroughPaths::crosstalk_power(const Wire& a, const Wire& b) const {
  return power(a.first, b.first) + power(a.first, b.second) + power(a.second, b.first) +
         power(a.second, b.second);
}

// Energy of what arrives within half of `time_s` around 0, in units of one UI of 1 V.
double ThroughPaths::early_energy(unsigned to, unsigned from, double time_s) const {
  try {
    const ChannelResponse response =
        channel_response(transmission(network_, {from, 0, to, 0}), shape_);
    const double step_s = 1 / (shape_.baud_hz * shape_.samples_per_ui);
    double sum = 0;
    for (std::size_t i = 0; i < response.pulse.volts.size(); ++i) {
      const double t = response.bulk_delay_s + static_cast<double>(i) * step_s;
      const bool early = std::abs(std::remainder(t, response.delay_period_s)) < time_s / 2;
      if (early) sum += response.pulse.volts[i] * response.pulse.volts[i];
    }
    return sum / shape_.samples_per_ui;
  } catch (const std::invalid_argument&) {
    return 0;  // the two are not coupled
  }
}

std::optional<bool> ThroughPaths::at_one_end(unsigned port, unsigned other) const {
  // Below this the crosstalk changes nothing: 50 dB.
  constexpr double kLeastEnergy = 1e-5;
  // The pulse and its ringing take about this.
  constexpr double kShortestDelayUi = 4;
  const unsigned far = other_end(port);
  const unsigned other_far = other_end(other);
  if (far == 0 || other_far == 0) return std::nullopt;
  const ChannelResponse wire = channel_response(transmission(network_, {port, 0, far, 0}), shape_);
  const double delay_s = std::abs(std::remainder(wire.delay_s, wire.delay_period_s));
  if (delay_s * shape_.baud_hz < kShortestDelayUi) return std::nullopt;
  const double same = early_energy(other, port, delay_s) + early_energy(other_far, far, delay_s);
  const double crossed = early_energy(other_far, port, delay_s) + early_energy(other, far, delay_s);
  if (same + crossed < kLeastEnergy) return std::nullopt;
  if (same > kClearly * crossed) return true;
  if (crossed > kClearly * same) return false;
  return std::nullopt;
}

// Of all wires, the one that couples most to a wire is its pair's other one.
bool ThroughPaths::pairs_are_neighbours() const {
  for (std::size_t i = 0; i < wires_.size(); ++i) {
    const double within = crosstalk_power(wires_[i], wires_[i ^ 1]);
    for (std::size_t j = 0; j < wires_.size(); ++j) {
      if (j / 2 != i / 2 && crosstalk_power(wires_[i], wires_[j]) > within) return false;
    }
  }
  return true;
}

std::optional<LanePorts> ThroughPaths::lanes() const {
  if (wires_.empty() || 2 * wires_.size() != network_.ports) return std::nullopt;
  if (wires_.size() == 1) {
    return LanePorts{.lane = {wires_[0].first, 0, wires_[0].second, 0}, .neighbours = {}};
  }
  if (wires_.size() % 2 != 0 || !pairs_are_neighbours()) return std::nullopt;
  std::vector<PortOrder> lanes;
  for (std::size_t i = 0; i < wires_.size(); i += 2) {
    const Wire& positive = wires_[i];
    Wire negative = wires_[i + 1];
    if (at_one_end(positive.first, negative.first) == false) {
      std::swap(negative.first, negative.second);
    }
    lanes.push_back({positive.first, negative.first, positive.second, negative.second});
  }
  LanePorts result{.lane = lanes.front(), .neighbours = {}};
  result.neighbours.assign(lanes.begin() + 1, lanes.end());
  return result;
}

std::string ThroughPaths::describe_wires() const {
  std::vector<std::string> texts;
  for (const Wire& wire : wires_) {
    texts.push_back(fmt::format("{} to {}", wire.first, wire.second));
  }
  std::string text = fmt::format("{}", fmt::join(texts, ", "));
  if (const auto found = lanes()) text += fmt::format(" (port_order = \"{}\")", to_string(*found));
  return text;
}

// Whether the wires of the lane's near ports, where recognised, end at its far ports, and those of
// its far ports at its near ones.
bool ThroughPaths::joins_the_ends(const PortOrder& lane) const {
  const auto ends_in = [&](unsigned port, unsigned a, unsigned b) {
    return port == 0 || other_end(port) == 0 || other_end(port) == a || other_end(port) == b;
  };
  return ends_in(lane.near_positive, lane.far_positive, lane.far_negative) &&
         ends_in(lane.near_negative, lane.far_positive, lane.far_negative) &&
         ends_in(lane.far_positive, lane.near_positive, lane.near_negative) &&
         ends_in(lane.far_negative, lane.near_positive, lane.near_negative);
}

void ThroughPaths::object(const PortOrder& lane, std::vector<std::string>& objections) const {
  if (!joins_the_ends(lane)) {
    objections.push_back(
        fmt::format("the ports {} are not the two ends of a lane: the through paths seem to be {}",
                    describe(lane), describe_wires()));
    return;
  }
  if (!lane.differential()) return;
  if (at_one_end(lane.near_positive, lane.near_negative) == false) {
    objections.push_back(
        fmt::format("the ports {},{} seem to be at different ends, by the delay of their "
                    "crosstalk: the through paths seem to be {}",
                    lane.near_positive, lane.near_negative, describe_wires()));
  } else if (other_end(lane.near_positive) == lane.far_negative &&
             other_end(lane.near_negative) == lane.far_positive &&
             other_end(lane.near_positive) != 0) {
    objections.push_back(
        fmt::format("the ports {} cross the wires of the pair, which inverts the data: the through "
                    "paths seem to be {}",
                    describe(lane), describe_wires()));
  }
}

std::vector<std::string> ThroughPaths::objections(const LanePorts& ports) const {
  std::vector<std::string> result;
  object(ports.lane, result);
  for (const PortOrder& neighbour : ports.neighbours) object(neighbour, result);
  if (!result.empty()) return result;
  const TransferFunction gain = transmission(network_, ports.lane);
  double largest = 0;
  for (std::size_t i = 0; i < gain.gain.size(); ++i) {
    if (gain.frequency_hz[i] > shape_.baud_hz / 2) break;
    largest = std::max(largest, std::abs(gain.gain[i]));
  }
  if (largest < kLeastGainOfALane) {
    result.push_back(
        fmt::format("the ports {} pass at most {:.1f} dB below half the baud rate: this looks like "
                    "crosstalk, not like a channel",
                    describe(ports.lane), 20 * std::log10(std::max(largest, 1e-15))));
  }
  return result;
}

}  // namespace lightloop::serdes
