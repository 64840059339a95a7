// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/read_request.hpp"

#include <cstdint>
#include <cstring>
#include <optional>

namespace lightloop::xrt_compat {
namespace {

// Wire format of protocol buffers: a field is a tag (number and type) and a value.
enum class WireType : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

// Byte fields up to this length stay: the device's handle among them.
constexpr std::uint64_t kShort = 64;

class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  bool at_end() const { return at_ == bytes_.size(); }
  std::size_t position() const { return at_; }

  std::optional<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
      const auto byte = std::to_integer<std::uint64_t>(bytes_[at_++]);
      value |= (byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  }

  bool skip(std::uint64_t bytes) {
    if (bytes > bytes_.size() - at_) return false;
    at_ += static_cast<std::size_t>(bytes);
    return true;
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
};

struct Field {
  std::size_t bytes = 0;
  bool is_long = false;
};

std::optional<Field> next_field(Cursor& cursor) {
  const std::size_t start = cursor.position();
  const auto tag = cursor.varint();
  if (!tag) return std::nullopt;
  bool is_long = false;
  bool whole = false;
  switch (static_cast<WireType>(*tag & 7)) {
    case WireType::kVarint:
      whole = cursor.varint().has_value();
      break;
    case WireType::kFixed64:
      whole = cursor.skip(8);
      break;
    case WireType::kBytes: {
      const auto length = cursor.varint();
      is_long = length && *length > kShort;
      whole = length && cursor.skip(*length);
      break;
    }
    case WireType::kFixed32:
      whole = cursor.skip(4);
      break;
  }
  if (!whole) return std::nullopt;
  return Field{cursor.position() - start, is_long};
}

}  // namespace

std::size_t copy_read_request(std::span<const std::byte> request, std::span<std::byte> to) {
  Cursor cursor(request);
  std::size_t copied = 0;
  while (!cursor.at_end()) {
    const std::size_t start = cursor.position();
    const auto field = next_field(cursor);
    if (!field) {
      std::memcpy(to.data(), request.data(), request.size());
      return request.size();
    }
    if (field->is_long) continue;
    std::memcpy(to.data() + copied, request.data() + start, field->bytes);
    copied += field->bytes;
  }
  return copied;
}

}  // namespace lightloop::xrt_compat
