// SPDX-License-Identifier: Apache-2.0
// Reading of ZIP archives: the BITSTREAM section of an xclbin for emulation is one, and holds the
// device process. Stored and deflated entries, no encryption, no multi-volume, no ZIP64.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace lightloop::xclbin {

/// An archive, or one of its entries, that cannot be read. The message says where and why.
class ZipError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class ZipArchive {
 public:
  struct Entry {
    std::string name;  ///< relative path, '/' between parts; ends in '/' for a directory
    std::uint16_t method = 0;
    std::uint32_t crc32 = 0;
    std::uint64_t packed_bytes = 0;
    std::uint64_t bytes = 0;
    std::uint64_t header_offset = 0;

    bool is_directory() const { return name.ends_with('/'); }
  };

  /// Reads the directory of an archive; `bytes` must outlive this object. Every entry is known to
  /// lie inside `bytes` afterwards, to have a name that stays inside the directory it is unpacked
  /// to, and to be of a kind that this class can read. Throws ZipError.
  explicit ZipArchive(std::span<const std::byte> bytes);

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
  std::span<const std::byte> payload(const Entry& entry) const;

  std::span<const std::byte> bytes_;
  std::vector<Entry> entries_;
};

}  // namespace lightloop::xclbin
