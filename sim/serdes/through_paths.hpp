// SPDX-License-Identifier: Apache-2.0
// Which ports of a network are joined by wires, told from its S parameters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/serdes/channel_response.hpp"
#include "sim/serdes/port_order.hpp"
#include "sim/serdes/touchstone.hpp"

namespace lightloop::serdes {

/// The through paths of a network: pairs of ports that pass clearly more to each other than to any
/// other port, up to half the baud rate, and not little (a crosstalk measurement has none).
class ThroughPaths {
 public:
  /// Two ports at the ends of one wire. In each, and in the list, the lower port comes first.
  struct Wire {
    unsigned first;
    unsigned second;
    friend bool operator==(const Wire&, const Wire&) = default;
  };

  /// `network` must outlive this. Only the baud rate and the rise time of `shape` matter.
  ThroughPaths(const SParameters& network, const PulseShape& shape);

  const std::vector<Wire>& wires() const { return wires_; }
  /// The port at the other end of a port's wire; 0 where no wire is recognised.
  unsigned other_end(unsigned port) const { return other_end_[port]; }

  /// Whether two ports of different wires are at one end: crosstalk reaches the same end at once
  /// and the other end after the delay of the wire. Nothing where the crosstalk is too weak, or the
  /// wires too short, to tell.
  std::optional<bool> at_one_end(unsigned port, unsigned other) const;

  /// The lanes, when wires join all ports: of one wire for two ports; else of two wires each, in
  /// order of their lower ports, which are near, except where crosstalk says that two are at
  /// different ends. Nothing when ports are left over or crosstalk speaks for other pairs.
  std::optional<LanePorts> lanes() const;

  /// What speaks against these ports, for people; empty when nothing does. All of them are ports of
  /// the network.
  std::vector<std::string> objections(const LanePorts& ports) const;

 private:
  double power(unsigned to, unsigned from) const;
  double crosstalk_power(const Wire& a, const Wire& b) const;
  double early_energy(unsigned to, unsigned from, double time_s) const;
  bool pairs_are_neighbours() const;
  bool joins_the_ends(const PortOrder& lane) const;
  std::string describe_wires() const;
  void object(const PortOrder& lane, std::vector<std::string>& objections) const;

  const SParameters& network_;
  PulseShape shape_;
  std::vector<double> power_;        ///< mean of |S|^2, as a matrix
  std::vector<unsigned> other_end_;  ///< by port, from 1
  std::vector<Wire> wires_;
};

}  // namespace lightloop::serdes
