// SPDX-License-Identifier: Apache-2.0
// Which ports of a network are the ends of which lane.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lightloop::serdes {

/// The ports of one lane; they count from 1. Near is the end of the lane's transmitter. A lane of
/// one wire has 0 for its negative ports.
struct PortOrder {
  unsigned near_positive = 1;
  unsigned near_negative = 3;
  unsigned far_positive = 2;
  unsigned far_negative = 4;

  bool differential() const { return near_negative != 0; }
  friend bool operator==(const PortOrder&, const PortOrder&) = default;
};

/// Through paths 1->2 and 3->4.
inline constexpr PortOrder kPortsOddToEven{1, 3, 2, 4};
/// Through paths 1->3 and 2->4.
inline constexpr PortOrder kPortsFirstToLast{1, 2, 3, 4};
/// One wire, 1->2.
inline constexpr PortOrder kPortsOfOneWire{1, 0, 2, 0};

/// The lane whose data are received and the lanes whose transmitters disturb it. The near end of a
/// neighbour is where its transmitter is: at the far end of the lane for near-end crosstalk.
struct LanePorts {
  PortOrder lane = kPortsOddToEven;
  std::vector<PortOrder> neighbours;
  friend bool operator==(const LanePorts&, const LanePorts&) = default;
};

/// "near,far" for a lane of one wire, "near+,near-,far+,far-" for a differential one, then the
/// neighbours of a differential lane, four ports each: "1,3,2,4" or "1,3,2,4,5,7,6,8". No port
/// stands twice. Throws std::invalid_argument.
LanePorts parse_port_order(std::string_view text);

/// As parse_port_order() reads it.
std::string to_string(const LanePorts& ports);

/// "1,3 to 2,4".
std::string describe(const PortOrder& order);

/// The highest port in use.
unsigned highest_port(const LanePorts& ports);

}  // namespace lightloop::serdes
