// SPDX-License-Identifier: Apache-2.0
// Classic pcap files: a header of 24 bytes, then records of a header of 16 bytes and a frame
// (draft-ietf-opsawg-pcap; pcap-savefile(5) for versions before 2.4).
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "host/pcap/pcap_reader.hpp"

namespace lightloop::host {

/// Whether a file that starts so is one, with time stamps in micro- or nanoseconds.
bool is_classic_pcap(std::span<const std::uint8_t> start);

/// `input` stands at the file header and must outlive the format. Throws CaptureDamage for a header
/// that is cut, of a major version other than 2, or of another link type than Ethernet.
///
/// What the header says of time zone, accuracy and snapshot length has no meaning here. An FCS of
/// four bytes is one when the header announces it; of other lengths it is part of the frame.
std::unique_ptr<PcapFormat> make_classic_pcap(CaptureInput& input);

}  // namespace lightloop::host
