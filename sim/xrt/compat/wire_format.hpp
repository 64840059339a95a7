// SPDX-License-Identifier: Apache-2.0
// Messages of the driver in the wire format of protocol buffers, read without their definition and
// without copies: a field is a tag (number and type) and a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace lightloop::xrt_compat {

struct WireField {
  std::uint64_t number = 0;
  std::uint64_t value = 0;               ///< of a number; of bytes, how many
  std::span<const std::byte> bytes{};    ///< of a field of bytes
  std::span<const std::byte> encoded{};  ///< tag and value as they are in the message
};

class WireReader {
 public:
  explicit WireReader(std::span<const std::byte> message) : message_(message) {}

  bool at_end() const { return at_ == message_.size(); }
  /// The next field; nothing if what follows is none.
  std::optional<WireField> next();

 private:
  std::optional<std::uint64_t> varint();
  std::optional<std::span<const std::byte>> take(std::uint64_t bytes);

  std::span<const std::byte> message_;
  std::size_t at_ = 0;
};

}  // namespace lightloop::xrt_compat
