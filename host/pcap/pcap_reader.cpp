// SPDX-License-Identifier: Apache-2.0
#include "host/pcap/pcap_reader.hpp"

#include <fmt/format.h>
#include <utility>

#include "host/base/errors.hpp"
#include "host/pcap/capture_damage.hpp"
#include "host/pcap/classic_pcap.hpp"
#include "host/pcap/other_formats.hpp"
#include "host/pcap/pcapng.hpp"

namespace lightloop::host {
namespace {

// The constructor reads so much at most in search of a frame.
constexpr std::size_t kMostFirstBytes = 1 << 20;

std::unique_ptr<PcapFormat> format_of(CaptureInput& input) {
  const auto start = input.first_bytes();
  if (start.size() < 4)
    throw CaptureDamage(fmt::format("found {} bytes, too short for a capture", start.size()));
  if (is_classic_pcap(start)) return make_classic_pcap(input);
  if (is_pcapng(start)) return make_pcapng(input);
  throw CaptureDamage(
      fmt::format("found {}, expected a pcap or pcapng file", describe_other_format(start)));
}

}  // namespace

PcapReader::PcapReader(const std::filesystem::path& file) : file_(file) {
  try {
    input_ = std::make_unique<CaptureInput>(file);
    format_ = format_of(*input_);
  } catch (const CaptureDamage& damage) {
    throw InputError(fmt::format("{}: {}", file.string(), damage.what()));
  }
  for (std::size_t bytes = 0; frames_ == 0 && bytes < kMostFirstBytes;) {
    auto piece = read();
    if (!piece) break;
    bytes += piece->bytes.size();
    first_.push_back(*std::move(piece));
  }
}

std::optional<PcapPiece> PcapReader::next() {
  if (first_.empty()) return read();
  PcapPiece piece = std::move(first_.front());
  first_.pop_front();
  return piece;
}

std::optional<PcapPiece> PcapReader::read() {
  const std::uint64_t start = input_->position();
  try {
    auto piece = format_->next();
    if (piece && piece->frame) ++frames_;
    return piece;
  } catch (const CaptureDamage& damage) {
    throw InputError(fmt::format(
        "{}: {} at byte {}{}: {}; whole frames before it: {}", file_.string(), format_->place(),
        start, compression() == "none" ? "" : " of what was compressed", damage.what(), frames_));
  }
}

}  // namespace lightloop::host
