// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/xclbin_file.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include "sim/base/in_quotes.hpp"
#include "sim/xrt/xclbin/little_endian.hpp"
#include "sim/xrt/xclbin/message_text.hpp"

namespace lightloop::xclbin {
namespace {

namespace fs = std::filesystem;

// Offsets in the container (little endian throughout).
constexpr std::string_view kMagic("xclbin2\0", 8);
constexpr std::uint64_t kLengthOffset = 304;
constexpr std::uint64_t kModeOffset = 332;
constexpr std::uint64_t kPlatformOffset = 352;
constexpr std::uint64_t kPlatformBytes = 64;
constexpr std::uint64_t kUuidOffset = 416;
constexpr std::uint64_t kSectionCountOffset = 448;
constexpr std::uint64_t kSectionHeadersOffset = 456;
constexpr std::uint64_t kSectionHeaderBytes = 40;
constexpr std::uint64_t kSectionNameOffset = 4;
constexpr std::uint64_t kSectionNameBytes = 16;
constexpr std::uint64_t kSectionOffsetOffset = 24;
constexpr std::uint64_t kSectionSizeOffset = 32;

// A signature stands behind the length in the header.
constexpr std::uint64_t kMostBytesAfter = std::uint64_t{1} << 20;

// MEM_TOPOLOGY: sizes in KiB.
constexpr std::uint64_t kBankSizeUnit = 1024;

// XRT reads debug_ip_layout into a buffer of this size.
constexpr std::uint64_t kMostDebugBytes = 65536;

// XRT takes the first one of these, another program might take the last.
constexpr SectionKind kOnce[] = {
    SectionKind::kBitstream,     SectionKind::kEmbeddedMetadata, SectionKind::kMemTopology,
    SectionKind::kConnectivity,  SectionKind::kIpLayout,         SectionKind::kDebugIpLayout,
    SectionKind::kClockTopology, SectionKind::kBuildMetadata,    SectionKind::kEmulationData,
    SectionKind::kGroupTopology, SectionKind::kGroupConnectivity};

std::string describe(std::size_t index, const Section& section) {
  return "section " + std::to_string(index) + " (kind " + std::to_string(section.kind) + " " +
         in_quotes(section.name) + ")";
}

}  // namespace

// A section that is a count and a table.
struct XclbinFile::TableFormat {
  std::uint64_t count_bytes;   // 2 or 4
  std::uint64_t header_bytes;  // the count and padding
  std::uint64_t entry_bytes;
  std::uint32_t most;
};

class XclbinFile::Table {
 public:
  Table(std::vector<std::byte> bytes, const TableFormat& format, std::uint32_t count)
      : bytes_(std::move(bytes)), format_(format), count_(count) {}

  std::size_t size() const { return count_; }
  std::span<const std::byte> operator[](std::size_t index) const {
    return std::span(bytes_).subspan(format_.header_bytes + index * format_.entry_bytes,
                                     format_.entry_bytes);
  }

