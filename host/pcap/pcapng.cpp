// SPDX-License-Identifier: Apache-2.0
#include "host/pcap/pcapng.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "host/pcap/capture_damage.hpp"
#include "host/pcap/link_type.hpp"
#include "sim/capture/byte_order.hpp"

namespace lightloop::host {
namespace {

using Bytes = std::span<const std::uint8_t>;
using capture::ByteOrder;
using capture::get16;
using capture::get32;

// Block types.
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;  // the same in both byte orders

// Option codes.
constexpr std::uint16_t kEndOfOptions = 0;
constexpr std::uint16_t kPacketFlags = 2;
constexpr std::uint16_t kInterfaceFcsLength = 13;

constexpr std::size_t kBlockHeaderBytes = 8;   // type, length
constexpr std::size_t kBlockTrailerBytes = 4;  // length again
constexpr std::uint32_t kByteOrderMagic = 0x1A2B3C4D;

struct Interface {
  std::uint32_t link_type = 0;
  std::uint32_t snapshot_length = 0;
  bool has_fcs = false;
};

// How far the fixed part of a block reaches, its header included.
std::size_t fixed_bytes(std::uint32_t type) {
  switch (type) {
    case kSectionHeader:
      return 24;
    case kInterfaceDescription:
      return 16;
    case kSimplePacket:
      return 12;
    case kEnhancedPacket:
    case kObsoletePacket:
      return 28;
    default:
      return kBlockHeaderBytes;
  }
}

class Pcapng : public PcapFormat {
 public:
  explicit Pcapng(CaptureInput& input) : input_(input) {}

  std::optional<PcapPiece> next() override {
    PcapPiece piece;
    if (!read_block(piece.bytes)) return std::nullopt;
    const Bytes block(piece.bytes);
    switch (get32(block, order_)) {
      case kSectionHeader:
        piece.starts_section = true;
        start_section(block);
        break;
      case kInterfaceDescription:
        add_interface(block);
        break;
      case kSimplePacket:
        piece.frame = simple_packet(block);
        break;
      case kEnhancedPacket:
        piece.frame = packet(block, get32(block.subspan(8), order_));
        break;
      case kObsoletePacket:
        piece.frame = packet(block, get16(block.subspan(8), order_));
        break;
      default:
        break;  // what holds no frame is not looked into
    }
    ++blocks_;
    return piece;
  }

  std::string_view name() const override { return "pcapng"; }
  std::string place() const override { return fmt::format("block {}", blocks_ + 1); }

 private:
  // Reads a whole block and checks its length; false at the end of the file.
  bool read_block(std::vector<std::uint8_t>& block) {
    block.resize(kBlockHeaderBytes);
    if (!fill(block, 0)) return false;
    const bool section = get32(block, order_) == kSectionHeader;
    if (section) {
      block.resize(kBlockHeaderBytes + 4);
      fill(block, kBlockHeaderBytes);
      order_ = byte_order(Bytes(block).subspan(kBlockHeaderBytes));
    }
    const std::uint32_t type = get32(block, order_);
    const std::uint32_t length = get32(Bytes(block).subspan(4), order_);
    const std::size_t least = fixed_bytes(type) + kBlockTrailerBytes;
    if (length % 4 != 0 || length < least || length > kLongestPcapngBlock)
      throw CaptureDamage(fmt::format(
          "found a block of type {} and length {}, expected a multiple of 4 from {} to {}", type,
          length, least, kLongestPcapngBlock));
    const std::size_t have = block.size();
    block.resize(length);
    fill(block, have);
    const std::uint32_t again = get32(Bytes(block).last(kBlockTrailerBytes), order_);
    if (again != length)
      throw CaptureDamage(
          fmt::format("found the block's length as {} before and {} behind it, "
                      "expected the same",
                      length, again));
    return true;
  }

  // Fills `block` from `have` on; false when it ends before its first byte.
  bool fill(std::span<std::uint8_t> block, std::size_t have) {
    const std::size_t found = have + input_.read(block.subspan(have));
    if (found == 0) return false;
    if (found < block.size())
      throw CaptureDamage(fmt::format("the file ends after {} of at least {} bytes of the block",
                                      found, block.size()));
    return true;
  }

  static ByteOrder byte_order(Bytes magic) {
    for (const auto order : {ByteOrder::kLittleEndian, ByteOrder::kBigEndian})
      if (get32(magic, order) == kByteOrderMagic) return order;
    throw CaptureDamage(fmt::format("found byte order {:02x}, expected 1a 2b 3c 4d or 4d 3c 2b 1a",
                                    fmt::join(magic.first(4), " ")));
  }

