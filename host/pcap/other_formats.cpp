// SPDX-License-Identifier: Apache-2.0
#include "host/pcap/other_formats.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace lightloop::host {
namespace {

using namespace std::string_view_literals;

struct OtherFormat {
  std::string_view magic;
  std::string_view name;
  std::string_view cure = {};
};

constexpr std::string_view kEditcap = " (editcap -F pcap IN OUT converts it)";
// Where files of both byte orders are about, both are listed.
constexpr std::array kOtherFormats{
    OtherFormat{"\xA1\xB2\xCD\x34"sv, "pcap as Kuznetzov's patched libpcap wrote it", kEditcap},
    OtherFormat{"\x34\xCD\xB2\xA1"sv, "pcap as Kuznetzov's patched libpcap wrote it", kEditcap},
    OtherFormat{"\xA1\xB2\x34\xCD"sv, "pcap as Mesquita's patched libpcap wrote it"},
    OtherFormat{"\xCD\x34\xB2\xA1"sv, "pcap as Mesquita's patched libpcap wrote it"},
    OtherFormat{"\xA1\x2B\x3C\x4D"sv, "pcap as Navtel's libpcap wrote it"},
    OtherFormat{"\x4D\x3C\x2B\xA1"sv, "pcap as Navtel's libpcap wrote it"},
    OtherFormat{"\x1C\x00\x01\xAC"sv, "pcap of Ixia's hardware", kEditcap},
    OtherFormat{"\xAC\x01\x00\x1C"sv, "pcap of Ixia's hardware", kEditcap},
    OtherFormat{"\x1C\x00\x01\xAB"sv, "pcap of Ixia's software", kEditcap},
    OtherFormat{"\xAB\x01\x00\x1C"sv, "pcap of Ixia's software", kEditcap},
    OtherFormat{"snoop\0\0\0"sv, "a snoop capture", kEditcap},
    OtherFormat{"btsnoop\0"sv, "a Bluetooth capture (btsnoop)"},
    OtherFormat{"TRSNIFF data"sv, "a Sniffer capture", kEditcap},
    OtherFormat{"XCP\0"sv, "a NetXRay capture", kEditcap},
    OtherFormat{"RTSS"sv, "a Network Monitor capture", kEditcap},
    OtherFormat{"GMBU"sv, "a Network Monitor capture", kEditcap},
    OtherFormat{"iptrace "sv, "an AIX iptrace capture", kEditcap},
    OtherFormat{"\x1F\x9D"sv, "a file of compress (.Z)", " (gzip -d decompresses it)"},
    OtherFormat{"\x89LZO\0"sv, "a file of lzop", " (lzop -d decompresses it)"},
    OtherFormat{"LZIP"sv, "a file of lzip", " (lzip -d decompresses it)"},
    OtherFormat{"\x02\x21\x4C\x18"sv, "a file of the old lz4", " (lz4 -d decompresses it)"},
    OtherFormat{"\x5D\x00\x00"sv, "a file of lzma", " (xz --format=lzma -d decompresses it)"},
    OtherFormat{"PK\x03\x04"sv, "a zip archive", " (unzip unpacks it)"},
    OtherFormat{"7z\xBC\xAF\x27\x1C"sv, "a 7z archive", " (7z x unpacks it)"},
};

}  // namespace

std::string describe_other_format(std::span<const std::uint8_t> start) {
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  for (const auto& format : kOtherFormats)
    if (text.starts_with(format.magic)) return fmt::format("{}{}", format.name, format.cure);
  return fmt::format("the first bytes {:02x}",
                     fmt::join(start.first(std::min<std::size_t>(start.size(), 4)), " "));
}

}  // namespace lightloop::host
