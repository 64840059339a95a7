// SPDX-License-Identifier: Apache-2.0
#include "host/link/link_theory.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace lightloop::host {
namespace {

constexpr int kLevels = 4;
constexpr int kPam4PerSymbol = golden::kBitsPerFecSymbol / 2;

// Probability of each slicer error e = (decided - sent) mod 4.
using SlicerErrors = std::array<double, kLevels>;

// Bits that differ between two Gray codes that are `distance` levels apart modulo 4.
constexpr std::array<int, kLevels> kWrongBits{0, 1, 2, 1};

double tail(double x) { return 0.5 * std::erfc(x / std::sqrt(2.0)); }

// The four levels sent last form the window, the present one in the lowest base-4 digit.
class Channel {
 public:
  explicit Channel(const golden::DigitalLinkConfig& config) {
    for (std::size_t i = 0; i < config.taps.size(); ++i)
      if (config.taps[i] != 0) memory_ = static_cast<int>(i);
    windows_.resize(std::size_t{1} << (2 * (memory_ + 1)));
    const double deviation = config.sigma / 32768.0;
    const double main = config.taps[0] / 256.0;
    for (std::size_t window = 0; window < windows_.size(); ++window) {
      double y = 0;
      for (int i = 0; i <= memory_; ++i)
        y += config.taps[static_cast<std::size_t>(i)] / 256.0 *
             (2.0 * static_cast<double>((window >> (2 * i)) & 3) - 3.0);
      windows_[window] = slicer_errors(static_cast<int>(window & 3), y, main, deviation);
    }
  }

  std::size_t states() const { return windows_.size() / kLevels; }
  std::size_t window(std::size_t state, std::size_t level) const { return state * kLevels + level; }
  std::size_t next_state(std::size_t window) const { return window & (states() - 1); }
  const SlicerErrors& errors(std::size_t window) const { return windows_[window]; }

 private:
  static SlicerErrors slicer_errors(int level, double y, double main, double deviation) {
    // above[d]: probability that the decision is at least d.
    std::array<double, kLevels + 1> above{1, 0, 0, 0, 0};
    for (int d = 1; d < kLevels; ++d) {
      const double distance = main * (2.0 * d - 4.0) - y;
      above[static_cast<std::size_t>(d)] =
          deviation > 0 ? tail(distance / deviation) : (distance <= 0 ? 1.0 : 0.0);
    }
    SlicerErrors errors{};
    for (int d = 0; d < kLevels; ++d) {
      const auto index = static_cast<std::size_t>(d);
      // Differences of numbers near 1 would lose the small probabilities above the sent level's
      // mirror image, so the lower side is taken from the other tail.
      double p = above[index] - above[index + 1];
      if (d < level && deviation > 0) {
        const double upper = (main * (2.0 * (d + 1) - 4.0) - y) / deviation;
        const double lower = (main * (2.0 * d - 4.0) - y) / deviation;
        p = tail(-upper) - (d == 0 ? 0.0 : tail(-lower));
      }
      errors[static_cast<std::size_t>((d - level) & 3)] += p;
    }
    return errors;
  }

  int memory_ = 0;
  std::vector<SlicerErrors> windows_;
};

// The slicer error that the receiver's precoder still knows about; without precoding always 0.
struct ErrorMemory {
  bool precoding;
  std::size_t states() const { return precoding ? kLevels : 1; }
  std::size_t next(std::size_t error) const { return precoding ? error : 0; }
  std::size_t symbol_error(std::size_t previous, std::size_t error) const {
    return (error + previous) & 3;
  }
};

// Distribution of the number of wrong FEC symbols in a codeword. Probabilities are kept for each
// state of channel and precoder, count, and whether the present FEC symbol is wrong already.
class CodewordChain {
 public:
  CodewordChain(const Channel& channel, ErrorMemory memory, int t)
      : channel_(channel), memory_(memory), counts_(static_cast<std::size_t>(t) + 2) {
    current_.assign(channel.states() * memory.states() * counts_ * 2, 0.0);
    // Each level is sent equally often; slicer errors settle within a few symbols.
    for (std::size_t state = 0; state < channel.states(); ++state)
      current_[index(state, 0, 0, false)] = 1.0 / static_cast<double>(channel.states());
  }

  // Goes on to the next PAM4 symbol.
  void step() {
    next_.assign(current_.size(), 0.0);
    for (std::size_t state = 0; state < channel_.states(); ++state)
      for (std::size_t level = 0; level < kLevels; ++level) {
        const std::size_t window = channel_.window(state, level);
        for (std::size_t previous = 0; previous < memory_.states(); ++previous)
          for (std::size_t error = 0; error < kLevels; ++error)
            move(state, previous, window, error);
      }
    std::swap(current_, next_);
  }

