// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/reply_check.hpp"

#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "sim/xrt/compat/wire_format.hpp"
#include "sim/xrt/device/protocol.hpp"

namespace lightloop::xrt_compat {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Bytes = std::vector<std::byte>;

using namespace xrt_protocol;  // NOLINT(google-build-using-namespace): the names of the calls

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Bytes varint(std::uint64_t value) {
  Bytes bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::byte>(value | 0x80));
  bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}
Bytes number(std::uint64_t field, std::uint64_t value) {
  return varint(field << 3) + varint(value);
}
Bytes data(std::uint64_t field, std::size_t bytes) {
  return varint(field << 3 | 2) + varint(bytes) + Bytes(bytes);
}

TEST(ReplyCheck, TakesWhatWasAskedFor) {
  const ReplyCheck memory(kReadMemory, data(3, 4096) + number(4, 0) + number(5, 4096));
  EXPECT_THAT(memory.fault_of_length(4103), IsEmpty());
  EXPECT_THAT(memory.fault(number(1, 4096) + data(2, 4096)), IsEmpty());
  const ReplyCheck registers(kReadRegisters, number(2, 0x1800000) + number(3, 4));
  EXPECT_THAT(registers.fault(number(1, 1) + data(2, 4)), IsEmpty());
  EXPECT_THAT(registers.fault(number(1, 0)), IsEmpty()) << "a refused access has no data";
  EXPECT_THAT(ReplyCheck(kMessages, {}).fault({}), IsEmpty());
}

TEST(ReplyCheck, RefusesOtherSizes) {
  const ReplyCheck memory(kReadMemory, data(3, 64) + number(5, 64));
  for (const auto& [size, bytes] : {std::pair(63, 64), {64, 63}, {65, 65}, {0, 0}, {64, 0}})
    EXPECT_THAT(memory.fault(number(1, static_cast<std::uint64_t>(size)) +
                             data(2, static_cast<std::size_t>(bytes))),
                HasSubstr("expected 64"));
  const ReplyCheck registers(kReadRegisters, number(3, 8));
  EXPECT_THAT(registers.fault(number(1, 1) + data(2, 7)), HasSubstr("expected 8"));
  EXPECT_THAT(registers.fault(number(1, 1)), HasSubstr("expected 8"));
}

TEST(ReplyCheck, RefusesLengthsBeyondReason) {
  for (const std::uint64_t bytes : {std::uint64_t{1} << 30, std::uint64_t{1} << 40, UINT64_MAX})
    EXPECT_THAT(ReplyCheck(kMessages, {}).fault_of_length(bytes), HasSubstr("expected at most"));
  EXPECT_THAT(ReplyCheck(kMessages, {}).fault_of_length(100000), IsEmpty());
}

TEST(ReplyCheck, RefusesWhatIsNoMessage) {
  const Bytes whole = number(1, 300) + data(2, 300);
  for (std::size_t bytes = 1; bytes < whole.size(); ++bytes) {
    if (bytes == number(1, 300).size()) continue;  // the first field alone is a message
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes));
    EXPECT_THAT(ReplyCheck(kReadMemory, {}).fault(cut), HasSubstr("no message")) << bytes;
  }
  EXPECT_THAT(ReplyCheck(kReadMemory, {}).fault(Bytes(20, std::byte{0xFF})),
              HasSubstr("no message"));
}

TEST(DeviceRequests, AreHeldToTheirSizes) {
  EXPECT_THAT(fault_of_device_request(kReadHost, 20), IsEmpty());
  EXPECT_THAT(fault_of_device_request(1, 0), IsEmpty());
  EXPECT_THAT(fault_of_device_request(0, 0), HasSubstr("call 0"));
  EXPECT_THAT(fault_of_device_request(kReadHost, UINT64_MAX), HasSubstr("expected at most"));
  EXPECT_THAT(fault_of_device_request(kReadHost, number(1, 0) + number(2, 4096)), IsEmpty());
  EXPECT_THAT(fault_of_device_request(kReadHost, number(1, 0) + number(2, 0xFFFFFFFF)),
              HasSubstr("expected at most"));
  EXPECT_THAT(fault_of_device_request(kWriteHost, number(2, 8) + data(3, 8)), IsEmpty());
  EXPECT_THAT(fault_of_device_request(kWriteHost, number(2, 9) + data(3, 8)),
              HasSubstr("9 bytes with 8"));
}

TEST(WireReader, GivesFieldsAsTheyAre) {
  const Bytes message = number(2, 5) + data(9, 3);
  WireReader reader(message);
  const auto first = reader.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->number, 2U);
  EXPECT_EQ(first->value, 5U);
  const auto second = reader.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->bytes.size(), 3U);
  EXPECT_EQ(second->encoded.size(), 5U);
  EXPECT_TRUE(reader.at_end());
}

}  // namespace
}  // namespace lightloop::xrt_compat
