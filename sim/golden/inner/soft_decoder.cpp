// SPDX-License-Identifier: Apache-2.0
// How it is fast: a word with syndrome 0 is its own best candidate. All columns have an odd number
// of ones, so half of the patterns have an odd syndrome, that of one more code bit perhaps, and the
// other half are a candidate or nothing. And a candidate that takes a test bit back is the
// candidate of a pattern without that bit, so only code bits that are no test bits are looked up.
#include "sim/golden/inner/soft_decoder.hpp"

#include <algorithm>
#include <bit>
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

// Test patterns with an even (half 0) and an odd number of bits, in the order in which they are
// built.
struct Patterns {
  std::array<std::size_t, 2> counts{1, 0};
  std::array<std::array<std::uint8_t, kHalf>, 2> syndromes{};
  std::array<std::array<std::uint16_t, kHalf>, 2> costs{};  // shifted by kKeyBits
};

using PatternTable = std::array<std::array<std::uint8_t, kHalf>, 2>;

constexpr PatternTable kPatternBits = [] {
  PatternTable bits{};
  std::array<std::size_t, 2> counts{1, 0};
  for (int i = 0; i < kMostTestBits; ++i) {
    const std::array<std::size_t, 2> old = counts;
    for (int half = 0; half < 2; ++half) {
      for (std::size_t j = 0; j < old[1 - half]; ++j) {
        bits[half][counts[half]++] = static_cast<std::uint8_t>(bits[1 - half][j] | 1U << i);
      }
    }
  }
  return bits;
}();

// Of the patterns that lead to the same candidate as one with syndrome 0, the lowest: its highest
// bit is left out, and then put in as the code bit that the syndrome names.
constexpr PatternTable kFirstPattern = [] {
  PatternTable first = kPatternBits;
  for (auto& half : first) {
    for (std::uint8_t& bits : half) bits = static_cast<std::uint8_t>(bits - std::bit_floor(bits));
  }
  return first;
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
  constexpr std::int16_t kTaken = 0x7FFF;
  std::array<std::int16_t, kReliabilities> keys;
  for (std::size_t i = 0; i < kReliabilities; ++i) {
    keys[i] = static_cast<std::int16_t>(reliabilities[i] << 7U | i);
  }
  for (std::size_t i = kCodeBits; i < kReliabilities; ++i) keys[i] = kTaken;
  std::array<std::uint8_t, kMostTestBits> least{};
  for (int i = 0; i < count; ++i) {
    std::int16_t lowest = kTaken;
    for (const std::int16_t key : keys) lowest = std::min(lowest, key);
    least[i] = lowest & 0x7F;
    keys[least[i]] = kTaken;
  }
  return least;
}

Patterns patterns_of(const Reliabilities& reliabilities, std::span<const std::uint8_t> tests,
                     std::uint8_t syndrome) {
  Patterns patterns;
  auto& [counts, syndromes, costs] = patterns;
  syndromes[0][0] = syndrome;
  for (const std::uint8_t test : tests) {
    const auto cost = static_cast<std::uint16_t>(reliabilities[test] << kKeyBits);
    const std::array<std::size_t, 2> old = counts;
    for (int half = 0; half < 2; ++half) {
      for (std::size_t j = 0; j < old[1 - half]; ++j) {
        syndromes[half][old[half] + j] = syndromes[1 - half][j] ^ kColumns[test];
        costs[half][old[half] + j] = static_cast<std::uint16_t>(costs[1 - half][j] + cost);
      }
      counts[half] += old[1 - half];
    }
  }
  return patterns;
}

// The least cost, above its pattern, of equal costs the lowest; without a candidate kNever or more.
std::uint16_t best_key(const Patterns& patterns, Reliabilities& reliabilities,
                       std::span<const std::uint8_t> tests, std::uint8_t syndrome) {
  for (const std::uint8_t test : tests) reliabilities[test] = kNever;
  std::uint16_t best = 0xFFFF;
  const int odd = 1 - std::popcount(syndrome) % 2;  // the half that leaves an odd syndrome
  for (std::size_t j = 0; j < patterns.counts[odd]; ++j) {
    const std::uint8_t code_bit = kSlotOfColumn[patterns.syndromes[odd][j]];
    const auto key = static_cast<std::uint16_t>(
        patterns.costs[odd][j] + (reliabilities[code_bit] << kKeyBits) + kPatternBits[odd][j]);
    best = std::min(best, key);
  }
  for (std::size_t j = 0; j < patterns.counts[1 - odd]; ++j) {
    if (patterns.syndromes[1 - odd][j] != 0) continue;
    const auto key =
        static_cast<std::uint16_t>(patterns.costs[1 - odd][j] + kFirstPattern[1 - odd][j]);
    best = std::min(best, key);
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
    const Patterns patterns = patterns_of(reliabilities, tests, wrong);
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
