// SPDX-License-Identifier: Apache-2.0
// How it is fast: a word with syndrome 0 is its own best candidate. All columns have an odd number
// of ones, so half of the patterns leave an odd syndrome: that of one more code bit, or of none.
// The other half need not be looked at. When such a pattern is a candidate, so it is, at the same
// cost and earlier, for the pattern without its highest bit, which that one more code bit is. (When
// the one more code bit is a test bit that the pattern has, it is taken back, and counted twice
// here; but the same candidate is also found at its cost, so this one never wins.)
#include "sim/golden/inner/soft_decoder.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>

#include "sim/base/whole_blocks.hpp"
#include "sim/golden/inner/level_bits.hpp"

namespace lightloop::golden::inner {
namespace {

constexpr int kMostTestBits = SoftDecoder::kMostTestBits;
constexpr std::size_t kHalf = 32;           // patterns with an even, and with an odd number of bits
constexpr std::size_t kReliabilities = 72;  // kCodeBits, and a slot for "no code bit", in eights
constexpr int kKeyBits = 6;                 // of a pattern, below the cost
constexpr std::uint16_t kNever = 512;       // a reliability above all costs, and they can be added

using Reliabilities = std::array<std::uint16_t, kReliabilities>;  // from kCodeBits on: kNever

// For the patterns with an even (half 0) or with an odd number of bits (half 1).
template <typename T>
using Half = std::array<T, kHalf>;

// Patterns of the lowest test bits come first.
constexpr std::array<Half<std::uint8_t>, 2> kPatterns = [] {
  std::array<Half<std::uint8_t>, 2> patterns{};
  std::array<std::size_t, 2> counts{0, 0};
  for (unsigned bits = 0; bits < 2 * kHalf; ++bits) {
    const int half = std::popcount(bits) % 2;
    patterns[half][counts[half]++] = static_cast<std::uint8_t>(bits);
  }
  return patterns;
}();

// All ones where a pattern of a half has test bit i.
template <typename T>
constexpr std::array<std::array<Half<T>, kMostTestBits>, 2> kHasBit = [] {
  std::array<std::array<Half<T>, kMostTestBits>, 2> has_bit{};
  for (int half = 0; half < 2; ++half) {
    for (int i = 0; i < kMostTestBits; ++i) {
      for (std::size_t j = 0; j < kHalf; ++j) {
        has_bit[half][i][j] = (kPatterns[half][j] >> i & 1U) != 0 ? static_cast<T>(~T{0}) : T{0};
      }
    }
  }
  return has_bit;
}();

constexpr std::array<std::uint8_t, 256> kSlotOfColumn = [] {
  std::array<std::uint8_t, 256> slots = kCodeBitOfColumn;
  for (std::uint8_t& slot : slots) slot = std::min<std::uint8_t>(slot, kCodeBits);
  return slots;
}();

LevelBits hard_levels(std::span<const SoftValue, kLevels> y) {
  std::array<Pam4Symbol, kLevels> levels;
  for (int n = 0; n < kLevels; ++n) levels[n] = level_of(y[n]);
  return level_bits(levels);
}

Reliabilities reliabilities_of(std::span<const SoftValue, kLevels> y) {
  std::array<std::uint8_t, kLevels> size;
  std::array<std::uint8_t, kLevels> outer;  // distance to the nearer of the outer thresholds
  for (int n = 0; n < kLevels; ++n) {
    size[n] = static_cast<std::uint8_t>(y[n] < 0 ? -y[n] : y[n]);
    outer[n] = static_cast<std::uint8_t>(std::max<std::uint8_t>(size[n], kThreshold) -
                                         std::min<std::uint8_t>(size[n], kThreshold));
  }
  Reliabilities reliabilities;
  for (int n = 0; n < kLevels; ++n) reliabilities[n] = std::min(size[n], outer[n]);
  for (int j = 0; j < 4; ++j) {
    reliabilities[kParityLevels + 2 * j] = size[kParityLevels + j];
    reliabilities[kParityLevels + 2 * j + 1] = outer[kParityLevels + j];
  }
  for (std::size_t i = kCodeBits; i < kReliabilities; ++i) reliabilities[i] = kNever;
  return reliabilities;
}

// The `count` least reliable code bits, the least first, of equals the lower one.
std::array<std::uint8_t, kMostTestBits> least_reliable(const Reliabilities& reliabilities,
                                                       int count) {
  std::array<std::uint16_t, kReliabilities> keys;
  for (std::size_t i = 0; i < kReliabilities; ++i) {
    keys[i] = static_cast<std::uint16_t>(reliabilities[i] << 7U | i);
  }
  for (std::size_t i = kCodeBits; i < kReliabilities; ++i) keys[i] = 0xFFFF;
  std::array<std::uint8_t, kMostTestBits> least{};
  std::uint16_t from = 0;
  for (int i = 0; i < count; ++i) {
    std::uint16_t gap = 0xFFFF;  // keys below `from` are far above it, modulo 2^16
    for (const std::uint16_t key : keys) {
      gap = std::min(gap, static_cast<std::uint16_t>(key - from));
    }
    from = static_cast<std::uint16_t>(from + gap);
    least[i] = from & 0x7FU;
    ++from;
  }
  return least;
}

// The least key of a candidate: its cost, above its pattern; from kNever << kKeyBits on: there is
// none. `syndrome` is not 0.
std::uint16_t best_key(const Reliabilities& reliabilities, std::span<const std::uint8_t> tests,
                       std::uint8_t syndrome) {
  std::array<std::uint8_t, kMostTestBits> columns{};
  std::array<std::uint16_t, kMostTestBits> costs{};
  for (std::size_t i = 0; i < tests.size(); ++i) {
    columns[i] = kColumns[tests[i]];
    costs[i] = static_cast<std::uint16_t>(reliabilities[tests[i]] << kKeyBits | 1U << i);
  }
  const int half = 1 - std::popcount(syndrome) % 2;  // the one that leaves an odd syndrome
  Half<std::uint8_t> left;
  Half<std::uint16_t> keys;
  for (std::size_t j = 0; j < kHalf; ++j) {
    std::uint8_t sum = syndrome;
    for (int i = 0; i < kMostTestBits; ++i) sum ^= kHasBit<std::uint8_t>[half][i][j] & columns[i];
    left[j] = sum;
  }
  for (std::size_t j = 0; j < kHalf; ++j) {
    std::uint16_t sum = 0;
    for (int i = 0; i < kMostTestBits; ++i) sum += kHasBit<std::uint16_t>[half][i][j] & costs[i];
    keys[j] = sum;
  }
  // Without test bits there is the pattern 0 only, and where it leaves an even syndrome, none.
  const std::size_t count = tests.empty() ? 1 : std::size_t{1} << (tests.size() - 1);
  std::uint16_t best = 0xFFFF;
  for (std::size_t j = 0; j < count; ++j) {
    const std::uint16_t one_more = reliabilities[kSlotOfColumn[left[j]]];
    best = std::min(best, static_cast<std::uint16_t>(keys[j] + (one_more << kKeyBits)));
  }
  return best;
}

// Moves the level of a code bit across its nearest threshold.
void move_level(LevelBits& levels, std::span<const SoftValue, kLevels> y, int code_bit) {
  if (code_bit >= kParityLevels) return;
  const std::uint64_t bit = std::uint64_t{1} << code_bit;
  levels.low ^= bit;
  // Between 1 and 2 both bits of the level change.
  if (y[code_bit] > -kThreshold / 2 && y[code_bit] <= kThreshold / 2) levels.high ^= bit;
}

}  // namespace

SoftDecision decide(std::span<const SoftValue, kLevels> received, int test_bits) {
  LevelBits levels = hard_levels(received);
  std::uint8_t wrong = syndrome(code_bits_of(levels));
  SoftDecision decision;
  if (wrong != 0) {
    const Reliabilities reliabilities = reliabilities_of(received);
    const auto least = least_reliable(reliabilities, test_bits);
    const std::uint16_t key = best_key(reliabilities, std::span(least).first(test_bits), wrong);
    decision.failed = key >= kNever << kKeyBits;
    decision.changed = !decision.failed;
    if (decision.changed) {
      decision.cost = key >> kKeyBits;
      for (int i = 0; i < test_bits; ++i) {
        if ((key >> i & 1U) == 0) continue;
        wrong ^= kColumns[least[i]];
        move_level(levels, received, least[i]);
      }
      move_level(levels, received, kCodeBitOfColumn[wrong]);
    }
  }
  decision.codeword = codeword_of(levels);
  return decision;
}

SoftDecoder::SoftDecoder(int test_bits) : test_bits_(test_bits) {
  if (test_bits < 0 || test_bits > kMostTestBits) {
    throw std::invalid_argument("soft decoder: found " + std::to_string(test_bits) +
                                " test bits, expected 0 to 6");
  }
}

void SoftDecoder::reset() {
  waiting_.clear();
  counters_ = {};
}

void SoftDecoder::feed(std::span<const SoftValue> in, std::vector<FecSymbol>& out) {
  take_blocks(waiting_, in, kLevels, [&](std::span<const SoftValue> received) {
    const SoftDecision decision = decide(received.first<kLevels>(), test_bits_);
    ++counters_.codewords;
    counters_.changed += decision.changed ? 1 : 0;
    counters_.failed += decision.failed ? 1 : 0;
    out.resize(out.size() + kMessageSymbols);
    message_of(decision.codeword, std::span(out).last<kMessageSymbols>());
  });
}

}  // namespace lightloop::golden::inner
