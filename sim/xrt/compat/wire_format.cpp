// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/wire_format.hpp"

namespace lightloop::xrt_compat {
namespace {

enum class WireType : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

}  // namespace

std::optional<std::uint64_t> WireReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && at_ < message_.size(); shift += 7) {
    const auto byte = std::to_integer<std::uint64_t>(message_[at_++]);
    value |= (byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

std::optional<std::span<const std::byte>> WireReader::take(std::uint64_t bytes) {
  if (bytes > message_.size() - at_) return std::nullopt;
  const auto taken = message_.subspan(at_, static_cast<std::size_t>(bytes));
  at_ += taken.size();
  return taken;
}

std::optional<WireField> WireReader::next() {
  const std::size_t start = at_;
  const auto tag = varint();
  if (!tag) return std::nullopt;
  WireField field{.number = *tag >> 3};
  std::optional<std::uint64_t> value = 0;
  std::optional<std::span<const std::byte>> bytes = std::span<const std::byte>();
  switch (static_cast<WireType>(*tag & 7)) {
    case WireType::kVarint:
      value = varint();
      break;
    case WireType::kFixed64:
      if (!take(8)) return std::nullopt;
      break;
    case WireType::kBytes:
      value = varint();
      bytes = value ? take(*value) : std::nullopt;
      break;
    case WireType::kFixed32:
      if (!take(4)) return std::nullopt;
      break;
    default:
      return std::nullopt;
  }
  if (!value || !bytes) return std::nullopt;
  field.value = *value;
  field.bytes = *bytes;
  field.encoded = message_.subspan(start, at_ - start);
  return field;
}

}  // namespace lightloop::xrt_compat
