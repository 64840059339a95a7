// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/marker_file.hpp"

#include <charconv>
#include <cstdio>
#include <stdexcept>

#include "sim/base/in_quotes.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::AlignmentMarker;

constexpr std::size_t kHexDigits = 2 * sizeof(AlignmentMarker);
constexpr int kLeastDistance = 8;  // nibbles of UM0..UM5 between two lanes

std::string_view trimmed(std::string_view line) {
  line = line.substr(0, line.find('#'));
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = line.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(kBlank) - first + 1);
}

bool parse_marker(std::string_view digits, AlignmentMarker& marker) {
  if (digits.size() != kHexDigits) return false;
  for (std::size_t i = 0; i < marker.size(); ++i) {
    const char* const first = digits.data() + 2 * i;
    const auto [end, error] = std::from_chars(first, first + 2, marker[i], 16);
    if (error != std::errc{} || end != first + 2) return false;
  }
  return true;
}

std::string hex(std::uint8_t octet) {
  std::array<char, 3> text{};
  std::snprintf(text.data(), text.size(), "%02X", octet);
  return text.data();
}

void require_octet(const AlignmentMarker& marker, int at, std::uint8_t expected,
                   const std::string& lane) {
  if (marker[at] == expected) return;
  throw std::invalid_argument(lane + ", octet " + std::to_string(at) + ": found " +
                              hex(marker[at]) + ", expected " + hex(expected));
}

std::uint8_t complement(std::uint8_t octet) { return static_cast<std::uint8_t>(~octet); }

void check_octets(const AlignmentMarker& marker, const std::string& lane) {
  for (int i = 0; i < 6; ++i) {
    require_octet(marker, phy::kCommonMarkerAt[i], phy::kCommonMarker[i], lane);
  }
  for (int i = 0; i < 3; ++i) {
    require_octet(marker, phy::kUniqueMarkerAt[3 + i], complement(marker[phy::kUniqueMarkerAt[i]]),
                  lane);
  }
  require_octet(marker, phy::kUniquePadAt[2], complement(marker[phy::kUniquePadAt[1]]), lane);
}

int distance(const AlignmentMarker& a, const AlignmentMarker& b) {
  int nibbles = 0;
  for (const int at : phy::kUniqueMarkerAt) {
    const int difference = a[at] ^ b[at];
    nibbles += static_cast<int>((difference & 0x0F) != 0) + static_cast<int>(difference >> 4 != 0);
  }
  return nibbles;
}

}  // namespace

void check_markers(const phy::MarkerTable& table, phy::EthernetRate rate, const std::string& name) {
  const auto lanes = static_cast<std::size_t>(phy::shape(rate).lanes);
  if (table.size() != lanes) {
    throw std::invalid_argument(name + ": found " + std::to_string(table.size()) +
                                " markers, expected " + std::to_string(lanes));
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    check_octets(table[lane], name + ": lane " + std::to_string(lane));
    for (std::size_t other = 0; other < lane; ++other) {
      const int nibbles = distance(table[lane], table[other]);
      if (nibbles >= kLeastDistance) continue;
      throw std::invalid_argument(name + ": lane " + std::to_string(lane) +
                                  ", octets 8-10 and 12-14: found " + std::to_string(nibbles) +
                                  " nibbles unlike lane " + std::to_string(other) +
                                  ", expected at least " + std::to_string(kLeastDistance));
    }
  }
}

phy::MarkerTable parse_markers(std::string_view text, phy::EthernetRate rate,
                               const std::string& file) {
  phy::MarkerTable table;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.empty()) continue;
    AlignmentMarker marker{};
    if (!parse_marker(line, marker)) {
      throw std::invalid_argument(file + ":" + std::to_string(number) + ": found " +
                                  in_quotes(line) + ", expected a marker of 30 hex digits");
    }
    table.push_back(marker);
  }
  check_markers(table, rate, file);
  return table;
}

}  // namespace lightloop::golden::pcs
