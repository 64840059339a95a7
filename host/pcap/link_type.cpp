// SPDX-License-Identifier: Apache-2.0
#include "host/pcap/link_type.hpp"

#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <pcap/pcap.h>
#include <string>

#include "host/base/stdio_file.hpp"
#include "host/pcap/capture_damage.hpp"

namespace lightloop::host {
namespace {

// libpcap names its own numbers (DLT_...), and only its file reader knows which of them a file's
// number stands for.
std::string name_of(std::uint32_t link_type) {
  std::array<std::uint32_t, 6> header{0xA1B2C3D4, 0x00040002, 0, 0, 65535, link_type};
  StdioFile stream(fmemopen(header.data(), sizeof header, "rb"));
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(
      stream ? pcap_fopen_offline(stream.get(), error.data()) : nullptr, &pcap_close);
  if (!file) return "unknown";
  static_cast<void>(stream.release());  // pcap_close() closes it
  const char* name = pcap_datalink_val_to_description(pcap_datalink(file.get()));
  return name != nullptr ? name : "unknown";
}

}  // namespace

void expect_ethernet(std::uint32_t link_type) {
  if (link_type == kLinkTypeEthernet) return;
  throw CaptureDamage(fmt::format("found link type {} ({}), expected {} (Ethernet)", link_type,
                                  name_of(link_type), kLinkTypeEthernet));
}

CapturedFrame captured_frame(std::size_t offset, std::uint32_t captured, std::uint32_t original,
                             bool has_fcs) {
  const bool cut = original > captured;
  return {offset, captured, cut, has_fcs && !cut && captured >= kEthernetFcsBytes};
}

}  // namespace lightloop::host