 private:
  std::vector<std::byte> bytes_;
  TableFormat format_;
  std::uint32_t count_;
};

std::string_view section_name(SectionKind kind) {
  switch (kind) {
    case SectionKind::kBitstream:
      return "BITSTREAM";
    case SectionKind::kEmbeddedMetadata:
      return "EMBEDDED_METADATA";
    case SectionKind::kMemTopology:
      return "MEM_TOPOLOGY";
    case SectionKind::kConnectivity:
      return "CONNECTIVITY";
    case SectionKind::kIpLayout:
      return "IP_LAYOUT";
    case SectionKind::kDebugIpLayout:
      return "DEBUG_IP_LAYOUT";
    case SectionKind::kClockTopology:
      return "CLOCK_FREQ_TOPOLOGY";
    case SectionKind::kBuildMetadata:
      return "BUILD_METADATA";
    case SectionKind::kEmulationData:
      return "EMULATION_DATA";
    case SectionKind::kSoftKernel:
      return "SOFT_KERNEL";
    case SectionKind::kGroupTopology:
      return "GROUP_TOPOLOGY";
    case SectionKind::kGroupConnectivity:
      return "GROUP_CONNECTIVITY";
  }
  return "section";
}

std::string mode_name(std::uint16_t mode) {
  if (mode == static_cast<std::uint16_t>(Mode::kHwEmu) ||
      mode == static_cast<std::uint16_t>(Mode::kHwEmuPr))
    return "hw_emu";
  if (mode == static_cast<std::uint16_t>(Mode::kSwEmu)) return "sw_emu";
  if (mode <= 3) return "hw";
  return "mode " + std::to_string(mode);
}

XclbinFile XclbinFile::load(const fs::path& path) {
  try {
    return {path.string(), ByteRange::of_file(path)};
  } catch (const XclbinError&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw XclbinError(path.string() + ": " + error.what());
  }
}

// The bytes stay where they are when the vector that owns them moves.
XclbinFile::XclbinFile(std::string origin, std::vector<std::byte> bytes)
    : XclbinFile(std::move(origin), ByteRange(bytes)) {
  memory_ = std::move(bytes);
}

XclbinFile::XclbinFile(std::string origin, const ByteRange& bytes) : origin_(std::move(origin)) {
  const auto fail = [&](const std::string& why) { return XclbinError(origin_ + ": " + why); };
  const auto header = bytes.read(0, std::min<std::uint64_t>(bytes.size(), kSectionHeadersOffset));
  if (header.size() < kMagic.size() ||
      std::memcmp(header.data(), kMagic.data(), kMagic.size()) != 0)
    throw fail("is not an xclbin: expected the file to begin with 'xclbin2'");
  if (header.size() < kSectionHeadersOffset)
    throw fail("is cut short: found " + std::to_string(bytes.size()) +
               " bytes, the header alone has " + std::to_string(kSectionHeadersOffset));
  if (bytes.size() > kMostBytes)
    throw fail("found " + std::to_string(bytes.size()) + " bytes, expected at most " +
               std::to_string(kMostBytes));
  const auto length = *read_le<std::uint64_t>(header, kLengthOffset);
  if (length > bytes.size())
    throw fail("is cut short: its header says " + std::to_string(length) + " bytes, found " +
               std::to_string(bytes.size()));
  if (length < kSectionHeadersOffset || bytes.size() - length > kMostBytesAfter)
    throw fail("header, length: found " + std::to_string(length) + ", expected the file's " +
               std::to_string(bytes.size()));
  mode_ = *read_le<std::uint16_t>(header, kModeOffset);
  const auto platform = read_text(std::span(header).subspan(kPlatformOffset, kPlatformBytes));
  if (!platform)
    throw fail("header, platform: found " + std::to_string(kPlatformBytes) +
               " characters, expected fewer and a NUL after them");
  platform_ = *platform;
  std::copy_n(header.begin() + kUuidOffset, uuid_.size(), uuid_.begin());

  // XRT copies `length` bytes and looks no further.
  const ByteRange used = *bytes.slice(0, length);
  const auto count = *read_le<std::uint32_t>(header, kSectionCountOffset);
  if (count > kMostSections ||
      !used.slice(kSectionHeadersOffset, std::uint64_t{count} * kSectionHeaderBytes))
    throw fail("header, section count: found " + std::to_string(count) +
               ", more than the file can hold");
  read_sections(used, count);
  check_sections();
}

void XclbinFile::read_sections(const ByteRange& used, std::uint32_t count) {
  const auto headers = used.read(kSectionHeadersOffset, count * kSectionHeaderBytes);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto header = std::span(headers).subspan(i * kSectionHeaderBytes, kSectionHeaderBytes);
    const auto name = header.subspan(kSectionNameOffset, kSectionNameBytes);
    Section section;
    section.kind = *read_le<std::uint32_t>(header, 0);
    // XRT does not read it; that it may be without a NUL is no harm.
    section.name = read_text(name).value_or(
        std::string(reinterpret_cast<const char*>(name.data()), name.size()));
    section.offset = *read_le<std::uint64_t>(header, kSectionOffsetOffset);
    const auto size = *read_le<std::uint64_t>(header, kSectionSizeOffset);
    const auto data = used.slice(section.offset, size);
    if (!data)
      throw XclbinError(origin_ + ": " + describe(i, section) + ": offset " + hex(section.offset) +
                        " and size " + hex(size) + " lead outside the file of " + hex(used.size()) +
                        " bytes");
    section.data = *data;
    sections_.push_back(std::move(section));
  }
}

