// SPDX-License-Identifier: Apache-2.0
// The newest bits of a received lane.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/pcs/bits.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::pcs {

/// Keeps at least the last `keep` bits that were appended; positions count from the first bit ever.
class LaneBits {
 public:
  explicit LaneBits(std::uint64_t keep) : keep_(keep) {}

  void append(std::span<const FecSymbol> symbols) {
    make_room(symbols.size() * kBitsPerFecSymbol);
    std::size_t at = end_ - base_;
    end_ += symbols.size() * kBitsPerFecSymbol;
    for (; symbols.size() >= kSixSymbols; symbols = symbols.subspan(kSixSymbols)) {
      put_bits(words_.data(), at, six_symbols(symbols.data()), kSixSymbolBits);
      at += kSixSymbolBits;
    }
    for (const FecSymbol symbol : symbols) {
      put_bits(words_.data(), at, symbol & 0x3FFU, kBitsPerFecSymbol);
      at += kBitsPerFecSymbol;
    }
  }

  /// One behind the last bit.
  std::uint64_t end() const { return end_; }

  /// Bits at .. at+63, which must be kept; what lies behind the end reads as 0.
  std::uint64_t word(std::uint64_t at) const { return word_at(words_.data(), at - base_); }

  void reset() {
    words_.clear();
    base_ = end_ = 0;
  }

 private:
  void make_room(std::uint64_t bits) {
    const std::uint64_t held = end_ - base_;
    if (held > 2 * keep_ + 64) {
      const std::uint64_t drop = (held - keep_) / 64;
      words_.erase(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(drop));
      base_ += 64 * drop;
    }
    words_.resize((end_ - base_ + bits) / 64 + 3);
  }

  std::uint64_t keep_;
  std::uint64_t base_ = 0;  // position of words_[0] bit 0, a multiple of 64
  std::uint64_t end_ = 0;
  std::vector<std::uint64_t> words_;
};

}  // namespace lightloop::golden::pcs
