// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/memory_messages.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "sim/xrt/device/rpc.pb.h"

namespace lightloop::xrt_device {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

constexpr std::size_t kMaxFields = 8;

// Numbers and places of byte fields of a message, by field number. Returns false if malformed.
struct Fields {
  std::array<std::uint64_t, kMaxFields> number{};
  std::array<std::span<const std::uint8_t>, kMaxFields> bytes{};
};

bool parse_fields(std::string_view payload, Fields& fields) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(payload.data());
  CodedInputStream stream(data, static_cast<int>(payload.size()));
  while (const std::uint32_t tag = stream.ReadTag()) {
    const auto field = static_cast<std::size_t>(WireFormatLite::GetTagFieldNumber(tag));
    const auto type = WireFormatLite::GetTagWireType(tag);
    if (field < kMaxFields && type == WireFormatLite::WIRETYPE_VARINT) {
      if (!stream.ReadVarint64(&fields.number[field])) return false;
    } else if (field < kMaxFields && type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      std::uint32_t size = 0;
      if (!stream.ReadVarint32(&size)) return false;
      const auto start = static_cast<std::size_t>(stream.CurrentPosition());
      if (size > payload.size() - start || !stream.Skip(static_cast<int>(size))) return false;
      fields.bytes[field] = {data + start, size};
    } else if (!WireFormatLite::SkipField(&stream, tag)) {
      return false;
    }
  }
  return stream.ConsumedEntireMessage();
}

Fields parse(std::string_view payload, const char* what) {
  Fields fields;
  if (!parse_fields(payload, fields)) {
    throw FramingError(fmt::format("malformed {} request ({} bytes)", what, payload.size()));
  }
  return fields;
}

}  // namespace

MemoryWrite parse_memory_write(std::string_view payload) {
  using Message = rpc::WriteMemoryRequest;
  const Fields fields = parse(payload, "memory write");
  return {.address = fields.number[Message::kDestinationFieldNumber] +
                     fields.number[Message::kSeekFieldNumber],
          .size = fields.number[Message::kSizeFieldNumber],
          .data = fields.bytes[Message::kDataFieldNumber]};
}

MemoryRead parse_memory_read(std::string_view payload) {
  using Message = rpc::ReadMemoryRequest;
  const Fields fields = parse(payload, "memory read");
  return {.address =
              fields.number[Message::kSourceFieldNumber] + fields.number[Message::kSkipFieldNumber],
          .size = fields.number[Message::kSizeFieldNumber]};
}

std::span<std::uint8_t> begin_memory_read_reply(ReplyBuffer& reply, std::uint64_t size) {
  using Message = rpc::ReadMemoryReply;
  constexpr std::size_t kMaxHeader = 32;
  std::array<std::uint8_t, kMaxHeader> header{};
  std::uint8_t* end = header.data();
  end = WireFormatLite::WriteUInt64ToArray(Message::kSizeFieldNumber, size, end);
  end = WireFormatLite::WriteTagToArray(Message::kDataFieldNumber,
                                        WireFormatLite::WIRETYPE_LENGTH_DELIMITED, end);
  end = CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(size), end);
  const auto header_bytes = static_cast<std::size_t>(end - header.data());
  const auto place = reply.resize(header_bytes + size);
  std::copy_n(header.data(), header_bytes, place.data());
  return place.subspan(header_bytes);
}

}  // namespace lightloop::xrt_device
