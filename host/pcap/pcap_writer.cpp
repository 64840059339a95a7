// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include "host/base/errors.hpp"
#include "host/pcap/pcap_file.hpp"

namespace lightloop::host {

class PcapWriter::Impl {
 public:
  Impl(const std::filesystem::path& file, const PcapFormat& format)
      : path_(file),
        file_(file),
        pcap_(pcap_open_dead_with_tstamp_precision(
            DLT_EN10MB, format.snapshot_length,
            format.nanoseconds ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO)) {
    // The dumper closes its stream, the temporary file keeps its own: give it a second one.
    std::FILE* stream = ::fdopen(::dup(::fileno(file_.stream())), "wb");
    dumper_.reset(stream != nullptr ? pcap_dump_fopen(pcap_.get(), stream) : nullptr);
    if (!dumper_) fail();
  }

  void write(const PcapRecord& record) {
    pcap_pkthdr header{};
    header.ts.tv_sec = static_cast<time_t>(record.stamp.seconds);
    header.ts.tv_usec = static_cast<suseconds_t>(record.stamp.fraction);
    header.caplen = static_cast<bpf_u_int32>(record.bytes.size());
    header.len = record.stamp.original_length;
    pcap_dump(reinterpret_cast<u_char*>(dumper_.get()), &header, record.bytes.data());
  }

  void commit() {
    if (pcap_dump_flush(dumper_.get()) != 0 || std::ferror(pcap_dump_file(dumper_.get())) != 0)
      fail();
    file_.commit();
  }

 private:
  struct ClosePcap {
    void operator()(pcap_t* pcap) const { pcap_close(pcap); }
  };
  struct CloseDumper {
    void operator()(pcap_dumper_t* dumper) const { pcap_dump_close(dumper); }
  };
  [[noreturn]] void fail() const {
    throw InputError(fmt::format("{}: cannot write: {}", path_.string(), std::strerror(errno)));
  }

  std::filesystem::path path_;
  AtomicFile file_;
  std::unique_ptr<pcap_t, ClosePcap> pcap_;
  std::unique_ptr<pcap_dumper_t, CloseDumper> dumper_;
};

PcapWriter::PcapWriter(const std::filesystem::path& file, const PcapFormat& format)
    : impl_(std::make_unique<Impl>(file, format)) {}
PcapWriter::~PcapWriter() = default;

void PcapWriter::write(const PcapRecord& record) { impl_->write(record); }
void PcapWriter::commit() { impl_->commit(); }

}  // namespace lightloop::host
