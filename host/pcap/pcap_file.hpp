// SPDX-License-Identifier: Apache-2.0
// Ethernet captures in classic pcap files (microsecond or nanosecond time stamps).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "host/base/atomic_file.hpp"

namespace lightloop::host {

/// When a frame was captured, and how long it was on the wire.
struct PcapStamp {
  std::int64_t seconds = 0;
  std::int64_t fraction = 0;          ///< microseconds or nanoseconds, as the file has them
  std::uint32_t original_length = 0;  ///< above the stored length when the capture cut the frame
  friend bool operator==(const PcapStamp&, const PcapStamp&) = default;
};

/// One captured frame: destination address to payload, without FCS.
struct PcapRecord {
  PcapStamp stamp;
  std::vector<std::uint8_t> bytes;
  friend bool operator==(const PcapRecord&, const PcapRecord&) = default;
};

/// What the file header says; a writer needs it to make a file of the same form.
struct PcapFormat {
  bool nanoseconds = false;
  int snapshot_length = 262144;
};

/// What a whole file holds.
struct PcapSummary {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t cut_frames = 0;  ///< frames that the capture cut short
  std::uint32_t longest_frame = 0;
};

class PcapReader {
 public:
  /// Throws InputError when the file is missing, is no classic pcap file, or holds no Ethernet.
  explicit PcapReader(const std::filesystem::path& file);
  ~PcapReader();
  PcapReader(PcapReader&&) noexcept;
  PcapReader& operator=(PcapReader&&) noexcept;

  /// Nothing at the end of the file. Throws InputError for a damaged or truncated record, naming
  /// its number and how many frames were read before it.
  std::optional<PcapRecord> next();

  const PcapFormat& format() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads the whole file and checks every record. Throws InputError as PcapReader does.
PcapSummary summarise_pcap(const std::filesystem::path& file);

/// Writes a capture in this machine's byte order; the file appears when commit() is called.
class PcapWriter {
 public:
  /// Throws InputError when the file cannot be made.
  PcapWriter(const std::filesystem::path& file, const PcapFormat& format);
  ~PcapWriter();
  PcapWriter(const PcapWriter&) = delete;
  PcapWriter& operator=(const PcapWriter&) = delete;

  void write(const PcapRecord& record);
  /// Throws InputError, also for what went wrong in write().
  void commit();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloop::host
