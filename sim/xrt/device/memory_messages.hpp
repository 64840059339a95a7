// SPDX-License-Identifier: Apache-2.0
// The two messages that carry the data of DMA, read and written without copies. Their definition is
// in rpc.proto.
#pragma once

#include <cstdint>
#include <span>
#include <string>

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
MemoryWrite parse_memory_write(const std::string& payload);
MemoryRead parse_memory_read(const std::string& payload);

/// Makes `reply` a ReadMemoryReply with `size` bytes of data, whose place it returns.
std::span<std::uint8_t> begin_memory_read_reply(std::string& reply, std::uint64_t size);

}  // namespace lightloop::xrt_device
