// SPDX-License-Identifier: Apache-2.0
// Reading of ZIP archives: the BITSTREAM section of an xclbin for emulation is one, and holds the
// device process.
//
// Stored and deflated entries. Refused is whatever different programs read differently, XRT's own
// `unzip` among them, so that what was checked here is what is unpacked there: ZIP64, encryption,
// several volumes, links and special files, two entries for one file or one piece of data, local
// headers that say other than the directory, names that are not plain relative paths in ASCII.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/xrt/xclbin/byte_range.hpp"

namespace lightloop::xclbin {

/// An archive, or one of its entries, that cannot be read. The message says where and why.
class ZipError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class ZipArchive {
 public:
  static constexpr std::size_t kMostEntries = 4096;
  static constexpr std::size_t kLongestName = 512;

  /// What all entries together may unpack to, in bytes: one that promises more is taken for an
  /// attack on the disk. Real ones unpack to at most 5 times their size.
  static std::uint64_t most_unpacked_bytes(std::uint64_t archive_bytes);

  struct Entry {
    std::string name;  ///< relative path, '/' between parts; ends in '/' for a directory
    std::uint16_t method = 0;
    std::uint32_t crc32 = 0;
    std::uint64_t packed_bytes = 0;
    std::uint64_t bytes = 0;
    std::uint64_t data_offset = 0;  ///< of the packed bytes in the archive

    bool is_directory() const { return name.ends_with('/'); }
  };

  /// Reads the directory of an archive and the headers of its entries, nothing of their contents.
  /// Afterwards every entry is known to lie inside the archive, alone; to have a name that stays
  /// inside the directory it is unpacked to; and to be of a kind that this class can read. Throws
  /// ZipError, std::runtime_error when `bytes` cannot be read.
  explicit ZipArchive(ByteRange bytes);
  explicit ZipArchive(std::span<const std::byte> bytes) : ZipArchive(ByteRange(bytes)) {}

  const std::vector<Entry>& entries() const { return entries_; }
  const Entry* find(std::string_view name) const;

  /// The content of an entry, its length and CRC-32 checked. Throws ZipError.
  std::vector<std::byte> read(const Entry& entry) const;

  /// Reads every entry through without keeping it. Throws ZipError for the first bad one.
  void verify() const;

  /// Unpacks everything below `directory`, overwriting what is there; every file can be executed
  /// by its owner. Throws ZipError, std::runtime_error when a file cannot be written.
  void extract(const std::filesystem::path& directory) const;

 private:
  using Sink = std::function<void(std::span<const std::byte>)>;

  void unpack(const Entry& entry, const Sink& sink) const;

  ByteRange bytes_;
  std::vector<Entry> entries_;
};

}  // namespace lightloop::xclbin
