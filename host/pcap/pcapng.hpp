// SPDX-License-Identifier: Apache-2.0
// pcapng files (draft-ietf-opsawg-pcapng): sections of blocks, each section of its own byte order.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "host/pcap/pcap_reader.hpp"

namespace lightloop::host {

/// The longest block, and how many interfaces a section may describe: what is beyond is damage.
inline constexpr std::uint32_t kLongestPcapngBlock = 16 << 20;
inline constexpr std::size_t kMostPcapngInterfaces = 65536;

/// Whether a file that starts so is one.
bool is_pcapng(std::span<const std::uint8_t> start);

/// `input` stands at the first block and must outlive the format. Each block is a piece; frames are
/// those of enhanced, simple and the obsolete packet blocks, on interfaces of Ethernet. An
/// interface of another link type is damage when a packet of it comes. The FCS is that of a
/// packet's flags, else of its interface's if_fcslen.
std::unique_ptr<PcapFormat> make_pcapng(CaptureInput& input);

}  // namespace lightloop::host
