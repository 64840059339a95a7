// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/zip_archive.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <memory>
#include <set>
#include <string_view>
#include <zlib.h>

#include "sim/xrt/xclbin/little_endian.hpp"
#include "sim/xrt/xclbin/message_text.hpp"

namespace lightloop::xclbin {
namespace {

namespace fs = std::filesystem;

// The records of APPNOTE.TXT 4.3.
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEndOfDirectory = 0x06054b50;
constexpr std::uint32_t kZip64Locator = 0x07064b50;
constexpr std::size_t kLocalHeaderBytes = 30;
constexpr std::size_t kCentralHeaderBytes = 46;
constexpr std::size_t kEndOfDirectoryBytes = 22;
constexpr std::size_t kZip64LocatorBytes = 20;
constexpr std::size_t kLongestComment = 65535;

// Method, flags, versions.
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kEncrypted = 1U << 0;
constexpr std::uint16_t kDeflateLevel = 3U << 1;
constexpr std::uint16_t kSizesAfterData = 1U << 3;
constexpr std::uint16_t kUtf8Name = 1U << 11;
constexpr std::uint16_t kKnownFlags = kDeflateLevel | kSizesAfterData | kUtf8Name;
constexpr unsigned kNewestVersion = 45;

// Extra fields with which an entry would be another than its header says.
constexpr std::uint16_t kZip64Extra = 0x0001;
constexpr std::uint16_t kOtherNameExtra = 0x7075;

// The file type in the upper half of the external attributes.
constexpr std::uint32_t kTypeMask = 0170000;
constexpr std::uint32_t kTypeRegular = 0100000;
constexpr std::uint32_t kTypeDirectory = 0040000;

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;
constexpr std::size_t kPieceBytes = std::size_t{1} << 18;
constexpr std::size_t kLongestNamePart = 255;

using Bytes = std::span<const std::byte>;
using Sink = std::function<void(Bytes)>;

[[noreturn]] void fail(const std::string& what) { throw ZipError("zip archive: " + what); }

[[noreturn]] void fail(const ZipArchive::Entry& entry, const std::string& what) {
  fail("entry '" + entry.name + "': " + what);
}

std::string bytes_text(std::uint64_t bytes) { return std::to_string(bytes) + " bytes"; }

struct EndOfDirectory {
  std::uint16_t entries = 0;
  ByteRange directory;
  std::uint64_t directory_offset = 0;
};

// Where the last end-of-directory record begins: the one that all programs take.
std::uint64_t find_end_of_directory(const ByteRange& bytes) {
  if (bytes.size() < kEndOfDirectoryBytes)
    fail("found " + bytes_text(bytes.size()) + ", too short for an archive");
  const std::uint64_t tail_bytes =
      std::min<std::uint64_t>(bytes.size(), kEndOfDirectoryBytes + kLongestComment);
  const std::uint64_t tail_start = bytes.size() - tail_bytes;
  const auto tail = bytes.read(tail_start, tail_bytes);
  for (std::uint64_t offset = tail_bytes - kEndOfDirectoryBytes + 1; offset-- > 0;)
    if (read_le<std::uint32_t>(tail, offset) == kEndOfDirectory) return tail_start + offset;
  fail("no end-of-directory record found (not a zip archive, or cut short)");
}

EndOfDirectory read_end_of_directory(const ByteRange& bytes) {
  const std::uint64_t end = find_end_of_directory(bytes);
  const auto record = bytes.read(end, kEndOfDirectoryBytes);
  const auto field16 = [&](std::uint64_t offset) {
    return *read_le<std::uint16_t>(record, offset);
  };
  if (field16(20) != bytes.size() - end - kEndOfDirectoryBytes)
    fail("comment: found a length of " + std::to_string(field16(20)) + ", expected the " +
         bytes_text(bytes.size() - end - kEndOfDirectoryBytes) + " up to the end");
  if (end >= kZip64LocatorBytes &&
      read_le<std::uint32_t>(bytes.read(end - kZip64LocatorBytes, 4), 0) == kZip64Locator)
    fail("found a ZIP64 archive, expected a plain one");
  if (field16(4) != 0 || field16(6) != 0 || field16(8) != field16(10))
    fail("found one volume of several, expected a whole archive");
  const auto directory_bytes = *read_le<std::uint32_t>(record, 12);
  const auto directory_offset = *read_le<std::uint32_t>(record, 16);
  const auto directory = bytes.slice(directory_offset, directory_bytes);
  if (!directory || std::uint64_t{directory_offset} + directory_bytes != end)
    fail("the directory (offset " + std::to_string(directory_offset) + ", " +
         bytes_text(directory_bytes) + ") does not end where its end is recorded, at " +
         std::to_string(end));
  if (field16(10) > ZipArchive::kMostEntries)
    fail("found " + std::to_string(field16(10)) + " entries, expected at most " +
         std::to_string(ZipArchive::kMostEntries));
  return {.entries = field16(10), .directory = *directory, .directory_offset = directory_offset};
}

std::string as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void check_name(const ZipArchive::Entry& entry, std::size_t index) {
  const std::string& name = entry.name;
  // What is not printed as it is stays out of messages too.
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return c >= ' ' && c <= '~' && c != '\\'; });
  if (name.empty() || name.size() > ZipArchive::kLongestName || !plain)
    fail("the name of entry " + std::to_string(index) + ": expected 1 to " +
         std::to_string(ZipArchive::kLongestName) +
         " printable ASCII characters without backslash");
  if (name.front() == '/') fail(entry, "the name is an absolute path");
  const std::string_view path = entry.is_directory()
                                    ? std::string_view(name).substr(0, name.size() - 1)
                                    : std::string_view(name);
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view part = path.substr(start, end - start);
    if (part == "..") fail(entry, "the name leads out of the archive");
    if (part.empty() || part == ".") fail(entry, "the name has a part that is empty or '.'");
    if (part.size() > kLongestNamePart)
      fail(entry, "the name has a part of " + std::to_string(part.size()) +
                      " characters, expected at most " + std::to_string(kLongestNamePart));
    start = end + 1;
  }
}

