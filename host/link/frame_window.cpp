// SPDX-License-Identifier: Apache-2.0
#include "host/link/frame_window.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace lightloop::host {
namespace {

// In a pcapng section header; all ones say that the length is not known.
constexpr std::size_t kSectionLengthOffset = 16;
constexpr std::array<std::uint8_t, 8> kNoSectionLength{0xFF, 0xFF, 0xFF, 0xFF,
                                                       0xFF, 0xFF, 0xFF, 0xFF};

}  // namespace

void FrameWindow::pass(PcapPiece piece) {
  push({std::move(piece), 0});
  flush();
}

void FrameWindow::sent(PcapPiece piece, std::size_t size) {
  push({std::move(piece), size});
  ++frames_;
  while (bytes_ > kMostBytes && frames_ > 1) lose_first();
}

std::optional<bool> FrameWindow::arrived(const Frame& frame) {
  // Sequence numbers start again at 0 behind the last one of 32 bits.
  const std::uint32_t ahead = frame.sequence - first_;
  if (ahead >= frames_) return std::nullopt;
  for (std::uint32_t i = 0; i < ahead; ++i) lose_first();
  const Entry& first = entries_.front();
  const auto sent =
      std::span(first.piece.bytes).subspan(first.piece.frame->offset, first.sent_size);
  if (!std::ranges::equal(frame.bytes, sent)) {
    lose_first();
    return false;
  }
  write(pop().piece);
  flush();
  return true;
}

void FrameWindow::lose_all() {
  while (!entries_.empty()) lose_first();
}

std::size_t FrameWindow::bytes_of(const PcapPiece& piece) {
  return piece.bytes.size() + sizeof(Entry) + 32;  // and what the allocator takes
}

void FrameWindow::push(Entry entry) {
  bytes_ += bytes_of(entry.piece);
  entries_.push_back(std::move(entry));
}

FrameWindow::Entry FrameWindow::pop() {
  Entry entry = std::move(entries_.front());
  entries_.pop_front();
  bytes_ -= bytes_of(entry.piece);
  if (entry.piece.frame) {
    --frames_;
    ++first_;
  }
  return entry;
}

void FrameWindow::write(const PcapPiece& piece) {
  if (piece.starts_section) section_ = output_.position();
  output_.write(piece.bytes);
}

void FrameWindow::flush() {
  while (!entries_.empty() && !entries_.front().piece.frame) write(pop().piece);
}

void FrameWindow::lose_first() {
  static_cast<void>(pop());
  ++lost_;
  if (const auto section = std::exchange(section_, std::nullopt))
    output_.overwrite(*section + kSectionLengthOffset, kNoSectionLength);
  flush();
}

}  // namespace lightloop::host
