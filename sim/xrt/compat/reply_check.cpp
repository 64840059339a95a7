// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/reply_check.hpp"

#include <optional>

#include "sim/xrt/compat/wire_format.hpp"
#include "sim/xrt/device/protocol.hpp"

namespace lightloop::xrt_compat {
namespace {

using namespace xrt_protocol;  // NOLINT(google-build-using-namespace): the names of the calls

// A reply is hardly longer than its request, which carries as many bytes as it asks for; but for
// the texts of the device's messages.
constexpr std::uint64_t kMoreThanRequest = std::uint64_t{16} << 20;

// Which fields of a message say what.
struct Layout {
  std::uint64_t size;
  std::uint64_t data;
};

struct Sizes {
  std::uint64_t size = 0;
  std::uint64_t data_bytes = 0;
};

// Nothing for what is no message.
std::optional<Sizes> sizes_in(std::span<const std::byte> message, const Layout& layout) {
  Sizes sizes;
  for (WireReader reader(message); !reader.at_end();) {
    const auto field = reader.next();
    if (!field) return std::nullopt;
    if (field->number == layout.size) sizes.size = field->value;
    if (field->number == layout.data) sizes.data_bytes = field->bytes.size();
  }
  return sizes;
}

std::string too_long(const char* what, std::uint64_t bytes, std::uint64_t most) {
  return std::string(what) + " of " + std::to_string(bytes) + " bytes, expected at most " +
         std::to_string(most);
}

}  // namespace

ReplyCheck::ReplyCheck(std::uint32_t call, std::span<const std::byte> request)
    : call_(call), longest_(request.size() + kMoreThanRequest) {
  const std::uint64_t size_field = call == kReadMemory ? 5 : 3;
  if (call == kReadMemory || call == kReadRaw || call == kReadRegisters)
    data_bytes_ = sizes_in(request, {.size = size_field, .data = 0}).value_or(Sizes{}).size;
}

std::string ReplyCheck::fault_of_length(std::uint64_t bytes) const {
  const std::uint64_t most = longest_ + data_bytes_;
  return bytes > most ? too_long("a reply", bytes, most) : "";
}

std::string ReplyCheck::fault(std::span<const std::byte> reply) const {
  // The driver checks the rest itself: it takes no lengths from it.
  if (call_ != kReadMemory && call_ != kReadRaw && call_ != kReadRegisters) return {};
  const auto sizes = sizes_in(reply, {.size = 1, .data = 2});
  if (!sizes) return "a reply that is no message";
  const auto asked_for = [&] { return ", expected " + std::to_string(data_bytes_); };
  if (call_ == kReadMemory && (sizes->size != data_bytes_ || sizes->data_bytes != data_bytes_))
    return "a reply with " + std::to_string(sizes->data_bytes) + " bytes of memory, said to be " +
           std::to_string(sizes->size) + asked_for();
  // Here the first field says whether the data are valid.
  if (call_ != kReadMemory && sizes->size != 0 && sizes->data_bytes < data_bytes_)
    return "a reply with " + std::to_string(sizes->data_bytes) + " bytes of registers" +
           asked_for();
  return {};
}

std::string fault_of_device_request(std::uint32_t call, std::uint64_t bytes) {
  if (call != kGoodbye && call != kReadHost && call != kWriteHost && call != kInterrupt)
    return "a request for call " + std::to_string(call) + ", which hosts do not have";
  return bytes > kMaxHostBytes ? too_long("a request", bytes, kMaxHostBytes) : "";
}

std::string fault_of_device_request(std::uint32_t call, std::span<const std::byte> request) {
  const auto sizes = sizes_in(request, {.size = 2, .data = 3});
  if (!sizes) return "a request that is no message";
  if (call == kReadHost && sizes->size > kMaxHostBytes)
    return too_long("a request for memory", sizes->size, kMaxHostBytes);
  if (call == kWriteHost && sizes->size != sizes->data_bytes)
    return "a request to write " + std::to_string(sizes->size) + " bytes with " +
           std::to_string(sizes->data_bytes);
  return {};
}

}  // namespace lightloop::xrt_compat
