// SPDX-License-Identifier: Apache-2.0
#include "sim/capture/classic_headers.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <utility>
#include <vector>

namespace lightloop::capture {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Bytes as they stand in files, written out: not made by what is tested.
const Bytes kMicroLittle{0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0,
                         0,    0,    0,    0,    0, 0, 4, 0, 1, 0, 0, 0};
const Bytes kNanoBig{0xa1, 0xb2, 0x3c, 0x4d, 0, 2, 0, 3, 0, 0,    0, 0,
                     0,    0,    0,    0,    0, 0, 4, 0, 4, 0x00, 0, 1};

TEST(ClassicHeaders, AreReadInEitherByteOrder) {
  const auto little = parse_file_header(kMicroLittle);
  ASSERT_TRUE(little.has_value());
  EXPECT_EQ(little->order, ByteOrder::kLittleEndian);
  EXPECT_FALSE(little->nanoseconds);
  EXPECT_EQ(little->major, 2U);
  EXPECT_EQ(little->minor, 4U);
  EXPECT_EQ(little->link_type, kLinkTypeEthernet);
  EXPECT_EQ(little->fcs_bytes, 0U);
  const auto big = parse_file_header(kNanoBig);
  ASSERT_TRUE(big.has_value());
  EXPECT_EQ(big->order, ByteOrder::kBigEndian);
  EXPECT_TRUE(big->nanoseconds);
  EXPECT_EQ(big->minor, 3U);
  EXPECT_EQ(big->link_type, kLinkTypeEthernet);
}

TEST(ClassicHeaders, SayHowLongTheFcsIs) {
  for (const auto& [byte, expected] : std::vector<std::pair<std::uint8_t, std::size_t>>{
           {0x00, 0}, {0x04, 0}, {0x24, 4}, {0x14, 2}, {0x20, 0}, {0xf4, 30}}) {
    Bytes bytes = kMicroLittle;
    bytes[23] = byte;
    EXPECT_EQ(parse_file_header(bytes)->fcs_bytes, expected) << int{byte};
    EXPECT_EQ(parse_file_header(bytes)->link_type, kLinkTypeEthernet);
  }
}

TEST(ClassicHeaders, OfOtherFilesAreNone) {
  Bytes pcapng = kMicroLittle;
  pcapng[0] = 0x0a;
  EXPECT_FALSE(parse_file_header(pcapng).has_value());
  EXPECT_FALSE(is_classic(Bytes{0, 0, 0, 0}));
  EXPECT_TRUE(is_classic(Bytes{0x4d, 0x3c, 0xb2, 0xa1}));
}

TEST(ClassicHeaders, OfFramesHaveTwoLengths) {
  const Bytes record{9, 9, 9, 9, 9, 9, 9, 9, 60, 0, 0, 0, 0x2c, 1, 0, 0};
  FileHeader file;
  EXPECT_EQ(parse_record_header(file, record).captured, 60U);
  EXPECT_EQ(parse_record_header(file, record).original, 300U);
  // In either order before version 2.4.
  Bytes swapped = record;
  std::swap_ranges(swapped.begin() + 8, swapped.begin() + 12, swapped.begin() + 12);
  EXPECT_EQ(parse_record_header(file, swapped).captured, 300U);
  file.minor = 3;
  EXPECT_EQ(parse_record_header(file, swapped).captured, 60U);
  EXPECT_EQ(parse_record_header(file, swapped).original, 300U);
}

TEST(ClassicHeaders, AreWrittenAsTheyAreRead) {
  const auto bytes = make_file_header();
  const Bytes expected{0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0,
                       0,    0,    0,    0,    0, 0, 4, 0, 1, 0, 0, 0};
  EXPECT_EQ(Bytes(bytes.begin(), bytes.end()), expected);
  const auto record = make_record_header(3'000'000'258, 0x1234);
  const Bytes expected_record{3, 0, 0, 0, 2, 1, 0, 0, 0x34, 0x12, 0, 0, 0x34, 0x12, 0, 0};
  EXPECT_EQ(Bytes(record.begin(), record.end()), expected_record);
}

}  // namespace
}  // namespace lightloop::capture
