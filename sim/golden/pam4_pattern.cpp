// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pam4_pattern.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace lightloop::golden {
namespace {

PrbsPattern prbs_of(Pam4Pattern pattern) {
  switch (pattern) {
    case Pam4Pattern::kPrbs9q:
      return PrbsPattern::kPrbs9;
    case Pam4Pattern::kPrbs13q:
      return PrbsPattern::kPrbs13;
    case Pam4Pattern::kPrbs31q:
      return PrbsPattern::kPrbs31;
    case Pam4Pattern::kSsprq:
      break;
  }
  throw std::invalid_argument("PAM4 pattern: found " + std::to_string(static_cast<int>(pattern)) +
                              ", which is no PRBS");
}

Prbs preset_to_ones(PrbsPattern pattern) {
  return {pattern, static_cast<std::uint32_t>((std::uint64_t{1} << prbs_order(pattern)) - 1)};
}

}  // namespace

std::uint64_t pattern_period(Pam4Pattern pattern) {
  if (pattern == Pam4Pattern::kSsprq) return 65535;
  return (std::uint64_t{1} << prbs_order(prbs_of(pattern))) - 1;
}

std::vector<Pam4Symbol> ssprq() {
  // A sequence of 32768 bits from three stretches of PRBS31 that stress a receiver ...
  struct Stretch {
    std::uint32_t seed;
    std::size_t bits;
  };
  std::vector<std::uint8_t> a;
  for (const Stretch& stretch :
       std::array<Stretch, 3>{{{0x00000002, 10924}, {0x34013FF7, 10922}, {0x0CCCCCCC, 10922}}}) {
    std::vector<std::uint8_t> bits(stretch.bits);
    Prbs(PrbsPattern::kPrbs31, stretch.seed).fill_bits(bits);
    a.insert(a.end(), bits.begin(), bits.end());
  }
  // ... four times, the third without its first bit (so that it pairs up differently) and the
  // fourth without its last, and the second and fourth with the levels upside down.
  std::vector<std::uint8_t> bits = a;
  bits.insert(bits.end(), a.begin(), a.end());
  bits.insert(bits.end(), a.begin() + 1, a.end());
  bits.insert(bits.end(), a.begin(), a.end() - 1);
  std::vector<Pam4Symbol> symbols(bits.size() / 2);
  pam4_map_bits(bits, symbols);
  const auto invert = [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) symbols[i] = static_cast<Pam4Symbol>(3 - symbols[i]);
  };
  invert(16384, 32768);
  invert(49151, 65535);
  return symbols;
}

Pam4PatternSource::Pam4PatternSource(Pam4Pattern pattern)
    : source_(pattern == Pam4Pattern::kSsprq
                  ? std::variant<Prbs, Table>(Table{ssprq()})
                  : std::variant<Prbs, Table>(preset_to_ones(prbs_of(pattern)))) {}

void Pam4PatternSource::fill(std::span<Pam4Symbol> symbols) {
  if (Table* const table = std::get_if<Table>(&source_)) {
    for (Pam4Symbol& symbol : symbols) {
      symbol = table->period[table->at];
      table->at = (table->at + 1) % table->period.size();
    }
    return;
  }
  Prbs& prbs = std::get<Prbs>(source_);
  std::array<std::uint8_t, 1024> bits;
  while (!symbols.empty()) {
    const std::size_t count = std::min(symbols.size(), bits.size() / 2);
    prbs.fill_bits(std::span(bits).first(2 * count));
    pam4_map_bits(std::span<const std::uint8_t>(bits).first(2 * count), symbols.first(count));
    symbols = symbols.subspan(count);
  }
}

}  // namespace lightloop::golden
