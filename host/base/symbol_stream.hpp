// SPDX-License-Identifier: Apache-2.0
// Between a stream of bytes and a stream of 10-bit FEC symbols: the same bits in the same order,
// the least significant bit of each byte and of each symbol first. Both keep the bits left over.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/rs_code.hpp"

namespace lightloop::host {

class BytesToSymbols {
 public:
  /// Whether another byte is needed before the next symbol can be taken.
  bool needs_byte() const { return count_ < golden::kBitsPerFecSymbol; }
  bool empty() const { return count_ == 0; }
  void put(std::uint8_t byte) {
    bits_ |= static_cast<std::uint32_t>(byte) << count_;
    count_ += 8;
  }
  golden::FecSymbol take() {
    const auto symbol = static_cast<golden::FecSymbol>(bits_ & 0x3FF);
    bits_ >>= golden::kBitsPerFecSymbol;
    count_ -= golden::kBitsPerFecSymbol;
    return symbol;
  }
  /// Appends the symbols that these bytes complete.
  void put(std::span<const std::uint8_t> bytes, std::vector<golden::FecSymbol>& symbols) {
    for (const std::uint8_t byte : bytes) {
      put(byte);
      if (!needs_byte()) symbols.push_back(take());
    }
  }

 private:
  std::uint32_t bits_ = 0;
  int count_ = 0;
};

class SymbolsToBytes {
 public:
  /// Appends the whole bytes that this symbol completes.
  void put(golden::FecSymbol symbol, std::vector<std::uint8_t>& bytes) {
    bits_ |= static_cast<std::uint32_t>(symbol) << count_;
    for (count_ += golden::kBitsPerFecSymbol; count_ >= 8; count_ -= 8, bits_ >>= 8)
      bytes.push_back(static_cast<std::uint8_t>(bits_));
  }
  /// Appends the last bits, filled up to a byte with zeros, if there are any.
  void flush(std::vector<std::uint8_t>& bytes) {
    if (count_ > 0) bytes.push_back(static_cast<std::uint8_t>(bits_));
    bits_ = 0;
    count_ = 0;
  }

 private:
  std::uint32_t bits_ = 0;
  int count_ = 0;
};

}  // namespace lightloop::host
