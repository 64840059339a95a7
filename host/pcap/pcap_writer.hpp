// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "host/base/atomic_file.hpp"

struct archive;

namespace lightloop::host {

/// Writes the pieces of a capture, compressed when the name ends in .gz, .zst, .xz, .bz2 or .lz4.
/// The same bytes give the same file. The file appears when commit() is called.
class PcapWriter {
 public:
  /// Throws InputError when the file cannot be made.
  explicit PcapWriter(const std::filesystem::path& file);
  ~PcapWriter();
  PcapWriter(const PcapWriter&) = delete;
  PcapWriter& operator=(const PcapWriter&) = delete;

  /// Throws InputError when the disk is full or the pipe is closed.
  void write(std::span<const std::uint8_t> bytes);

  /// Where the next byte will stand; nothing when what is written cannot be changed any more
  /// (compressed, or a pipe).
  std::optional<std::uint64_t> position();
  /// Changes what stands at a position. Throws InputError.
  void overwrite(std::uint64_t position, std::span<const std::uint8_t> bytes);

  /// Throws InputError.
  void commit();

  /// "none", "gzip", "zstd", "xz", "bzip2" or "lz4".
  std::string_view compression() const { return compression_; }

 private:
  struct FreeArchive {
    void operator()(archive* writer) const;
  };
  void open_archive();
  void check(int result);
  static std::ptrdiff_t take(archive* writer, void* self, const void* data, std::size_t size);

  std::filesystem::path path_;
  AtomicFile file_;
  std::string_view compression_ = "none";
  std::exception_ptr failure_;                     ///< of file_, thrown in take()
  bool dropped_ = false;                           ///< what the archive still gives is not wanted
  std::unique_ptr<archive, FreeArchive> archive_;  ///< compresses into file_; the first to go
};

}  // namespace lightloop::host
