// SPDX-License-Identifier: Apache-2.0
// Reading of xclbin files, the container in which XRT takes what it loads into a card. Everything
// is checked against the bytes at hand before it is used: XRT itself checks nothing but the first
// seven bytes, and crashes or hangs on the rest. Only what is asked for is read into memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/xrt/xclbin/byte_range.hpp"

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
  kDebugIpLayout = 9,       ///< monitors of profiling
  kClockTopology = 11,      ///< the clocks
  kBuildMetadata = 14,      ///< JSON: how it was built
  kEmulationData = 21,      ///< for emulation: a second archive
  kSoftKernel = 23,         ///< programs for processors on the card, any number
  kGroupTopology = 26,      ///< as kMemTopology, banks that act as one added
  kGroupConnectivity = 27,  ///< as kConnectivity, for kGroupTopology
};

/// The name in the format, e.g. "MEM_TOPOLOGY".
std::string_view section_name(SectionKind kind);

/// What an xclbin was built for.
enum class Mode : std::uint16_t { kFlat = 0, kPartial = 1, kHwEmu = 4, kSwEmu = 5, kHwEmuPr = 6 };

/// "hw_emu", "sw_emu", or "hw" for those that go into a card.
std::string mode_name(std::uint16_t mode);

struct Section {
  std::uint32_t kind = 0;
  std::string name;          ///< of at most 16 characters
  std::uint64_t offset = 0;  ///< in the file
  ByteRange data;
};

/// An entry of IP_LAYOUT.
struct Ip {
  static constexpr std::uint32_t kKernel = 1;      ///< type of a compute unit
  static constexpr std::uint32_t kSoftKernel = 7;  ///< type of a program on the card
  static constexpr unsigned kHandshake = 0, kChain = 1, kNoControl = 2;  ///< control protocols

  std::uint32_t type = 0;
  unsigned control = 0;  ///< protocol, of compute units
  std::uint64_t base_address = 0;
  std::string name;  ///< of compute units, "kernel:instance"
};

struct ComputeUnit {
  std::string name;  ///< "kernel:instance"
  std::uint64_t base_address = 0;
};

struct MemoryBank {
  static constexpr std::uint8_t kStream = 3, kStreamConnection = 9;  ///< types that are no memory

  std::string tag;
  std::uint64_t base_address = 0;  ///< of streams, their number
  std::uint64_t bytes = 0;         ///< 0 of streams
  bool used = false;
  std::uint8_t type = 0;

  bool is_memory() const { return type != kStream && type != kStreamConnection; }
  /// XRT allocates from the banks that lie inside a group.
  bool is_group() const { return tag.find("MBG") != std::string::npos; }
};

/// An entry of CONNECTIVITY: positions in three lists.
struct Connection {
  std::uint32_t argument = 0;
  std::uint32_t ip = 0;
  std::uint32_t bank = 0;
};

/// An xclbin whose container is sound: each section lies inside it, alone, and is there once.
class XclbinFile {
 public:
  /// XRT reads a file into memory several times over.
  static constexpr std::uint64_t kMostBytes = std::uint64_t{2} << 30;
  static constexpr std::uint32_t kMostSections = 1024;
  /// Entries of tables. XRT compares each with each.
  static constexpr std::uint32_t kMostBanks = 4096;
  static constexpr std::uint32_t kMostIps = 1024;
  static constexpr std::uint32_t kMostConnections = 65536;

  /// Opens a file and reads its headers. Throws XclbinError; its message begins with the path.
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
  const std::string& platform() const { return platform_; }

  const std::vector<Section>& sections() const { return sections_; }
  const Section* find(SectionKind kind) const;
  /// Throws XclbinError when the section is missing.
  const Section& require(SectionKind kind) const;
  /// The content of a section. Throws XclbinError when it is missing or has more than `most` bytes.
  std::vector<std::byte> read(SectionKind kind, std::uint64_t most) const;

  /// The entries of IP_LAYOUT. Throws XclbinError.
  std::vector<Ip> ips() const;
  /// Those of them that are compute units.
  std::vector<ComputeUnit> compute_units() const;

  /// The banks of MEM_TOPOLOGY or GROUP_TOPOLOGY. Throws XclbinError.
  std::vector<MemoryBank> memory_banks(SectionKind kind) const;

  /// The entries of CONNECTIVITY or GROUP_CONNECTIVITY. Throws XclbinError.
  std::vector<Connection> connections(SectionKind kind) const;

  /// Checks the count of a section that is a table of entries of which nothing else matters here.
  /// Throws XclbinError.
  void check_debug_ips() const;
  void check_clocks() const;

  /// The error to throw about a section of this file.
  XclbinError error(SectionKind kind, const std::string& what) const;

 private:
  struct TableFormat;
  class Table;

  XclbinFile(std::string origin, const ByteRange& bytes);
  void read_sections(const ByteRange& used, std::uint32_t count);
  void check_sections() const;
  Table table(SectionKind kind, const TableFormat& format) const;

  std::string origin_;
  std::vector<std::byte> memory_;  // what bytes of memory lie in
  std::uint16_t mode_ = 0;
  std::array<std::byte, 16> uuid_{};
  std::string platform_;
  std::vector<Section> sections_;
};

}  // namespace lightloop::xclbin
