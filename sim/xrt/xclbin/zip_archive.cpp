// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/zip_archive.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <memory>
#include <string_view>
#include <zlib.h>

#include "sim/xrt/xclbin/little_endian.hpp"

namespace lightloop::xclbin {
namespace {

namespace fs = std::filesystem;

// Field offsets of the three records of APPNOTE.TXT 4.3.
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEndOfDirectory = 0x06054b50;
constexpr std::size_t kLocalHeaderBytes = 30;
constexpr std::size_t kCentralHeaderBytes = 46;
constexpr std::size_t kEndOfDirectoryBytes = 22;
constexpr std::size_t kLongestComment = 65535;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

// Deflate packs at best 1:1032; a header that promises more is wrong.
constexpr std::uint64_t kLargestExpansion = 1100;

using Bytes = std::span<const std::byte>;
using Sink = std::function<void(Bytes)>;

[[noreturn]] void fail(const std::string& what) { throw ZipError("zip archive: " + what); }

[[noreturn]] void fail(const ZipArchive::Entry& entry, const std::string& what) {
  fail("entry '" + entry.name + "': " + what);
}

std::uint64_t find_end_of_directory(Bytes bytes) {
  if (bytes.size() < kEndOfDirectoryBytes)
    fail("found " + std::to_string(bytes.size()) + " bytes, too short for an archive");
  const std::uint64_t last = bytes.size() - kEndOfDirectoryBytes;
  const std::uint64_t first = last > kLongestComment ? last - kLongestComment : 0;
  for (std::uint64_t offset = last + 1; offset-- > first;)
    if (read_le<std::uint32_t>(bytes, offset) == kEndOfDirectory) return offset;
  fail("no end-of-directory record found (not a zip archive, or cut short)");
}

void check_name(const ZipArchive::Entry& entry) {
  if (entry.name.empty() || entry.name.find('\0') != std::string::npos)
    fail("an entry has no usable name");
  for (const fs::path& part : fs::path(entry.name))
    if (part == "..") fail(entry, "the name leads out of the archive");
  if (entry.name.front() == '/') fail(entry, "the name is an absolute path");
}

void check_method(const ZipArchive::Entry& entry) {
  if (entry.method != kStored && entry.method != kDeflated)
    fail(entry, "packed by method " + std::to_string(entry.method) +
                    ", expected 0 (stored) or 8 (deflated)");
  if (entry.method == kStored && entry.packed_bytes != entry.bytes)
    fail(entry, "stored, but its two lengths differ: " + std::to_string(entry.packed_bytes) +
                    " and " + std::to_string(entry.bytes));
  if (entry.method == kDeflated && entry.bytes / kLargestExpansion > entry.packed_bytes)
    fail(entry, "claims to unpack " + std::to_string(entry.packed_bytes) + " bytes to " +
                    std::to_string(entry.bytes));
}

const Bytef* zlib_bytes(Bytes bytes) { return reinterpret_cast<const Bytef*>(bytes.data()); }

void inflate_to(const ZipArchive::Entry& entry, Bytes packed, const Sink& sink) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) fail(entry, "zlib could not start");
  const std::unique_ptr<z_stream, void (*)(z_stream*)> guard(&stream,
                                                             [](z_stream* s) { inflateEnd(s); });
  // packed_bytes is a 32-bit field, so it fits.
  stream.next_in = const_cast<Bytef*>(zlib_bytes(packed));  // NOLINT: zlib does not write there
  stream.avail_in = static_cast<uInt>(packed.size());
  std::vector<std::byte> buffer(std::size_t{1} << 18);
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    result = inflate(&stream, Z_NO_FLUSH);
    sink(Bytes(buffer).first(buffer.size() - stream.avail_out));
    if (result == Z_OK && stream.avail_in == 0 && stream.avail_out != 0) result = Z_BUF_ERROR;
  }
  if (result != Z_STREAM_END) fail(entry, "the packed data are damaged");
}

// Passes the content on in pieces and checks it; whatever was passed on of a bad entry is bad.
void unpack(const ZipArchive::Entry& entry, Bytes packed, const Sink& sink) {
  uLong crc = crc32(0, nullptr, 0);
  std::uint64_t length = 0;
  const Sink checked = [&](Bytes piece) {
    length += piece.size();
    if (length > entry.bytes)
      fail(entry, "unpacks to more than the " + std::to_string(entry.bytes) + " bytes announced");
    crc = crc32_z(crc, zlib_bytes(piece), piece.size());
    sink(piece);
  };
  if (entry.method == kStored)
    checked(packed);
  else
    inflate_to(entry, packed, checked);
  if (length != entry.bytes)
    fail(entry, "unpacks to " + std::to_string(length) + " bytes, expected " +
                    std::to_string(entry.bytes));
  if (crc != entry.crc32) fail(entry, "the CRC-32 does not fit: the archive is damaged");
}

}  // namespace

