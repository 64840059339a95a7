// SPDX-License-Identifier: Apache-2.0
#include "host/pcap/capture_input.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "host/base/errors.hpp"
#include "host/base/input_file.hpp"
#include "host/pcap/capture_damage.hpp"

namespace lightloop::host {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kFirstBytes = 24;

struct Compression {
  std::string_view name;
  std::string_view magic;
  int (*support)(archive*);
};
constexpr std::array kCompressions{
    Compression{"zstd", "\x28\xB5\x2F\xFD"sv, archive_read_support_filter_zstd},
    Compression{"xz", "\xFD\x37zXZ\0"sv, archive_read_support_filter_xz},
    Compression{"bzip2", "BZh"sv, archive_read_support_filter_bzip2},
    Compression{"lz4", "\x04\x22\x4D\x18"sv, archive_read_support_filter_lz4},
};

}  // namespace

void CaptureInput::CloseGzip::operator()(gzFile_s* file) const { gzclose(file); }
void CaptureInput::CloseArchive::operator()(archive* reader) const { archive_read_free(reader); }

CaptureInput::CaptureInput(const std::filesystem::path& file) {
  Descriptor input = open_input(file);
  const int descriptor = input.get();
  gzip_.reset(gzdopen(descriptor, "rb"));
  if (!gzip_) throw std::bad_alloc();
  static_cast<void>(input.release());
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
    file_size_ = static_cast<std::uint64_t>(status.st_size);

  first_bytes_.resize(kFirstBytes);
  first_bytes_.resize(read_gzip(first_bytes_));
  if (gzdirect(gzip_.get()) == 0) compression_ = decompressor_ = "gzip";
  open_archive();
}

CaptureInput::~CaptureInput() = default;

std::size_t CaptureInput::read(std::span<std::uint8_t> buffer) {
  const std::size_t first = std::min(buffer.size(), first_bytes_.size() - first_bytes_used_);
  std::copy_n(first_bytes_.begin() + static_cast<std::ptrdiff_t>(first_bytes_used_), first,
              buffer.begin());
  first_bytes_used_ += first;
  const auto rest = buffer.subspan(first);
  const std::size_t count = first + (archive_ ? read_archive(rest) : read_gzip(rest));
  position_ += count;
  check_expansion();
  return count;
}

std::optional<double> CaptureInput::progress() const {
  if (file_size_ == 0) return std::nullopt;
  return static_cast<double>(gzoffset(gzip_.get())) / static_cast<double>(file_size_);
}

std::size_t CaptureInput::read_gzip(std::span<std::uint8_t> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const auto rest = buffer.subspan(filled);
    const auto most = std::min<std::size_t>(rest.size(), std::numeric_limits<int>::max());
    const int count = gzread(gzip_.get(), rest.data(), static_cast<unsigned>(most));
    int error = Z_OK;
    const char* message = gzerror(gzip_.get(), &error);
    if (error == Z_ERRNO) throw CaptureDamage(fmt::format("cannot read: {}", std::strerror(errno)));
    if (error == Z_BUF_ERROR) throw CaptureDamage("the gzip data ends too early");
    if (error != Z_OK) throw CaptureDamage(fmt::format("the gzip data is damaged: {}", message));
    if (count <= 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return filled;
}

std::size_t CaptureInput::read_archive(std::span<std::uint8_t> buffer) {
  if (buffer.empty()) return 0;
  const auto count = archive_read_data(archive_.get(), buffer.data(), buffer.size());
  if (count < 0) fail_archive();
  return static_cast<std::size_t>(count);
}

void CaptureInput::fail_archive() const {
  throw CaptureDamage(fmt::format("the {} data is damaged or ends too early: {}", compression_,
                                  archive_error_string(archive_.get())));
}

void CaptureInput::open_archive() {
  const std::string_view start(reinterpret_cast<const char*>(first_bytes_.data()),
                               first_bytes_.size());
  const auto* const found = std::ranges::find_if(
      kCompressions, [&](const auto& known) { return start.starts_with(known.magic); });
  if (found == kCompressions.end()) return;
  compression_ =
      compression_ == "none" ? found->name : fmt::format("{} in {}", found->name, compression_);
  decompressor_ = found->name;

  archive_.reset(archive_read_new());
  if (!archive_) throw std::bad_alloc();
  found->support(archive_.get());
  archive_read_support_format_raw(archive_.get());
  archive_read_support_format_empty(archive_.get());
  archive_entry* entry = nullptr;
  int result = archive_read_open(archive_.get(), this, nullptr, &give_archive, nullptr);
  if (result == ARCHIVE_OK) result = archive_read_next_header(archive_.get(), &entry);
  if (result < ARCHIVE_WARN) fail_archive();
  first_bytes_.resize(result == ARCHIVE_EOF ? 0 : kFirstBytes);
  first_bytes_.resize(read_archive(first_bytes_));
  first_bytes_used_ = 0;
}

void CaptureInput::check_expansion() const {
  const auto taken = static_cast<std::uint64_t>(gzoffset(gzip_.get()));
  if (compression_ == "none" || position_ <= kFreeBytes || position_ / kMostExpansion <= taken)
    return;
  throw CaptureDamage(fmt::format(
      "{} bytes of {} data have become {}, expected at most {} times as many; if that is meant, "
      "decompress it before ({} -d)",
      taken, compression_, position_, kMostExpansion, decompressor_));
}

std::ptrdiff_t CaptureInput::give_archive(archive* reader, void* self, const void** data) {
  auto& input = *static_cast<CaptureInput*>(self);
  *data = input.block_.data();
  const std::size_t first = input.first_bytes_.size() - input.first_bytes_used_;
  if (first > 0) {
    std::copy_n(input.first_bytes_.begin(), first, input.block_.begin());
    input.first_bytes_used_ = input.first_bytes_.size();
    return static_cast<std::ptrdiff_t>(first);
  }
  try {
    return static_cast<std::ptrdiff_t>(input.read_gzip(input.block_));
  } catch (const CaptureDamage& damage) {
    archive_set_error(reader, EIO, "%s", damage.what());
    return -1;
  }
}

}  // namespace lightloop::host