  void start_section(Bytes block) {
    const unsigned major = get16(block.subspan(12), order_);
    if (major != 1)
      throw CaptureDamage(fmt::format("found pcapng version {}.{}, expected 1", major,
                                      get16(block.subspan(14), order_)));
    interfaces_.clear();
  }

  void add_interface(Bytes block) {
    if (interfaces_.size() == kMostPcapngInterfaces)
      throw CaptureDamage(
          fmt::format("found more than {} interfaces in a section", kMostPcapngInterfaces));
    Interface interface {
      get16(block.subspan(8), order_), get32(block.subspan(12), order_), false
    };
    if (const auto length = option(block, 16, kInterfaceFcsLength); !length.empty())
      // The specification has had this number in bytes and in bits.
      interface.has_fcs = length[0] == kEthernetFcsBytes || length[0] == kEthernetFcsBytes * 8;
    interfaces_.push_back(interface);
  }

  const Interface& interface_of_packet(std::uint32_t index) const {
    if (index >= interfaces_.size())
      throw CaptureDamage(
          fmt::format("found a packet of interface {}, expected one of the {} described", index,
                      interfaces_.size()));
    const Interface& interface = interfaces_[index];
    try {
      expect_ethernet(interface.link_type);
    } catch (const CaptureDamage& damage) {
      throw CaptureDamage(fmt::format("interface {}: {}", index, damage.what()));
    }
    return interface;
  }

  CapturedFrame simple_packet(Bytes block) const {
    const Interface& interface = interface_of_packet(0);
    const std::uint32_t original = get32(block.subspan(8), order_);
    const std::uint32_t captured =
        interface.snapshot_length == 0 ? original : std::min(original, interface.snapshot_length);
    check_captured(block, 12, captured);
    return captured_frame(12, captured, original, interface.has_fcs);
  }

  CapturedFrame packet(Bytes block, std::uint32_t interface_index) const {
    const Interface& interface = interface_of_packet(interface_index);
    const std::uint32_t captured = get32(block.subspan(20), order_);
    const std::uint32_t original = get32(block.subspan(24), order_);
    const std::size_t options = check_captured(block, 28, captured);
    bool has_fcs = interface.has_fcs;
    if (const auto flags = option(block, options, kPacketFlags); flags.size() == 4)
      if (const auto length = get32(flags, order_) >> 5 & 0xF; length != 0)
        has_fcs = length == kEthernetFcsBytes;
    return captured_frame(28, captured, original, has_fcs);
  }

  // Where what follows a frame and its padding stands.
  static std::size_t check_captured(Bytes block, std::size_t offset, std::uint32_t captured) {
    const std::size_t room =
        std::min(block.size() - offset - kBlockTrailerBytes, kLongestCapturedFrame);
    if (captured > room)
      throw CaptureDamage(
          fmt::format("found captured length {}, expected at most {}", captured, room));
    return offset + (std::size_t{captured} + 3) / 4 * 4;
  }

  // The value of an option in the list that stands at `offset`; empty when it is not there.
  Bytes option(Bytes block, std::size_t offset, std::uint16_t wanted) const {
    Bytes list = block.first(block.size() - kBlockTrailerBytes).subspan(offset);
    while (list.size() >= 4) {
      const std::uint16_t code = get16(list, order_);
      const std::uint16_t length = get16(list.subspan(2), order_);
      list = list.subspan(4);
      if (code == kEndOfOptions) break;
      const std::size_t padded = (std::size_t{length} + 3) / 4 * 4;
      if (padded > list.size())
        throw CaptureDamage(fmt::format("found option {} of length {}, expected at most {}", code,
                                        length, list.size()));
      if (code == wanted) return list.first(length);
      list = list.subspan(padded);
    }
    return {};
  }

  CaptureInput& input_;
  ByteOrder order_ = ByteOrder::kLittleEndian;
  std::vector<Interface> interfaces_;  ///< of the section
  std::uint64_t blocks_ = 0;
};

}  // namespace

bool is_pcapng(std::span<const std::uint8_t> start) {
  return get32(start, ByteOrder::kBigEndian) == kSectionHeader;
}

std::unique_ptr<PcapFormat> make_pcapng(CaptureInput& input) {
  return std::make_unique<Pcapng>(input);
}

}  // namespace lightloop::host
