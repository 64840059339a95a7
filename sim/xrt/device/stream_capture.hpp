// SPDX-License-Identifier: Apache-2.0
// Captures of Ethernet frames behind stream ports: what a network's side of a card would send to a
// kernel, and what it would get.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "sim/xrt/device/device_description.hpp"
#include "sim/xrt/device/stream_fifo.hpp"

namespace lightloop::xrt_device {

/// When the frames of a capture may begin, by the kernel's clock.
struct CapturePace {
  std::uint64_t clock_period_ps = 0;
  /// Of the line that they come from; there each takes 24 octets more, for preamble, FCS and gap
  /// (IEEE 802.3 3.1.1 and 4.4.2). 0: as fast as the kernel takes them.
  double line_gbps = 0;
};

/// Sends the frames of a pcap file to a kernel, one after the other: bytes from the lowest on,
/// TKEEP for those of the last beat, TLAST with it. An FCS that the capture says its frames carry
/// stays behind, as in a MAC. Throws std::runtime_error, also while it runs, for a file that is no
/// classic pcap file of Ethernet frames, is damaged, or holds frames that were cut when they were
/// captured.
std::unique_ptr<StreamEndpoint> make_capture_source(const std::string& title,
                                                    const StreamSignals& signals,
                                                    const std::filesystem::path& file,
                                                    const CapturePace& pace);

/// Takes what a kernel sends and writes it as a pcap file with nanoseconds, the time of a frame
/// being that of its last beat by the kernel's clock. Frames without bytes are left out. Throws
/// std::runtime_error if the file cannot be written or the port has no TLAST.
std::unique_ptr<StreamEndpoint> make_capture_sink(const std::string& title,
                                                  const StreamSignals& signals,
                                                  const std::filesystem::path& file,
                                                  std::uint64_t clock_period_ps);

/// Puts UNIT.PORT:FILE, ... in `text` in place of the captures of `device`, or beside them. Throws
/// std::runtime_error for a port that there is not or that is connected to another one.
void override_captures(DeviceDescription& device, std::string_view text);

}  // namespace lightloop::xrt_device
