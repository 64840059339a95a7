// SPDX-License-Identifier: Apache-2.0
// How it is fast: a word with syndrome 0 is its own best candidate. All columns have an odd number
// of ones, so half of the patterns have an odd syndrome, that of one more code bit perhaps, and the
// other half are a candidate or nothing. And a candidate that takes a test bit back is the
// candidate of a pattern without that bit, so only code bits that are no test bits are looked up.
#include "sim/golden/inner/soft_decoder.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <string>

#include "sim/golden/inner/level_bits.hpp"
#include "sim/golden/inner/whole_blocks.hpp"

namespace lightloop::golden::inner {
namespace {

constexpr int kMostTestBits = SoftDecoder::kMostTestBits;
constexpr std::size_t kHalf = 32;           // patterns with an even, and with an odd number of bits
constexpr std::size_t kReliabilities = 72;  // kCodeBits, and a slot for "no code bit", in eights
constexpr int kKeyBits = 6;                 // of a pattern, below the cost
constexpr std::uint16_t kNever = 512;       // a reliability above all costs, and they can be added

using Reliabilities = std::array<std::uint16_t, kReliabilities>;  // from kCodeBits on: kNever

// Of each half: the patterns with an even (half 0) and with an odd number of bits.
template <typename T>
using Halves = std::array<std::array<T, kHalf>, 2>;

// Patterns of the lowest test bits come first.
constexpr Halves<std::uint8_t> kPatterns = [] {
  Halves<std::uint8_t> patterns{};
  std::array<std::size_t, 2> counts{0, 0};
  for (unsigned bits = 0; bits < 2 * kHalf; ++bits) {
    const int half = std::popcount(bits) % 2;
    patterns[half][counts[half]++] = static_cast<std::uint8_t>(bits);
  }
  return patterns;
}();

// All ones where a pattern has test bit i.
template <typename T>
constexpr std::array<Halves<T>, kMostTestBits> kHasBit = [] {
  std::array<Halves<T>, kMostTestBits> has_bit{};
  for (int i = 0; i < kMostTestBits; ++i) {
    for (int half = 0; half < 2; ++half) {
      for (std::size_t j = 0; j < kHalf; ++j) {
        has_bit[i][half][j] = (kPatterns[half][j] >> i & 1U) != 0 ? static_cast<T>(~T{0}) : T{0};
      }
    }
  }
  return has_bit;
}();

// Of the patterns that lead to the same candidate as one with syndrome 0, the lowest leaves out its
// highest bit, which comes in again as the code bit that the syndrome names.
constexpr Halves<std::uint16_t> kHighestBit = [] {
  Halves<std::uint16_t> highest{};
  for (int half = 0; half < 2; ++half) {
    for (std::size_t j = 0; j < kHalf; ++j) highest[half][j] = std::bit_floor(kPatterns[half][j]);
  }
  return highest;
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

// All patterns: the syndromes that they leave, and their costs, above the pattern itself.
struct Patterns {
  Halves<std::uint8_t> syndromes;
  Halves<std::uint16_t> keys;
};

Patterns try_patterns(const Reliabilities& reliabilities, std::span<const std::uint8_t> tests,
                      std::uint8_t syndrome) {
  std::array<std::uint8_t, kMostTestBits> columns{};
  std::array<std::uint16_t, kMostTestBits> keys{};
  for (std::size_t i = 0; i < tests.size(); ++i) {
    columns[i] = kColumns[tests[i]];
    keys[i] = static_cast<std::uint16_t>(reliabilities[tests[i]] << kKeyBits | 1U << i);
  }
  Patterns patterns;
  for (int half = 0; half < 2; ++half) {
    for (std::size_t j = 0; j < kHalf; ++j) {
      std::uint8_t left = syndrome;
      for (int i = 0; i < kMostTestBits; ++i) {
        left ^= kHasBit<std::uint8_t>[i][half][j] & columns[i];
      }
      patterns.syndromes[half][j] = left;
    }
    for (std::size_t j = 0; j < kHalf; ++j) {
      std::uint16_t key = 0;
      for (int i = 0; i < kMostTestBits; ++i) key += kHasBit<std::uint16_t>[i][half][j] & keys[i];
      patterns.keys[half][j] = key;
    }
  }
  return patterns;
}

// The least key of a candidate; from kNever << kKeyBits on: there is none.
std::uint16_t best_key(const Patterns& patterns, Reliabilities& reliabilities,
                       std::span<const std::uint8_t> tests, std::uint8_t syndrome) {
  for (const std::uint8_t test : tests) reliabilities[test] = kNever;
  // Without test bits there is one pattern. It is even, and its syndrome, not 0, no candidate.
  const std::size_t count = tests.empty() ? 1 : std::size_t{1} << (tests.size() - 1);
  const int odd = 1 - std::popcount(syndrome) % 2;  // the half that leaves an odd syndrome
  std::uint16_t best = 0xFFFF;
  for (std::size_t j = 0; j < count; ++j) {
    const std::uint8_t code_bit = kSlotOfColumn[patterns.syndromes[odd][j]];
    const auto key =
        static_cast<std::uint16_t>(patterns.keys[odd][j] + (reliabilities[code_bit] << kKeyBits));
    best = std::min(best, key);
  }
  const auto& syndromes = patterns.syndromes[1 - odd];
  const void* zero = std::memchr(syndromes.data(), 0, count);
  while (zero != nullptr) {
    const std::size_t j = static_cast<const std::uint8_t*>(zero) - syndromes.data();
    const auto key =
        static_cast<std::uint16_t>(patterns.keys[1 - odd][j] - kHighestBit[1 - odd][j]);
    best = std::min(best, key);
    zero = std::memchr(syndromes.data() + j + 1, 0, count - j - 1);
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
  const std::uint8_t wrong = syndrome(code_bits_of(levels));
  SoftDecision decision;
  if (wrong != 0) {
    Reliabilities reliabilities = reliabilities_of(received);
    const auto least = least_reliable(reliabilities, test_bits);
    const std::span<const std::uint8_t> tests = std::span(least).first(test_bits);
    const Patterns patterns = try_patterns(reliabilities, tests, wrong);
    const std::uint16_t key = best_key(patterns, reliabilities, tests, wrong);
    decision.failed = key >= kNever << kKeyBits;
    decision.changed = !decision.failed;
    if (decision.changed) {
      decision.cost = key >> kKeyBits;
      std::uint8_t left = wrong;
      for (int i = 0; i < test_bits; ++i) {
        if ((key >> i & 1U) == 0) continue;
        left ^= kColumns[least[i]];
        move_level(levels, received, least[i]);
      }
      // Moving twice is not moving: a test bit that is taken back.
      if (left != 0) move_level(levels, received, kCodeBitOfColumn[left]);
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