void check_method(const ZipArchive::Entry& entry) {
  if (entry.method != kStored && entry.method != kDeflated)
    fail(entry, "packed by method " + std::to_string(entry.method) +
                    ", expected 0 (stored) or 8 (deflated)");
  if (entry.method == kStored && entry.packed_bytes != entry.bytes)
    fail(entry, "stored, but its two lengths differ: " + std::to_string(entry.packed_bytes) +
                    " and " + std::to_string(entry.bytes));
  if (entry.is_directory() && entry.bytes != 0)
    fail(entry, "a directory of " + bytes_text(entry.bytes) + ", expected none");
}

void check_flags(const ZipArchive::Entry& entry, std::uint16_t flags, unsigned version) {
  if ((flags & kEncrypted) != 0) fail(entry, "it is encrypted");
  if ((flags & ~kKnownFlags) != 0)
    fail(entry, "flags: found " + hex(flags) +
                    ", expected none but those of deflate levels, of "
                    "lengths after the data and of UTF-8 names");
  if (version > kNewestVersion)
    fail(entry, "needs version " + std::to_string(version) + " of the format, expected at most " +
                    std::to_string(kNewestVersion));
}

void check_type(const ZipArchive::Entry& entry, std::uint32_t external_attributes) {
  const std::uint32_t type = (external_attributes >> 16) & kTypeMask;
  const bool fits = type == 0 || type == (entry.is_directory() ? kTypeDirectory : kTypeRegular);
  if (!fits)
    fail(entry, std::string("its file type ") + hex(type) + " is not that of a " +
                    (entry.is_directory() ? "directory" : "regular file"));
}

void check_extra(const ZipArchive::Entry& entry, Bytes extra) {
  while (!extra.empty()) {
    const auto id = read_le<std::uint16_t>(extra, 0);
    const auto bytes = read_le<std::uint16_t>(extra, 2);
    if (!bytes || *bytes > extra.size() - 4) fail(entry, "an extra field is cut short");
    if (id == kZip64Extra) fail(entry, "found a ZIP64 field, expected a plain entry");
    if (id == kOtherNameExtra) fail(entry, "found a field with another name for it");
    extra = extra.subspan(4 + *bytes);
  }
}

// One file, one entry: neither twice the same name nor a file that is a directory for another.
void check_tree(const std::vector<ZipArchive::Entry>& entries) {
  std::set<std::string_view> seen;
  std::set<std::string_view> files;
  for (const ZipArchive::Entry& entry : entries) {
    std::string_view name = entry.name;
    if (entry.is_directory()) name.remove_suffix(1);
    if (!seen.insert(name).second) fail(entry, "the name is there twice");
    if (!entry.is_directory()) files.insert(name);
  }
  for (const ZipArchive::Entry& entry : entries) {
    const std::string_view name = entry.name;
    for (auto slash = name.find('/'); slash < name.size() - 1; slash = name.find('/', slash + 1))
      if (files.contains(name.substr(0, slash)))
        fail(entry, "lies below '" + entry.name.substr(0, slash) + "', which is a file");
  }
}

void check_sum(const std::vector<ZipArchive::Entry>& entries, std::uint64_t archive_bytes) {
  std::uint64_t sum = 0;  // of at most kMostEntries 32-bit numbers
  for (const ZipArchive::Entry& entry : entries) sum += entry.bytes;
  if (const std::uint64_t most = ZipArchive::most_unpacked_bytes(archive_bytes); sum > most)
    fail("its " + bytes_text(archive_bytes) + " claim to unpack to " + bytes_text(sum) +
         ", expected at most " + std::to_string(most));
}

