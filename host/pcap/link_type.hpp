// SPDX-License-Identifier: Apache-2.0
// What a capture says of the layer that its frames are of.
#pragma once

#include <cstddef>
#include <cstdint>

#include "host/pcap/pcap_reader.hpp"
#include "sim/capture/classic_headers.hpp"

namespace lightloop::host {

using capture::kEthernetFcsBytes;
using capture::kLinkTypeEthernet;

/// Throws CaptureDamage that names the link type found when it is not Ethernet.
void expect_ethernet(std::uint32_t link_type);

/// A frame of which `captured` bytes stand at `offset`, and which had `original` on the wire.
CapturedFrame captured_frame(std::size_t offset, std::uint32_t captured, std::uint32_t original,
                             bool has_fcs);

}  // namespace lightloop::host