  // The FEC symbol ends: wrong ones are counted, t+1 and more together.
  void end_symbol() {
    for (std::size_t i = 0; i < current_.size(); i += counts_ * 2)
      for (std::size_t count = counts_; count-- > 0;) {
        const std::size_t wrong = i + count * 2 + 1;
        const std::size_t counted = i + std::min(count + 1, counts_ - 1) * 2;
        const double p = std::exchange(current_[wrong], 0.0);
        current_[counted] += p;
      }
  }

  // Forgets the counts and keeps the state: what the next codeword starts from.
  void start_codeword() {
    for (std::size_t i = 0; i < current_.size(); i += counts_ * 2) {
      double sum = 0;
      for (std::size_t j = 0; j < counts_ * 2; ++j) sum += std::exchange(current_[i + j], 0.0);
      current_[i] = sum;
    }
  }

  std::vector<double> counts() const {
    std::vector<double> sums(counts_, 0.0);
    for (std::size_t i = 0; i < current_.size(); ++i) sums[i / 2 % counts_] += current_[i];
    return sums;
  }

  // Expected wrong PAM4 decisions and wrong bits of the next PAM4 symbol.
  std::pair<double, double> next_symbol_errors() const {
    double decisions = 0;
    double bits = 0;
    for (std::size_t state = 0; state < channel_.states(); ++state)
      for (std::size_t previous = 0; previous < memory_.states(); ++previous) {
        double weight = 0;
        for (std::size_t j = 0; j < counts_ * 2; ++j)
          weight += current_[(state * memory_.states() + previous) * counts_ * 2 + j];
        for (std::size_t level = 0; level < kLevels; ++level) {
          const SlicerErrors& errors = channel_.errors(channel_.window(state, level));
          for (std::size_t error = 0; error < kLevels; ++error) {
            const double p = weight * errors[error] / kLevels;
            if (error != 0) decisions += p;
            bits += p * kWrongBits[memory_.symbol_error(previous, error)];
          }
        }
      }
    return {decisions, bits};
  }

 private:
  std::size_t index(std::size_t state, std::size_t previous, std::size_t count, bool wrong) const {
    return ((state * memory_.states() + previous) * counts_ + count) * 2 + (wrong ? 1 : 0);
  }

  void move(std::size_t state, std::size_t previous, std::size_t window, std::size_t error) {
    const double p = channel_.errors(window)[error] / kLevels;
    if (p == 0) return;
    const bool wrong = memory_.symbol_error(previous, error) != 0;
    const std::size_t from = index(state, previous, 0, false);
    const std::size_t to = index(channel_.next_state(window), memory_.next(error), 0, false);
    for (std::size_t i = 0; i < counts_ * 2; ++i)
      next_[to + (wrong ? i | 1 : i)] += current_[from + i] * p;
  }

  const Channel& channel_;
  ErrorMemory memory_;
  std::size_t counts_;
  std::vector<double> current_;
  std::vector<double> next_;
};

}  // namespace

std::optional<LinkTheory> digital_link_theory(const golden::DigitalLinkConfig& config) {
  if (config.inject_period != 0) return std::nullopt;
  golden::DigitalLinkConfig effective = config;
  if (!config.noise_enable) effective.sigma = 0;
  const auto code = golden::parameters(config.code);
  const Channel channel(effective);
  CodewordChain chain(channel, ErrorMemory{config.precoding}, code.t);
  constexpr int kSettlingSymbols = 8;
  for (int i = 0; i < kSettlingSymbols * kPam4PerSymbol; ++i) chain.step();
  chain.start_codeword();

  LinkTheory theory;
  const auto [decisions, bits] = chain.next_symbol_errors();
  theory.pam4_symbol_error_ratio = decisions;
  theory.pre_fec_bit_error_ratio = bits / 2;
  for (int symbol = 0; symbol < code.n; ++symbol) {
    for (int i = 0; i < kPam4PerSymbol; ++i) chain.step();
    chain.end_symbol();
  }
  const auto counts = chain.counts();
  for (int count = 0; count <= code.t; ++count)
    theory.histogram[static_cast<std::size_t>(count)] = counts[static_cast<std::size_t>(count)];
  theory.codeword_error_ratio = counts.back();
  theory.histogram.back() = counts.back();
  return theory;
}

}  // namespace lightloop::host
