// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/xclbin_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "sim/xrt/xclbin/little_endian.hpp"

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
constexpr std::uint32_t kMostSections = 1024;

// IP_LAYOUT: a count, padding, then 80 bytes each.
constexpr std::uint64_t kTableHeaderBytes = 8;
constexpr std::uint64_t kIpBytes = 80;
constexpr std::uint32_t kIpKernel = 1;

// MEM_TOPOLOGY: a count, padding, then 40 bytes each; sizes in KiB.
constexpr std::uint64_t kBankBytes = 40;
constexpr std::uint64_t kBankSizeUnit = 1024;

std::string hex(std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (; value != 0 || text.empty(); value >>= 4) text.insert(text.begin(), kDigits[value & 15]);
  return "0x" + text;
}

std::vector<std::byte> read_whole_file(const fs::path& path) {
  std::error_code error;
  const auto fail = [&](const std::string& why) { return XclbinError(path.string() + ": " + why); };
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) throw fail("no such file");
  if (error) throw fail(error.message());
  if (status.type() != fs::file_type::regular) throw fail("is not a regular file");
  const auto size = fs::file_size(path, error);
  if (error) throw fail(error.message());
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw fail(std::strerror(errno));
  std::vector<std::byte> bytes(size);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (static_cast<std::uintmax_t>(stream.gcount()) != size)
    throw fail("could not be read to its end");
  return bytes;
}

// The entries of a section that is a count followed by a table.
std::span<const std::byte> table_of(const XclbinFile& file, SectionKind kind,
                                    std::uint64_t entry_bytes, std::uint64_t header_bytes) {
  const Section& section = file.require(kind);
  const auto count = read_le<std::uint32_t>(section.data, 0);
  if (!count || section.data.size() < header_bytes)
    throw file.error(
        kind, "found " + std::to_string(section.data.size()) + " bytes, too short for its count");
  const auto table = slice(section.data, header_bytes, *count * entry_bytes);
  if (!table)
    throw file.error(kind, "its count says " + std::to_string(*count) + " entries of " +
                               std::to_string(entry_bytes) + " bytes, found " +
                               std::to_string(section.data.size()) + " bytes in all");
  return *table;
}

}  // namespace

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

XclbinFile XclbinFile::load(const fs::path& path) { return {path.string(), read_whole_file(path)}; }

XclbinFile::XclbinFile(std::string origin, std::vector<std::byte> bytes)
    : origin_(std::move(origin)), bytes_(std::move(bytes)) {
  const std::span<const std::byte> all = bytes_;
  const auto fail = [&](const std::string& why) { return XclbinError(origin_ + ": " + why); };
  if (all.size() < kMagic.size() || std::memcmp(all.data(), kMagic.data(), kMagic.size()) != 0)
    throw fail("is not an xclbin: expected the file to begin with 'xclbin2'");
  if (all.size() < kSectionHeadersOffset)
    throw fail("is cut short: found " + std::to_string(all.size()) +
               " bytes, the header alone has " + std::to_string(kSectionHeadersOffset));
  const auto length = *read_le<std::uint64_t>(all, kLengthOffset);
  if (length > all.size())
    throw fail("is cut short: its header says " + std::to_string(length) + " bytes, found " +
               std::to_string(all.size()));
  if (length < kSectionHeadersOffset)
    throw fail("header, length: found " + std::to_string(length) + ", expected the file's " +
               std::to_string(all.size()));
  mode_ = *read_le<std::uint16_t>(all, kModeOffset);
  platform_ = read_text(all.subspan(kPlatformOffset, kPlatformBytes));
  std::copy_n(all.begin() + kUuidOffset, uuid_.size(), uuid_.begin());

  // XRT copies `length` bytes and looks no further.
  const std::span<const std::byte> used = all.first(length);
  const auto count = *read_le<std::uint32_t>(all, kSectionCountOffset);
  if (count > kMostSections || !slice(used, kSectionHeadersOffset, count * kSectionHeaderBytes))
    throw fail("header, section count: found " + std::to_string(count) +
               ", more than the file can hold");
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto header =
        used.subspan(kSectionHeadersOffset + i * kSectionHeaderBytes, kSectionHeaderBytes);
    Section section;
    section.kind = *read_le<std::uint32_t>(header, 0);
    section.name = read_text(header.subspan(4, 16));
    const auto offset = *read_le<std::uint64_t>(header, 24);
    const auto size = *read_le<std::uint64_t>(header, 32);
    const auto data = slice(used, offset, size);
    if (!data)
      throw fail("section " + std::to_string(i) + " (kind " + std::to_string(section.kind) + " '" +
                 section.name + "'): offset " + hex(offset) + " and size " + hex(size) +
                 " lead outside the file of " + hex(length) + " bytes");
    section.data = *data;
    sections_.push_back(std::move(section));
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

std::vector<ComputeUnit> XclbinFile::compute_units() const {
  const auto table = table_of(*this, SectionKind::kIpLayout, kIpBytes, kTableHeaderBytes);
  std::vector<ComputeUnit> units;
  for (std::size_t offset = 0; offset < table.size(); offset += kIpBytes) {
    const auto entry = table.subspan(offset, kIpBytes);
    if (*read_le<std::uint32_t>(entry, 0) != kIpKernel) continue;
    units.push_back({read_text(entry.subspan(16, 64)), *read_le<std::uint64_t>(entry, 8)});
  }
  return units;
}

std::vector<MemoryBank> XclbinFile::memory_banks(SectionKind kind) const {
  const auto table = table_of(*this, kind, kBankBytes, kTableHeaderBytes);
  std::vector<MemoryBank> banks;
  for (std::size_t offset = 0; offset < table.size(); offset += kBankBytes) {
    const auto entry = table.subspan(offset, kBankBytes);
    const auto kib = *read_le<std::uint64_t>(entry, 8);
    banks.push_back({read_text(entry.subspan(24, 16)), *read_le<std::uint64_t>(entry, 16),
                     kib * kBankSizeUnit, entry[1] != std::byte{0}});
  }
  return banks;
}

XclbinError XclbinFile::error(SectionKind kind, const std::string& what) const {
  return XclbinError(origin_ + ": section " + std::string(section_name(kind)) + ": " + what);
}

}  // namespace lightloop::xclbin