// Each section has its bytes for itself, and is there once.
void XclbinFile::check_sections() const {
  for (const SectionKind kind : kOnce) {
    const auto count = std::count_if(
        sections_.begin(), sections_.end(),
        [&](const Section& section) { return section.kind == static_cast<std::uint32_t>(kind); });
    if (count > 1) throw error(kind, "found " + std::to_string(count) + ", expected one");
  }
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < sections_.size(); ++i)
    if (sections_[i].data.size() != 0) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return sections_[a].offset < sections_[b].offset;
  });
  std::uint64_t end = kSectionHeadersOffset + sections_.size() * kSectionHeaderBytes;
  std::string owner = "the headers";
  for (const std::size_t i : order) {
    const Section& section = sections_[i];
    if (section.offset < end)
      throw XclbinError(origin_ + ": " + describe(i, section) + ": offset: found " +
                        hex(section.offset) + ", expected at least " + hex(end) + ", the end of " +
                        owner);
    end = section.offset + section.data.size();
    owner = describe(i, section);
  }
}

bool XclbinFile::is_for_emulation() const { return mode_name(mode_) == "hw_emu"; }

const Section* XclbinFile::find(SectionKind kind) const {
  const auto section = std::find_if(
      sections_.begin(), sections_.end(),
      [&](const Section& candidate) { return candidate.kind == static_cast<std::uint32_t>(kind); });
  return section == sections_.end() ? nullptr : &*section;
}

const Section& XclbinFile::require(SectionKind kind) const {
  const Section* section = find(kind);
  if (!section) throw error(kind, "missing");
  return *section;
}

std::vector<std::byte> XclbinFile::read(SectionKind kind, std::uint64_t most) const {
  const ByteRange& data = require(kind).data;
  if (data.size() > most)
    throw error(kind, "found " + std::to_string(data.size()) + " bytes, expected at most " +
                          std::to_string(most));
  try {
    return data.read(0, data.size());
  } catch (const std::runtime_error& failure) {
    throw XclbinError(origin_ + ": " + failure.what());
  }
}

XclbinFile::Table XclbinFile::table(SectionKind kind, const TableFormat& format) const {
  // Room for bytes after the table, which some programs leave.
  const std::uint64_t most = 2 * (format.header_bytes + format.entry_bytes * format.most);
  auto bytes = read(kind, most);
  if (bytes.size() < format.header_bytes)
    throw error(kind, "found " + std::to_string(bytes.size()) + " bytes, too short for its count");
  const std::uint32_t count = format.count_bytes == 2 ? *read_le<std::uint16_t>(bytes, 0)
                                                      : *read_le<std::uint32_t>(bytes, 0);
  if (bytes.size() - format.header_bytes < count * format.entry_bytes)
    throw error(kind, "its count says " + std::to_string(count) + " entries of " +
                          std::to_string(format.entry_bytes) + " bytes, found " +
                          std::to_string(bytes.size()) + " bytes in all");
  if (count > format.most)
    throw error(kind, "count: found " + std::to_string(count) + ", expected at most " +
                          std::to_string(format.most));
  return {std::move(bytes), format, count};
}

