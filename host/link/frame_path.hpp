// SPDX-License-Identifier: Apache-2.0
// What lies between the sender's framing and the receiver's: FEC and channel.
#pragma once

#include <span>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::host {

class FramePath {
 public:
  virtual ~FramePath() = default;

  /// Sends whole messages of k symbols; `decoded` has the same size and receives what arrives.
  /// Throws std::invalid_argument on sizes that do not fit, DeviceError.
  virtual void transfer(std::span<const golden::FecSymbol> messages,
                        std::span<golden::FecSymbol> decoded) = 0;

  /// Since construction. Post-FEC errors are counted against the messages given.
  virtual const golden::LinkCounters& counters() const = 0;
};

}  // namespace lightloop::host
