// SPDX-License-Identifier: Apache-2.0
// Carries the frames of a capture across a link.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <string>

#include "host/framing/framing.hpp"
#include "host/link/frame_path.hpp"
#include "host/pcap/pcap_reader.hpp"
#include "host/pcap/pcap_writer.hpp"
#include "sim/golden/digital_link.hpp"

namespace lightloop::host {

struct FrameLinkResult {
  std::uint64_t frames_sent = 0;
  std::uint64_t bytes_sent = 0;       ///< without FCS
  std::uint64_t frames_received = 0;  ///< written to the output
  std::uint64_t bytes_received = 0;
  std::uint64_t frames_lost = 0;     ///< sent and not received
  std::uint64_t frames_altered = 0;  ///< among the lost: arrived with a good FCS and other bytes
  /// Among those sent: the capture has less of them than was on the wire; it has their FCS, which
  /// is right, or wrong.
  std::uint64_t frames_cut = 0;
  std::uint64_t frames_with_fcs = 0;
  std::uint64_t frames_with_wrong_fcs = 0;
  FrameReceiverCounters receiver;
  golden::LinkCounters link;
  double wall_seconds = 0;
  // What ended it before the end of the input; what was sent until then has been received or lost.
  bool interrupted = false;    ///< by hooks
  std::string input_error;     ///< the input is damaged: the message; else empty
  std::exception_ptr failure;  ///< what the path threw; else empty
};

struct FrameLinkHooks {
  std::function<void(std::uint64_t frames_sent)> progress = [](std::uint64_t) {};
  std::function<bool()> interrupted = [] { return false; };
};

/// Sends every frame that `input` still has, and writes those that arrive to `output`, in the place
/// that they had in the input, with everything that stands between them: when none is lost, the
/// output is the input byte for byte. A frame of which one byte differs is not written; where a
/// pcapng section loses frames, its header states no length any more, if the output can be changed.
///
/// An FCS that the capture has and that is right is that of the framing: it travels once. A wrong
/// one travels as a part of the frame, as does what the capture has left of a frame.
///
/// The result does not depend on the engine under the path. Memory use does not grow with the
/// capture. Throws what `output` throws.
FrameLinkResult send_frames(PcapReader& input, PcapWriter& output, FrameTransmitter& transmitter,
                            FramePath& path, FrameReceiver& receiver,
                            const FrameLinkHooks& hooks = {});

}  // namespace lightloop::host
