// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/golden/pcs/marker_file.hpp"
#include "sim/golden/pcs/marker_group.hpp"
#include "tests/golden/pcs/known_answers.hpp"
#include "tests/golden/pcs/rate_name.hpp"

namespace lightloop::golden::pcs {
namespace {

using known::answers;
using phy::EthernetRate;
using testing::HasSubstr;
using testing::ThrowsMessage;

class KnownMarkers : public testing::TestWithParam<std::string> {
 protected:
  EthernetRate rate() const { return known::rate_of(GetParam()); }
};

TEST_P(KnownMarkers, Tables) {
  const known::json& table = answers()["am_tables"][GetParam()];
  const phy::MarkerTable markers = phy::default_markers(rate());
  ASSERT_EQ(markers.size(), table.size());
  for (std::size_t lane = 0; lane < markers.size(); ++lane) {
    EXPECT_EQ(hex(markers[lane]), hex(known::from_hex(table[lane].get<std::string>())));
  }
  EXPECT_NO_THROW(check_markers(markers, rate(), "table"));
}

TEST_P(KnownMarkers, GroupsWithStatus) {
  const known::json& groups = answers()["am_groups"][GetParam()];
  for (int f = 0; f < phy::shape(rate()).flows; ++f) {
    MarkerGroupSource source(rate(), f, phy::default_markers(rate()));
    std::vector<phy::Block257> blocks;
    source.next(5, blocks);
    const known::json& answer = groups[static_cast<std::size_t>(f)];
    const known::Packer packer = known::packed(blocks);
    std::string digits;
    for (std::size_t i = 0; i < packer.bits(); ++i) {
      digits += static_cast<char>('0' + ((packer.octets()[i / 8] >> (i % 8)) & 1));
    }
    const std::vector<std::uint8_t> text(digits.begin(), digits.end());
    EXPECT_EQ(sha256(text), answer["bits01_sha256"].get<std::string>());
    EXPECT_EQ(source.pad_state(), known::prbs9_from_text(answer["prbs9_after"].get<std::string>()));
    const MarkerPadding padding = marker_padding(rate(), f);
    EXPECT_EQ(marker_status(blocks, padding), padding.status_at >= 0 ? 5U : 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, KnownMarkers, testing::Values("200G", "400G", "800G", "1.6T"),
                         rate_name);

TEST(MarkerGroup, StatusOf1600gCanGoToFlow0) {
  EXPECT_EQ(marker_padding(EthernetRate::k1600g, 0, 0).pad_bits, 65);
  EXPECT_EQ(marker_padding(EthernetRate::k1600g, 1, 0).pad_bits, 68);
  EXPECT_EQ(marker_padding(EthernetRate::k1600g, 1, 0).status_at, -1);
}

std::string table_text(EthernetRate rate) {
  std::string text = "# lane 0 first\n\n";
  for (const phy::AlignmentMarker& marker : phy::default_markers(rate)) {
    text += " " + hex(marker) + "  # a lane\r\n";
  }
  return text;
}

auto refuses(const std::string& why) {
  return ThrowsMessage<std::invalid_argument>(HasSubstr(why));
}

TEST(MarkerFile, ReadsATable) {
  for (const EthernetRate rate : phy::kEthernetRates) {
    EXPECT_EQ(parse_markers(table_text(rate), rate, "t"), phy::default_markers(rate));
  }
}

TEST(MarkerFile, SaysWhichLineLaneAndOctet) {
  const std::string good = table_text(EthernetRate::k400g);
  const auto parse = [](const std::string& text) {
    return [text] { parse_markers(text, EthernetRate::k400g, "my.txt"); };
  };
  EXPECT_THAT(parse("9A4A\n"), refuses("my.txt:1: found '9A4A', expected a marker of 30 hex"));
  EXPECT_THAT(parse(good + std::string(30, 'x')), refuses("my.txt:19: found"));
  EXPECT_THAT(parse(good.substr(0, good.size() / 2)), refuses("markers, expected 16"));
  const auto with_octet = [](std::size_t lane, std::size_t octet, std::uint8_t value) {
    phy::MarkerTable table = phy::default_markers(EthernetRate::k400g);
    table[lane][octet] = value;
    return [table] { check_markers(table, EthernetRate::k400g, "my.txt"); };
  };
  EXPECT_THAT(with_octet(3, 4, 0x66), refuses("lane 3, octet 4: found 66, expected 65"));
  EXPECT_THAT(with_octet(5, 13, 0x00), refuses("lane 5, octet 13: found 00, expected B0"));
  EXPECT_THAT(with_octet(6, 11, 0x00), refuses("lane 6, octet 11: found 00, expected 11"));
  const auto twin = [] {
    phy::MarkerTable table = phy::default_markers(EthernetRate::k400g);
    table[9] = table[2];
    check_markers(table, EthernetRate::k400g, "my.txt");
  };
  EXPECT_THAT(twin, refuses("lane 9, octets 8-10 and 12-14: found 0 nibbles unlike lane 2"));
}

TEST(MarkerFile, MarkersOfOtherRatesAreFarAway) {
  // So that an error-free marker of another rate is never taken for one of 800G.
  for (const EthernetRate other :
       {EthernetRate::k200g, EthernetRate::k400g, EthernetRate::k1600g}) {
    for (const phy::AlignmentMarker& theirs : phy::default_markers(other)) {
      for (const phy::AlignmentMarker& ours : phy::default_markers(EthernetRate::k800g)) {
        int nibbles = 0;
        for (const int at : phy::kUniqueMarkerAt) {
          nibbles += ((theirs[at] ^ ours[at]) & 0xF) != 0;
          nibbles += (theirs[at] ^ ours[at]) >> 4 != 0;
        }
        EXPECT_GE(nibbles, 4);
      }
    }
  }
}

}  // namespace
}  // namespace lightloop::golden::pcs
