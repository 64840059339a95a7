// SPDX-License-Identifier: Apache-2.0
// The two messages that carry the data of DMA, read and written without copies. Their definition is
// in rpc.proto.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/xrt/device/connection.hpp"

namespace lightloop::xrt_device {

/// WriteMemoryRequest; `data` points into the payload.
struct MemoryWrite {
  std::uint64_t address = 0;  ///< destination + seek
  std::uint64_t size = 0;
  std::span<const std::uint8_t> data{};
};

/// ReadMemoryRequest, without the stale data that come with it.
struct MemoryRead {
  std::uint64_t address = 0;  ///< source + skip
  std::uint64_t size = 0;
};

/// Throw FramingError if the payload is not that message.
MemoryWrite parse_memory_write(std::string_view payload);
MemoryRead parse_memory_read(std::string_view payload);

/// Makes `reply` a ReadMemoryReply with `size` bytes of data, whose place it returns.
std::span<std::uint8_t> begin_memory_read_reply(ReplyBuffer& reply, std::uint64_t size);

}  // namespace lightloop::xrt_device
