// SPDX-License-Identifier: Apache-2.0
// What a reply of the device may be. The driver believes every length in it: it asks for as much
// memory, and copies as many bytes to and from wherever they fall.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace lightloop::xrt_compat {

class ReplyCheck {
 public:
  ReplyCheck() = default;
  /// For the reply to this request of the driver.
  ReplyCheck(std::uint32_t call, std::span<const std::byte> request);

  /// What is wrong with a reply that is announced with so many bytes; empty if nothing.
  std::string fault_of_length(std::uint64_t bytes) const;

  /// What is wrong with a reply; empty if nothing.
  std::string fault(std::span<const std::byte> reply) const;

 private:
  std::uint32_t call_ = 0;
  std::uint64_t data_bytes_ = 0;  // that were asked for
  std::uint64_t longest_ = 0;
};

/// What is wrong with a request of the device for memory of the host, of this call and with so many
/// bytes; empty if nothing.
std::string fault_of_device_request(std::uint32_t call, std::uint64_t bytes);

/// The same for its payload.
std::string fault_of_device_request(std::uint32_t call, std::span<const std::byte> request);

}  // namespace lightloop::xrt_compat