// What stands of an entry in the directory, beside what Entry keeps of it.
struct CentralHeader {
  ZipArchive::Entry entry;
  std::uint16_t flags = 0;
  std::uint64_t header_offset = 0;
};

// Reads the records of the directory one after the other.
class DirectoryReader {
 public:
  explicit DirectoryReader(const EndOfDirectory& end) : end_(end) {}

  CentralHeader next() {
    const auto header = take(kCentralHeaderBytes);
    const auto field16 = [&](std::uint64_t at) { return *read_le<std::uint16_t>(header, at); };
    const auto field32 = [&](std::uint64_t at) { return *read_le<std::uint32_t>(header, at); };
    if (field32(0) != kCentralHeader)
      fail("the directory: found " + hex(field32(0)) + " at entry " + std::to_string(index_) +
           " of " + std::to_string(end_.entries) + ", expected " + hex(kCentralHeader));
    const auto name = take(field16(28));
    const auto extra = take(field16(30));
    take(field16(32));  // a comment
    CentralHeader central{.entry = {.name = as_text(name),
                                    .method = field16(10),
                                    .crc32 = field32(16),
                                    .packed_bytes = field32(20),
                                    .bytes = field32(24)},
                          .flags = field16(8),
                          .header_offset = field32(42)};
    const ZipArchive::Entry& entry = central.entry;
    check_name(entry, index_++);
    check_flags(entry, central.flags, field16(6) & 0xff);
    check_method(entry);
    check_type(entry, field32(38));
    check_extra(entry, extra);
    if (field16(34) != 0) fail(entry, "lies on volume " + std::to_string(field16(34)));
    return central;
  }

  void finish() const {
    if (const std::uint64_t rest = end_.directory.size() - offset_; rest != 0)
      fail("the directory has " + bytes_text(rest) + " after its " + std::to_string(end_.entries) +
           " entries");
  }

 private:
  std::vector<std::byte> take(std::uint64_t length) {
    if (!end_.directory.slice(offset_, length))
      fail("the directory ends inside entry " + std::to_string(index_) + " of " +
           std::to_string(end_.entries));
    offset_ += length;
    return end_.directory.read(offset_ - length, length);
  }

  const EndOfDirectory& end_;
  std::uint64_t offset_ = 0;
  std::size_t index_ = 0;
};

// Finds the data of an entry behind its local header, which must say what the directory says.
void place(CentralHeader& central, const ByteRange& bytes) {
  ZipArchive::Entry& entry = central.entry;
  if (!bytes.slice(central.header_offset, kLocalHeaderBytes))
    fail(entry, "its header at offset " + std::to_string(central.header_offset) +
                    " does not lie inside the archive");
  const auto header = bytes.read(central.header_offset, kLocalHeaderBytes);
  const auto field16 = [&](std::uint64_t at) { return *read_le<std::uint16_t>(header, at); };
  const auto field32 = [&](std::uint64_t at) { return *read_le<std::uint32_t>(header, at); };
  if (field32(0) != kLocalHeader)
    fail(entry, "no header at offset " + std::to_string(central.header_offset));
  const std::uint64_t name_offset = central.header_offset + kLocalHeaderBytes;
  const std::uint64_t extra_offset = name_offset + field16(26);
  entry.data_offset = extra_offset + field16(28);
  if (!bytes.slice(entry.data_offset, entry.packed_bytes))
    fail(entry, "its data do not lie inside the archive");
  const auto compare = [&](const char* field, std::uint64_t found, std::uint64_t expected) {
    if (found != expected)
      fail(entry, std::string("its header has another ") + field + " than the directory: " +
                      std::to_string(found) + " and " + std::to_string(expected));
  };
  if (as_text(bytes.read(name_offset, field16(26))) != entry.name)
    fail(entry, "its header has another name than the directory");
  compare("method", field16(8), entry.method);
  compare("set of flags", field16(6) & ~kDeflateLevel, central.flags & ~kDeflateLevel);
  const bool later = (central.flags & kSizesAfterData) != 0 && field32(14) == 0 &&
                     field32(18) == 0 && field32(22) == 0;
  if (!later) {
    compare("CRC-32", field32(14), entry.crc32);
    compare("packed length", field32(18), entry.packed_bytes);
    compare("length", field32(22), entry.bytes);
  }
  check_extra(entry, bytes.read(extra_offset, field16(28)));
}

void check_extents(std::vector<CentralHeader>& entries, std::uint64_t directory_offset) {
  std::sort(entries.begin(), entries.end(), [](const CentralHeader& a, const CentralHeader& b) {
    return a.header_offset < b.header_offset;
  });
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const ZipArchive::Entry& entry = entries[i].entry;
    const bool last = i + 1 == entries.size();
    if (entry.data_offset + entry.packed_bytes >
        (last ? directory_offset : entries[i + 1].header_offset))
      fail(entry, "its data overlap with " +
                      (last ? "the directory" : "those of '" + entries[i + 1].entry.name + "'"));
  }
}

