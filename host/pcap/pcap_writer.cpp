// SPDX-License-Identifier: Apache-2.0
#include "host/pcap/pcap_writer.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <new>

#include "host/base/errors.hpp"

namespace lightloop::host {
namespace {

struct Filter {
  std::string_view extension;
  std::string_view name;
  int (*add)(archive*);
};
constexpr std::array kFilters{
    Filter{".gz", "gzip", archive_write_add_filter_gzip},
    Filter{".zst", "zstd", archive_write_add_filter_zstd},
    Filter{".xz", "xz", archive_write_add_filter_xz},
    Filter{".bz2", "bzip2", archive_write_add_filter_bzip2},
    Filter{".lz4", "lz4", archive_write_add_filter_lz4},
};

}  // namespace

void PcapWriter::FreeArchive::operator()(archive* writer) const { archive_write_free(writer); }

PcapWriter::PcapWriter(const std::filesystem::path& file) : path_(file), file_(file) {
  const auto* const found =
      std::ranges::find(kFilters, file.extension().string(), &Filter::extension);
  if (found == kFilters.end()) return;
  compression_ = found->name;
  archive_.reset(archive_write_new());
  if (!archive_) throw std::bad_alloc();
  check(found->add(archive_.get()));
  open_archive();
}

PcapWriter::~PcapWriter() { dropped_ = true; }

void PcapWriter::write(std::span<const std::uint8_t> bytes) {
  if (!archive_) {
    file_.write(bytes);
    return;
  }
  while (!bytes.empty()) {
    const auto count = archive_write_data(archive_.get(), bytes.data(), bytes.size());
    check(count > 0 ? ARCHIVE_OK : ARCHIVE_FATAL);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

std::optional<std::uint64_t> PcapWriter::position() {
  if (archive_) return std::nullopt;
  const off_t offset = ::ftello(file_.stream());
  if (offset < 0) return std::nullopt;
  return static_cast<std::uint64_t>(offset);
}

void PcapWriter::overwrite(std::uint64_t position, std::span<const std::uint8_t> bytes) {
  const auto seek = [this](off_t offset, int from) {
    if (::fseeko(file_.stream(), offset, from) != 0)
      throw InputError(fmt::format("{}: cannot write: {}", path_.string(), std::strerror(errno)));
  };
  seek(static_cast<off_t>(position), SEEK_SET);
  file_.write(bytes);
  seek(0, SEEK_END);
}

void PcapWriter::commit() {
  if (archive_) check(archive_write_close(archive_.get()));
  file_.commit();
}

void PcapWriter::open_archive() {
  archive* const writer = archive_.get();
  check(archive_write_set_format_raw(writer));
  check(archive_write_set_bytes_in_last_block(writer, 1));  // else it fills up the last one
  if (compression_ == "gzip")
    check(archive_write_set_filter_option(writer, "gzip", "timestamp", nullptr));
  check(archive_write_open(writer, this, nullptr, &take, nullptr));
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                            &archive_entry_free);
  if (!entry) throw std::bad_alloc();
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  check(archive_write_header(writer, entry.get()));
}

void PcapWriter::check(int result) {
  if (failure_) std::rethrow_exception(failure_);
  if (result < ARCHIVE_WARN)
    throw InputError(fmt::format("{}: cannot compress: {}", path_.string(),
                                 archive_error_string(archive_.get())));
}

std::ptrdiff_t PcapWriter::take(archive* /*writer*/, void* self, const void* data,
                                std::size_t size) {
  auto& output = *static_cast<PcapWriter*>(self);
  // The archive never hears of a failure: it would not free its compressor then.
  if (output.dropped_ || output.failure_) return static_cast<std::ptrdiff_t>(size);
  try {
    output.file_.write({static_cast<const unsigned char*>(data), size});
  } catch (...) {
    output.failure_ = std::current_exception();
  }
  return static_cast<std::ptrdiff_t>(size);
}

}  // namespace lightloop::host
