// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/inherited_socket.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "sim/xrt/compat/session.hpp"

namespace lightloop::xrt_compat {
namespace {

constexpr std::size_t kRequestHeaderBytes = 14;

// Requests made when a card is closed and buffers are freed.
enum Call : std::uint32_t { kClose = 1, kFree = 5, kProfile = 16, kMessages = 19 };

// Nine bytes of header, and field 1 = 1: what all of these take for success.
constexpr std::array<std::byte, 11> kReply = {
    std::byte{0x09}, std::byte{2}, {}, {}, {}, {}, {}, {}, {}, std::byte{0x08}, std::byte{1}};

// A forked child has one thread, and what others it starts do not get past their first request.
std::span<const std::byte> reply_left;
bool in_payload = false;

}  // namespace

std::size_t write_inherited(std::span<const std::byte> data) {
  if (!in_payload && data.size() == kRequestHeaderBytes) {
    std::uint64_t payload = 0;
    std::uint32_t call = 0;
    std::memcpy(&payload, &data[1], sizeof payload);
    std::memcpy(&call, &data[10], sizeof call);
    if (call != kClose && call != kFree && call != kProfile && call != kMessages)
      end_process(kDeviceFailure,
                  "a process that was forked after the card was opened cannot use it");
    in_payload = payload != 0;
    reply_left = kReply;
  } else {
    in_payload = false;
  }
  return data.size();
}

std::size_t read_inherited(std::span<std::byte> data) {
  const std::size_t bytes = std::min(data.size(), reply_left.size());
  std::copy_n(reply_left.begin(), bytes, data.begin());
  reply_left = reply_left.subspan(bytes);
  return bytes;
}

}  // namespace lightloop::xrt_compat
