// SPDX-License-Identifier: Apache-2.0
// Reading of xclbin files, the container in which XRT takes what it loads into a card. Everything
// is checked against the bytes at hand before it is used: XRT itself checks nothing but the first
// seven bytes, and crashes or hangs on the rest.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lightloop::xclbin {

/// An xclbin that is not fit for use. The message names the file, the section and field, what was
/// found and what was expected.
class XclbinError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Section numbers of the format that matter here.
enum class SectionKind : std::uint32_t {
  kBitstream = 0,           ///< for emulation: a zip archive with the device process
  kEmbeddedMetadata = 2,    ///< XML: the kernels and their arguments
  kMemTopology = 6,         ///< the memory banks
  kConnectivity = 7,        ///< which argument of which kernel sees which bank
  kIpLayout = 8,            ///< the compute units and their addresses
  kGroupTopology = 26,      ///< as kMemTopology, banks that act as one added
  kGroupConnectivity = 27,  ///< as kConnectivity, for kGroupTopology
};

std::string_view section_name(SectionKind kind);

/// What an xclbin was built for.
enum class Mode : std::uint16_t { kFlat = 0, kPartial = 1, kHwEmu = 4, kSwEmu = 5, kHwEmuPr = 6 };

/// "hw_emu", "sw_emu", or "hw" for those that go into a card.
std::string mode_name(std::uint16_t mode);

struct Section {
  std::uint32_t kind = 0;
  std::string name;
  std::span<const std::byte> data;
};

struct ComputeUnit {
  std::string name;  ///< "kernel:instance"
  std::uint64_t base_address = 0;
};

struct MemoryBank {
  std::string tag;
  std::uint64_t base_address = 0;
  std::uint64_t bytes = 0;
  bool used = false;
};

/// An xclbin in memory whose container is sound: each section lies inside it.
class XclbinFile {
 public:
  /// Reads a file. Throws XclbinError; its message begins with the path.
  static XclbinFile load(const std::filesystem::path& path);

  /// Takes the bytes of a file; `origin` stands for the path in messages. Throws XclbinError.
  XclbinFile(std::string origin, std::vector<std::byte> bytes);

  XclbinFile(XclbinFile&&) = default;
  XclbinFile& operator=(XclbinFile&&) = default;
  XclbinFile(const XclbinFile&) = delete;
  XclbinFile& operator=(const XclbinFile&) = delete;
  ~XclbinFile() = default;

  const std::string& origin() const { return origin_; }
  std::uint16_t mode() const { return mode_; }
  bool is_for_emulation() const;
  const std::array<std::byte, 16>& uuid() const { return uuid_; }
  std::string platform() const { return platform_; }

  const std::vector<Section>& sections() const { return sections_; }
  const Section* find(SectionKind kind) const;
  /// Throws XclbinError when the section is missing.
  const Section& require(SectionKind kind) const;

  /// The compute units of kernels in IP_LAYOUT. Throws XclbinError.
  std::vector<ComputeUnit> compute_units() const;

  /// The banks of MEM_TOPOLOGY or GROUP_TOPOLOGY. Throws XclbinError.
  std::vector<MemoryBank> memory_banks(SectionKind kind) const;

  /// The error to throw about a section of this file.
  XclbinError error(SectionKind kind, const std::string& what) const;

 private:
  std::string origin_;
  std::vector<std::byte> bytes_;
  std::uint16_t mode_ = 0;
  std::array<std::byte, 16> uuid_{};
  std::string platform_;
  std::vector<Section> sections_;
};

}  // namespace lightloop::xclbin
