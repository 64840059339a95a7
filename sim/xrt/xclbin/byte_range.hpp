// SPDX-License-Identifier: Apache-2.0
// Bytes in memory or in a file, read piece by piece: how much memory a reader takes is for the
// reader to say, not for the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace lightloop::xclbin {

class ByteRange {
 public:
  ByteRange() = default;

  /// The bytes are not copied: they must outlive this range and those made from it.
  explicit ByteRange(std::span<const std::byte> bytes);

  /// A whole file, kept open. Throws std::runtime_error that says why not: missing, no regular
  /// file, not to be opened.
  static ByteRange of_file(const std::filesystem::path& path);

  std::uint64_t size() const { return size_; }

  /// The part [offset, offset + length); nothing when it does not lie wholly inside.
  std::optional<ByteRange> slice(std::uint64_t offset, std::uint64_t length) const;

  /// Fills `target` from `offset` on; all of it must lie inside. Throws std::runtime_error when the
  /// file cannot be read or has become shorter.
  void read(std::uint64_t offset, std::span<std::byte> target) const;

  /// The bytes [offset, offset + length), which must lie inside. Throws as above.
  std::vector<std::byte> read(std::uint64_t offset, std::uint64_t length) const;

 private:
  struct File;

  const std::byte* memory_ = nullptr;  // the first byte, or null with a file
  std::shared_ptr<const File> file_;
  std::uint64_t start_ = 0;  // in the file
  std::uint64_t size_ = 0;
};

}  // namespace lightloop::xclbin
