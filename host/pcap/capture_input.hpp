// SPDX-License-Identifier: Apache-2.0
// The bytes of a capture file, decompressed when they are compressed. gzip is read by zlib, because
// libarchive (3.6) does not check its CRC; zstd, xz, bzip2 and lz4 by libarchive.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

struct archive;
struct gzFile_s;  // NOLINT(readability-identifier-naming): of zlib

namespace lightloop::host {

/// A file or pipe that is read from the beginning to the end, in a few hundred kilobytes of memory
/// beside what its compression needs.
class CaptureInput {
 public:
  /// What compressed data may become: the first of these bytes in any case, then the ratio holds.
  static constexpr std::uint64_t kFreeBytes = std::uint64_t{16} << 20;
  static constexpr std::uint64_t kMostExpansion = 1000;

  /// Throws InputError when the file cannot be opened, CaptureDamage for what read() throws it.
  explicit CaptureInput(const std::filesystem::path& file);
  ~CaptureInput();
  CaptureInput(const CaptureInput&) = delete;
  CaptureInput& operator=(const CaptureInput&) = delete;

  /// The first 24 bytes of the capture, fewer when it is shorter. Only before the first read().
  std::span<const std::uint8_t> first_bytes() const { return first_bytes_; }

  /// Fills `buffer`; fewer bytes only at the end. Throws CaptureDamage when the file cannot be
  /// read, the compressed data is damaged or cut, or expands beyond the limit.
  std::size_t read(std::span<std::uint8_t> buffer);

  /// Bytes that read() has given.
  std::uint64_t position() const { return position_; }

  /// "none", "gzip", "zstd", ...
  const std::string& compression() const { return compression_; }

  /// The part of the file that is read, 0..1; nothing when its size is not known (a pipe).
  std::optional<double> progress() const;

 private:
  struct CloseGzip {
    void operator()(gzFile_s* file) const;
  };
  struct CloseArchive {
    void operator()(archive* reader) const;
  };

  std::size_t read_gzip(std::span<std::uint8_t> buffer);
  std::size_t read_archive(std::span<std::uint8_t> buffer);
  void open_archive();
  [[noreturn]] void fail_archive() const;
  void check_expansion() const;
  static std::ptrdiff_t give_archive(archive* reader, void* self, const void** data);

  std::unique_ptr<gzFile_s, CloseGzip> gzip_;       ///< passes through what is not gzip
  std::unique_ptr<archive, CloseArchive> archive_;  ///< over gzip_, for the other compressions
  std::uint64_t file_size_ = 0;
  std::string compression_ = "none";
  std::string decompressor_;  ///< the command that decompresses it
  std::vector<std::uint8_t> first_bytes_;
  std::size_t first_bytes_used_ = 0;
  std::array<std::uint8_t, 8192> block_{};  ///< what give_archive() gave last
  std::uint64_t position_ = 0;
};

}  // namespace lightloop::host
