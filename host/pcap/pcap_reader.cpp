// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <pcap/pcap.h>
#include <string>
#include <utility>

#include "host/base/errors.hpp"
#include "host/base/stdio_file.hpp"
#include "host/pcap/pcap_file.hpp"

namespace lightloop::host {
namespace {

using Magic = std::array<unsigned char, 4>;
constexpr Magic kMicroseconds{0xA1, 0xB2, 0xC3, 0xD4};
constexpr Magic kNanoseconds{0xA1, 0xB2, 0x3C, 0x4D};
constexpr Magic kPcapng{0x0A, 0x0D, 0x0D, 0x0A};

bool is(const Magic& found, const Magic& magic) {
  return found == magic || found == Magic{magic[3], magic[2], magic[1], magic[0]};
}

// libpcap scales the time stamps to what it is asked for and does not tell what the file has.
bool has_nanoseconds(const std::filesystem::path& file, std::FILE* stream) {
  Magic magic{};
  if (std::fread(magic.data(), 1, magic.size(), stream) != magic.size()) {
    if (std::ferror(stream) != 0)
      throw InputError(fmt::format("{}: cannot read: {}", file.string(), std::strerror(errno)));
    throw InputError(fmt::format("{}: too short for a pcap file", file.string()));
  }
  if (std::fseek(stream, 0, SEEK_SET) != 0)
    throw InputError(fmt::format(
        "{}: cannot be read from the beginning again, expected a file, not a pipe", file.string()));
  if (is(magic, kNanoseconds)) return true;
  if (is(magic, kMicroseconds)) return false;
  if (magic == kPcapng)
    throw InputError(fmt::format(
        "{}: found a pcapng file, expected a classic pcap file (editcap -F pcap converts it)",
        file.string()));
  throw InputError(fmt::format(
      "{}: found magic number {:02x} {:02x} {:02x} {:02x}, expected that of a classic pcap file",
      file.string(), magic[0], magic[1], magic[2], magic[3]));
}

}  // namespace

class PcapReader::Impl {
 public:
  explicit Impl(const std::filesystem::path& file) : file_(file) {
    StdioFile stream = open_stdio_file(file.c_str(), "rb");
    if (!stream)
      throw InputError(fmt::format("{}: cannot read: {}", file.string(), std::strerror(errno)));
    format_.nanoseconds = has_nanoseconds(file, stream.get());
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    pcap_.reset(pcap_fopen_offline_with_tstamp_precision(
        stream.get(),
        format_.nanoseconds ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO,
        error.data()));
    if (!pcap_)
      throw InputError(fmt::format("{}: bad pcap file header: {}", file.string(), error.data()));
    static_cast<void>(stream.release());  // pcap_close() closes it
    const int link_type = pcap_datalink(pcap_.get());
    if (link_type != DLT_EN10MB) {
      const char* name = pcap_datalink_val_to_name(link_type);
      throw InputError(fmt::format("{}: found link type {} ({}), expected {} (Ethernet)",
                                   file.string(), link_type, name != nullptr ? name : "unknown",
                                   DLT_EN10MB));
    }
    format_.snapshot_length = pcap_snapshot(pcap_.get());
  }

  std::optional<PcapRecord> next() {
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    const int result = pcap_next_ex(pcap_.get(), &header, &data);
    if (result == PCAP_ERROR_BREAK) return std::nullopt;
    if (result != 1)
      throw InputError(fmt::format("{}: frame {} is damaged: {}; {} whole frames stand before it",
                                   file_.string(), frames_ + 1, pcap_geterr(pcap_.get()), frames_));
    ++frames_;
    return PcapRecord{{header->ts.tv_sec, header->ts.tv_usec, header->len},
                      {data, data + header->caplen}};
  }

  const PcapFormat& format() const { return format_; }

 private:
  struct Close {
    void operator()(pcap_t* pcap) const { pcap_close(pcap); }
  };
  std::filesystem::path file_;
  PcapFormat format_;
  std::unique_ptr<pcap_t, Close> pcap_;
  std::uint64_t frames_ = 0;
};

PcapReader::PcapReader(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}
PcapReader::~PcapReader() = default;
PcapReader::PcapReader(PcapReader&&) noexcept = default;
PcapReader& PcapReader::operator=(PcapReader&&) noexcept = default;

std::optional<PcapRecord> PcapReader::next() { return impl_->next(); }
const PcapFormat& PcapReader::format() const { return impl_->format(); }

PcapSummary summarise_pcap(const std::filesystem::path& file) {
  PcapReader reader(file);
  PcapSummary summary;
  while (const auto record = reader.next()) {
    const auto length = static_cast<std::uint32_t>(record->bytes.size());
    ++summary.frames;
    summary.bytes += length;
    if (record->stamp.original_length > length) ++summary.cut_frames;
    summary.longest_frame = std::max(summary.longest_frame, length);
  }
  return summary;
}

}  // namespace lightloop::host
