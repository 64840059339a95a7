// SPDX-License-Identifier: Apache-2.0
// Carries the frames of a capture across a link.
#pragma once

#include <cstdint>
#include <functional>

#include "host/framing/framing.hpp"
#include "host/link/frame_path.hpp"
#include "host/pcap/pcap_file.hpp"
#include "sim/golden/digital_link.hpp"

namespace lightloop::host {

struct FrameLinkResult {
  std::uint64_t frames_sent = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t frames_received = 0;  ///< written to the output
  std::uint64_t bytes_received = 0;
  std::uint64_t frames_lost = 0;     ///< sent and not received
  std::uint64_t frames_altered = 0;  ///< among the lost: arrived with a good FCS and other bytes
  FrameReceiverCounters receiver;
  golden::LinkCounters link;
  double wall_seconds = 0;
  bool interrupted =
      false;  ///< stopped by hooks: frames_sent are those of the input sent until then
};

struct FrameLinkHooks {
  std::function<void(std::uint64_t frames_sent)> progress = [](std::uint64_t) {};
  std::function<bool()> interrupted = [] { return false; };
};

/// Sends every frame that `input` still has, and writes those that arrive to `output`, each with
/// the time stamp and original length that its sequence number had in the input. A frame of which
/// one byte differs is not written. The result does not depend on the engine under the path. Memory
/// use does not grow with the capture. Throws what its parts throw.
FrameLinkResult send_frames(PcapReader& input, PcapWriter& output, FrameTransmitter& transmitter,
                            FramePath& path, FrameReceiver& receiver,
                            const FrameLinkHooks& hooks = {});

}  // namespace lightloop::host