std::vector<Ip> XclbinFile::ips() const {
  constexpr TableFormat kFormat{
      .count_bytes = 4, .header_bytes = 8, .entry_bytes = 80, .most = kMostIps};
  const Table entries = table(SectionKind::kIpLayout, kFormat);
  std::vector<Ip> result;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto entry = entries[i];
    const auto name = read_text(entry.subspan(16, 64));
    if (!name)
      throw error(SectionKind::kIpLayout, "entry " + std::to_string(i) +
                                              ", name: found 64 characters, expected fewer and a "
                                              "NUL after them");
    const auto properties = *read_le<std::uint32_t>(entry, 4);
    result.push_back({.type = *read_le<std::uint32_t>(entry, 0),
                      .control = (properties >> 8) & 0xff,
                      .base_address = *read_le<std::uint64_t>(entry, 8),
                      .name = *name});
  }
  return result;
}

std::vector<ComputeUnit> XclbinFile::compute_units() const {
  std::vector<ComputeUnit> units;
  for (Ip& ip : ips())
    if (ip.type == Ip::kKernel) units.push_back({std::move(ip.name), ip.base_address});
  return units;
}

std::vector<MemoryBank> XclbinFile::memory_banks(SectionKind kind) const {
  constexpr TableFormat kFormat{
      .count_bytes = 4, .header_bytes = 8, .entry_bytes = 40, .most = kMostBanks};
  const Table entries = table(kind, kFormat);
  std::vector<MemoryBank> banks;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto entry = entries[i];
    const auto tag = read_text(entry.subspan(24, 16));
    if (!tag)
      throw error(kind, "entry " + std::to_string(i) +
                            ", tag: found 16 characters, expected fewer and a NUL after them");
    MemoryBank bank{.tag = *tag,
                    .base_address = *read_le<std::uint64_t>(entry, 16),
                    .used = entry[1] != std::byte{0},
                    .type = std::to_integer<std::uint8_t>(entry[0])};
    if (bank.is_memory()) {
      const auto kib = *read_le<std::uint64_t>(entry, 8);
      constexpr auto kMost = std::numeric_limits<std::uint64_t>::max() / kBankSizeUnit;
      if (kib > kMost || kib * kBankSizeUnit > UINT64_MAX - bank.base_address)
        throw error(kind, "entry " + std::to_string(i) + " " + in_quotes(bank.tag) +
                              ": base address " + hex(bank.base_address) + " and size " + hex(kib) +
                              " KiB lead beyond 64 bits");
      bank.bytes = kib * kBankSizeUnit;
    }
    banks.push_back(std::move(bank));
  }
  return banks;
}

std::vector<Connection> XclbinFile::connections(SectionKind kind) const {
  constexpr TableFormat kFormat{
      .count_bytes = 4, .header_bytes = 4, .entry_bytes = 12, .most = kMostConnections};
  const Table entries = table(kind, kFormat);
  std::vector<Connection> result;
  for (std::size_t i = 0; i < entries.size(); ++i)
    result.push_back({.argument = *read_le<std::uint32_t>(entries[i], 0),
                      .ip = *read_le<std::uint32_t>(entries[i], 4),
                      .bank = *read_le<std::uint32_t>(entries[i], 8)});
  return result;
}

void XclbinFile::check_debug_ips() const {
  constexpr std::uint64_t kHeader = 8;
  constexpr std::uint64_t kEntry = 144;
  table(SectionKind::kDebugIpLayout, {.count_bytes = 2,
                                      .header_bytes = kHeader,
                                      .entry_bytes = kEntry,
                                      .most = (kMostDebugBytes - kHeader) / kEntry});
}

void XclbinFile::check_clocks() const {
  constexpr std::uint32_t kMostClocks = 256;
  table(SectionKind::kClockTopology,
        {.count_bytes = 2, .header_bytes = 2, .entry_bytes = 136, .most = kMostClocks});
}

XclbinError XclbinFile::error(SectionKind kind, const std::string& what) const {
  return XclbinError(origin_ + ": section " + std::string(section_name(kind)) + ": " + what);
}

}  // namespace lightloop::xclbin
