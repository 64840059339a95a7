// SPDX-License-Identifier: Apache-2.0
// The numbers of the protocol between XRT's emulation driver and a device process, for both sides:
// calls, headers, limits. The messages themselves are in rpc.proto.
//
// A header is a protobuf message of fixed width: field 1, fixed64, payload bytes; field 2, fixed32,
// number of the call. Replies of the device have no field 2: the driver reads exactly that many
// bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace lightloop::xrt_protocol {

/// From the host to the device on the main socket, but for the last three.
enum Call : std::uint32_t {
  kClose = 1,
  kAllocate = 4,
  kFree = 5,
  kWriteMemory = 6,
  kReadMemory = 7,
  kWriteRaw = 8,
  kWriteRegisters = 9,
  kReadRaw = 10,
  kReadRegisters = 11,
  kTimestamp = 17,
  kMessages = 19,
  kEnvironment = 20,
  // From the device to the host, on the second socket, where kGoodbye ends it.
  kReadHost = 34,
  kWriteHost = 35,
  kInterrupt = 36,
};
inline constexpr std::uint32_t kGoodbye = 1;
/// Counters and traces of profiling. All fields of their replies are optional, as in that of
/// kMessages.
inline constexpr std::array<std::uint32_t, 6> kProfiling{14, 15, 16, 18, 32, 33};

inline constexpr std::size_t kRequestHeaderBytes = 14;
inline constexpr std::size_t kReplyHeaderBytes = 9;
inline constexpr char kSizeTag = 0x09;  ///< field 1, fixed64
inline constexpr char kCallTag = 0x15;  ///< field 2, fixed32

/// A device takes payloads beyond this for a broken header. XRT cuts transfers into pieces of 8
/// MiB, or what xrt.ini says (packet_size).
inline constexpr std::uint64_t kMaxPayloadBytes = std::uint64_t{64} << 20;
/// No kernel has more registers than this; more is a broken request.
inline constexpr std::uint64_t kMaxRegisterBytes = std::uint64_t{1} << 20;
/// The most that a device asks a host for at a time. A kernel's bus asks for a burst, 4 KiB at
/// most.
inline constexpr std::uint64_t kMaxHostBytes = std::uint64_t{16} << 20;

/// Interrupts of compute units, which XRT's own calls know nothing of: as memory at addresses that
/// no memory has. At kInterrupts + kInterruptBytes * unit, in the order of IP_LAYOUT, stands an
/// InterruptState to read, and a 32-bit InterruptCommand is to be written. Reading it
/// kInterruptsAwaited higher lets time pass, at most as much as a poll of a status does, until the
/// interrupt has come.
inline constexpr std::uint64_t kInterrupts = std::uint64_t{1} << 63;
inline constexpr std::uint64_t kInterruptsAwaited = std::uint64_t{1} << 32;
inline constexpr std::uint64_t kInterruptBytes = 16;

enum InterruptCommand : std::uint32_t {
  kMaskInterrupt = 0,
  kUnmaskInterrupt = 1,  ///< the next time that the line is high, it counts, and is masked again
  kTakeInterrupts = 2,   ///< those counted are over
};

struct InterruptState {
  static constexpr std::uint32_t kMark = 0x4c4c4951;
  std::uint32_t mark = kMark;  ///< else there is no such interrupt, or another device
  std::uint32_t count = 0;
  std::uint32_t follows_wall_time = 0;  ///< 1: time passes by itself, awaiting does not speed it up
  std::uint32_t unused = 0;
};
static_assert(sizeof(InterruptState) == kInterruptBytes);

/// Of a request; the first kReplyHeaderBytes of it are the header of a reply.
using Header = std::array<char, kRequestHeaderBytes>;

inline Header make_header(std::uint64_t payload_bytes, std::uint32_t call) {
  Header header{};
  header[0] = kSizeTag;
  std::memcpy(&header[1], &payload_bytes, sizeof payload_bytes);
  header[9] = kCallTag;
  std::memcpy(&header[10], &call, sizeof call);
  return header;
}

/// Of the kRequestHeaderBytes, or kReplyHeaderBytes, bytes at `header`.
inline bool is_request_header(const void* header) {
  const auto* const bytes = static_cast<const char*>(header);
  return bytes[0] == kSizeTag && bytes[9] == kCallTag;
}
inline bool is_reply_header(const void* header) {
  return *static_cast<const char*>(header) == kSizeTag;
}
inline std::uint64_t payload_bytes_of(const void* header) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, static_cast<const char*>(header) + 1, sizeof bytes);
  return bytes;
}
inline std::uint32_t call_of(const void* request_header) {
  std::uint32_t call = 0;
  std::memcpy(&call, static_cast<const char*>(request_header) + 10, sizeof call);
  return call;
}

}  // namespace lightloop::xrt_protocol