// Passes the packed bytes on in pieces.
void for_each_piece(const ByteRange& bytes, const Sink& sink) {
  std::vector<std::byte> buffer(std::min<std::uint64_t>(bytes.size(), kPieceBytes));
  for (std::uint64_t offset = 0; offset < bytes.size();) {
    const auto piece =
        std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), bytes.size() - offset));
    bytes.read(offset, piece);
    sink(piece);
    offset += piece.size();
  }
}

void inflate_to(const ZipArchive::Entry& entry, const ByteRange& packed, const Sink& sink) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) fail(entry, "zlib could not start");
  const std::unique_ptr<z_stream, void (*)(z_stream*)> guard(&stream,
                                                             [](z_stream* s) { inflateEnd(s); });
  std::vector<std::byte> output(kPieceBytes);
  int result = Z_OK;
  for_each_piece(packed, [&](Bytes piece) {
    if (result == Z_STREAM_END) fail(entry, "the packed data go on after their end");
    // zlib does not write there
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(piece.data()));  // NOLINT
    stream.avail_in = static_cast<uInt>(piece.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(output.data());
      stream.avail_out = static_cast<uInt>(output.size());
      result = inflate(&stream, Z_NO_FLUSH);
      sink(Bytes(output).first(output.size() - stream.avail_out));
    } while (result == Z_OK && (stream.avail_in != 0 || stream.avail_out == 0));
    // Z_BUF_ERROR: the piece is used up just where the output was.
    if (result == Z_BUF_ERROR && stream.avail_in == 0) result = Z_OK;
    if (result != Z_OK && result != Z_STREAM_END) fail(entry, "the packed data are damaged");
    if (stream.avail_in != 0) fail(entry, "the packed data go on after their end");
  });
  if (result != Z_STREAM_END) fail(entry, "the packed data are cut short");
}

}  // namespace

std::uint64_t ZipArchive::most_unpacked_bytes(std::uint64_t archive_bytes) {
  constexpr std::uint64_t kFree = 64 * kMebibyte;
  constexpr std::uint64_t kExpansion = 16;
  constexpr std::uint64_t kMost = 1024 * kMebibyte;
  if (archive_bytes >= kMost / kExpansion) return kMost;
  return std::min(kMost, kFree + kExpansion * archive_bytes);
}

ZipArchive::ZipArchive(ByteRange bytes) : bytes_(std::move(bytes)) {
  const EndOfDirectory end = read_end_of_directory(bytes_);
  DirectoryReader directory(end);
  std::vector<CentralHeader> headers;
  for (std::size_t i = 0; i < end.entries; ++i) {
    headers.push_back(directory.next());
    place(headers.back(), bytes_);
    entries_.push_back(headers.back().entry);
  }
  directory.finish();
  check_tree(entries_);
  check_sum(entries_, bytes_.size());
  check_extents(headers, end.directory_offset);
}

const ZipArchive::Entry* ZipArchive::find(std::string_view name) const {
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& candidate) { return candidate.name == name; });
  return entry == entries_.end() ? nullptr : &*entry;
}

// Passes the content on in pieces and checks it; whatever was passed on of a bad entry is bad.
void ZipArchive::unpack(const Entry& entry, const Sink& sink) const {
  uLong crc = crc32(0, nullptr, 0);
  std::uint64_t length = 0;
  const Sink checked = [&](Bytes piece) {
    length += piece.size();
    if (length > entry.bytes)
      fail(entry, "unpacks to more than the " + bytes_text(entry.bytes) + " announced");
    crc = crc32_z(crc, reinterpret_cast<const Bytef*>(piece.data()), piece.size());
    sink(piece);
  };
  const ByteRange packed = *bytes_.slice(entry.data_offset, entry.packed_bytes);
  if (entry.method == kStored)
    for_each_piece(packed, checked);
  else
    inflate_to(entry, packed, checked);
  if (length != entry.bytes)
    fail(entry, "unpacks to " + bytes_text(length) + ", expected " + std::to_string(entry.bytes));
  if (crc != entry.crc32) fail(entry, "the CRC-32 does not fit: the archive is damaged");
}

std::vector<std::byte> ZipArchive::read(const Entry& entry) const {
  std::vector<std::byte> content;
  unpack(entry, [&](Bytes piece) { content.insert(content.end(), piece.begin(), piece.end()); });
  return content;
}

void ZipArchive::verify() const {
  for (const Entry& entry : entries_) unpack(entry, [](Bytes) {});
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
    unpack(entry, [&](Bytes piece) {
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
