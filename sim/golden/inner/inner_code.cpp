// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/inner_code.hpp"

namespace lightloop::golden::inner {
namespace {

constexpr std::uint64_t kSymbolMask = 0x3FF;

// What 8 bits of a word add to a syndrome.
using ByteTable = std::array<std::uint8_t, 256>;

// `column_of(bit)` of each of the 8 bits.
template <typename ColumnOf>
constexpr ByteTable byte_table(ColumnOf column_of) {
  ByteTable table{};
  for (unsigned byte = 1; byte < 256; ++byte) {
    const unsigned rest = byte & (byte - 1);
    int lowest = 0;
    while ((byte >> lowest & 1U) == 0) ++lowest;
    table[byte] = static_cast<std::uint8_t>(table[rest] ^ column_of(lowest));
  }
  return table;
}

constexpr auto kCodeBitTables = [] {
  std::array<ByteTable, 9> tables{};
  for (int byte = 0; byte < 9; ++byte) {
    tables[byte] = byte_table([&](int bit) {
      const int code_bit = 8 * byte + bit;
      return code_bit < kCodeBits ? kColumns[code_bit] : std::uint8_t{0};
    });
  }
  return tables;
}();

constexpr auto kMessageTables = [] {
  std::array<ByteTable, 15> tables{};
  for (int byte = 0; byte < 15; ++byte) {
    tables[byte] = byte_table([&](int bit) { return kColumns[(8 * byte + bit) / 2]; });
  }
  return tables;
}();

// p<0> is the highest bit of a parity byte, and the first one sent.
constexpr std::uint64_t in_order_of_sending(unsigned parity) {
  std::uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits |= std::uint64_t{parity >> (7 - i) & 1U} << i;
  return bits;
}

}  // namespace

std::uint8_t syndrome(const Codeword& code_bits) {
  unsigned sum = kCodeBitTables[8][code_bits[1]];
  for (int byte = 0; byte < 8; ++byte) {
    sum ^= kCodeBitTables[byte][code_bits[0] >> 8 * byte & 0xFFU];
  }
  return static_cast<std::uint8_t>(sum);
}

Codeword encode(std::span<const FecSymbol, kMessageSymbols> message) {
  Codeword codeword{};
  for (int i = 0; i < 6; ++i) codeword[0] |= std::uint64_t{message[i]} << 10 * i;
  codeword[0] |= std::uint64_t{message[6]} << 60;
  codeword[1] = std::uint64_t{message[6]} >> 4;
  for (int i = 7; i < kMessageSymbols; ++i) {
    codeword[1] |= std::uint64_t{message[i]} << (10 * i - 64);
  }
  unsigned parity = 0;
  for (int byte = 0; byte < 15; ++byte) {
    parity ^= kMessageTables[byte][codeword[byte / 8] >> byte % 8 * 8 & 0xFFU];
  }
  codeword[1] |= in_order_of_sending(parity) << 56;
  return codeword;
}

void message_of(const Codeword& codeword, std::span<FecSymbol, kMessageSymbols> message) {
  for (int i = 0; i < 6; ++i) {
    message[i] = static_cast<FecSymbol>(codeword[0] >> 10 * i & kSymbolMask);
  }
  message[6] = static_cast<FecSymbol>((codeword[0] >> 60 | codeword[1] << 4) & kSymbolMask);
  for (int i = 7; i < kMessageSymbols; ++i) {
    message[i] = static_cast<FecSymbol>(codeword[1] >> (10 * i - 64) & kSymbolMask);
  }
}

}  // namespace lightloop::golden::inner