ZipArchive::ZipArchive(Bytes bytes) : bytes_(bytes) {
  const std::uint64_t end = find_end_of_directory(bytes);
  const auto count = *read_le<std::uint16_t>(bytes, end + 10);
  const auto directory_bytes = *read_le<std::uint32_t>(bytes, end + 12);
  const auto directory_offset = *read_le<std::uint32_t>(bytes, end + 16);
  const auto directory = slice(bytes.first(end), directory_offset, directory_bytes);
  if (!directory)
    fail("the directory (offset " + std::to_string(directory_offset) + ", " +
         std::to_string(directory_bytes) + " bytes) does not lie inside the " +
         std::to_string(bytes.size()) + " bytes found");

  std::uint64_t offset = 0;
  for (unsigned i = 0; i < count; ++i) {
    const auto header = slice(*directory, offset, kCentralHeaderBytes);
    if (!header || read_le<std::uint32_t>(*header, 0) != kCentralHeader)
      fail("the directory ends after " + std::to_string(i) + " of " + std::to_string(count) +
           " entries");
    const auto name_bytes = *read_le<std::uint16_t>(*header, 28);
    const auto name = slice(*directory, offset + kCentralHeaderBytes, name_bytes);
    if (!name) fail("the name of entry " + std::to_string(i) + " is cut short");
    Entry entry;
    entry.name.assign(reinterpret_cast<const char*>(name->data()), name->size());
    entry.method = *read_le<std::uint16_t>(*header, 10);
    entry.crc32 = *read_le<std::uint32_t>(*header, 16);
    entry.packed_bytes = *read_le<std::uint32_t>(*header, 20);
    entry.bytes = *read_le<std::uint32_t>(*header, 24);
    entry.header_offset = *read_le<std::uint32_t>(*header, 42);
    check_name(entry);
    if ((*read_le<std::uint16_t>(*header, 8) & 1) != 0) fail(entry, "it is encrypted");
    check_method(entry);
    payload(entry);  // throws when it does not lie inside
    offset += kCentralHeaderBytes + name_bytes + *read_le<std::uint16_t>(*header, 30) +
              *read_le<std::uint16_t>(*header, 32);
    entries_.push_back(std::move(entry));
  }
}

const ZipArchive::Entry* ZipArchive::find(std::string_view name) const {
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& candidate) { return candidate.name == name; });
  return entry == entries_.end() ? nullptr : &*entry;
}

Bytes ZipArchive::payload(const Entry& entry) const {
  const auto header = slice(bytes_, entry.header_offset, kLocalHeaderBytes);
  if (!header || read_le<std::uint32_t>(*header, 0) != kLocalHeader)
    fail(entry, "no header at offset " + std::to_string(entry.header_offset));
  // Name and extra field may differ in length from those in the directory.
  const std::uint64_t start = entry.header_offset + kLocalHeaderBytes +
                              *read_le<std::uint16_t>(*header, 26) +
                              *read_le<std::uint16_t>(*header, 28);
  const auto content = slice(bytes_, start, entry.packed_bytes);
  if (!content) fail(entry, "its data do not lie inside the archive");
  return *content;
}

std::vector<std::byte> ZipArchive::read(const Entry& entry) const {
  std::vector<std::byte> content;
  unpack(entry, payload(entry),
         [&](Bytes piece) { content.insert(content.end(), piece.begin(), piece.end()); });
  return content;
}

void ZipArchive::verify() const {
  for (const Entry& entry : entries_) unpack(entry, payload(entry), [](Bytes) {});
}

void ZipArchive::extract(const fs::path& directory) const {
  for (const Entry& entry : entries_) {
    const fs::path target = directory / entry.name;
    if (entry.is_directory()) {
      fs::create_directories(target);
      continue;
    }
    fs::create_directories(target.parent_path());
    // A link that is already there must not be written through.
    fs::remove(target);
    std::ofstream stream(target, std::ios::binary);
    unpack(entry, payload(entry), [&](Bytes piece) {
      stream.write(reinterpret_cast<const char*>(piece.data()),
                   static_cast<std::streamsize>(piece.size()));
    });
    stream.close();
    if (!stream) throw std::runtime_error("cannot write " + target.string() + " (disk full?)");
    fs::permissions(target, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                fs::perms::others_read | fs::perms::others_exec);
  }
}

}  // namespace lightloop::xclbin
