// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/prbs.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>

namespace lightloop::golden {
namespace {

constexpr std::uint64_t ones(int count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

// Bit e set for each exponent e >= 1 of the polynomial.
std::uint64_t polynomial(PrbsPattern pattern) {
  const auto x = [](int e) { return std::uint64_t{1} << e; };
  switch (pattern) {
    case PrbsPattern::kPrbs7:
      return x(7) | x(6);
    case PrbsPattern::kPrbs9:
      return x(9) | x(5);
    case PrbsPattern::kPrbs11:
      return x(11) | x(9);
    case PrbsPattern::kPrbs13:
      return x(13) | x(12) | x(2) | x(1);
    case PrbsPattern::kPrbs15:
      return x(15) | x(14);
    case PrbsPattern::kPrbs23:
      return x(23) | x(18);
    case PrbsPattern::kPrbs31:
      return x(31) | x(28);
  }
  throw std::invalid_argument("PRBS: unknown pattern " + std::to_string(static_cast<int>(pattern)));
}

int largest_exponent(std::uint64_t exponents) { return 63 - std::countl_zero(exponents); }

}  // namespace

int prbs_order(PrbsPattern pattern) { return largest_exponent(polynomial(pattern)); }

Prbs::Prbs(PrbsPattern pattern, std::uint32_t seed, bool inverted)
    : order_(prbs_order(pattern)),
      exponents_(polynomial(pattern)),
      window_(order_),
      step_(std::countr_zero(exponents_)),
      inversion_(inverted ? ~std::uint64_t{0} : 0) {
  if (seed == 0 || seed > ones(order_)) {
    throw std::invalid_argument("PRBS" + std::to_string(order_) + " seed: found " +
                                std::to_string(seed) + ", expected 1.." +
                                std::to_string(ones(order_)));
  }
  // s[0] is the newest bit: the window has the oldest first.
  for (int i = 0; i < order_; ++i) past_ |= std::uint64_t{(seed >> i) & 1U} << (order_ - 1 - i);

  // Widen the window by squaring. The bits before the seed come from running the recurrence
  // backwards: b[i - order] = b[i] ^ (the other terms).
  int target = order_;
  while (2 * target < 64) target *= 2;
  while (window_ < target) {
    const std::uint64_t others = exponents_ & ~(std::uint64_t{1} << order_);
    // In the window extended by one unknown bit at the bottom, b[i] is bit `order_`.
    const std::uint64_t extended = past_ << 1;
    std::uint64_t bit = extended >> order_;
    for (std::uint64_t rest = others; rest != 0; rest &= rest - 1) {
      bit ^= extended >> (order_ - std::countr_zero(rest));
    }
    past_ = extended | (bit & 1U);
    ++window_;
  }
  const int scale = window_ / order_;
  std::uint64_t squared = 0;
  for (std::uint64_t rest = exponents_; rest != 0; rest &= rest - 1) {
    squared |= std::uint64_t{1} << (std::countr_zero(rest) * scale);
  }
  exponents_ = squared;
  step_ *= scale;
}

void Prbs::refill() {
  std::uint64_t fresh = 0;
  for (std::uint64_t rest = exponents_; rest != 0; rest &= rest - 1) {
    fresh ^= past_ >> (window_ - std::countr_zero(rest));
  }
  fresh &= ones(step_);
  older_ = past_;
  past_ = (past_ >> step_) | (fresh << (window_ - step_));
  ready_ = fresh;
  ready_count_ = step_;
}

std::uint64_t Prbs::next_bits(int count) {
  if (count < 1 || count > 64) {
    throw std::invalid_argument("Prbs::next_bits: found " + std::to_string(count) +
                                ", expected 1..64");
  }
  std::uint64_t bits = 0;
  for (int got = 0; got < count;) {
    if (ready_count_ == 0) refill();
    const int take = std::min(ready_count_, count - got);  // step_ is at most 56: shifts are safe
    bits |= (ready_ & ones(take)) << got;
    ready_ >>= take;
    ready_count_ -= take;
    got += take;
  }
  return (bits ^ inversion_) & ones(count);
}

void Prbs::fill_bits(std::span<std::uint8_t> bits) {
  for (std::size_t i = 0; i < bits.size();) {
    const auto take = static_cast<int>(std::min<std::size_t>(64, bits.size() - i));
    std::uint64_t word = next_bits(take);
    for (int b = 0; b < take; ++b, word >>= 1) bits[i++] = static_cast<std::uint8_t>(word & 1U);
  }
}

void Prbs::fill_symbols(std::span<FecSymbol> symbols) {
  std::size_t i = 0;
  for (; i + 6 <= symbols.size(); i += 6) {
    std::uint64_t word = next_bits(60);
    for (std::size_t s = 0; s < 6; ++s, word >>= kBitsPerFecSymbol) {
      symbols[i + s] = static_cast<FecSymbol>(word & 0x3FFU);
    }
  }
  for (; i < symbols.size(); ++i) {
    symbols[i] = static_cast<FecSymbol>(next_bits(kBitsPerFecSymbol));
  }
}

std::uint32_t Prbs::state() const {
  // The state ends before the bits that are generated but not taken.
  std::uint32_t s = 0;
  for (int i = 0; i < order_; ++i) {
    const int at = window_ - ready_count_ - 1 - i;
    const std::uint64_t bit = at >= 0 ? past_ >> at : older_ >> (at + step_);
    s |= static_cast<std::uint32_t>(bit & 1U) << i;
  }
  return s;
}

}  // namespace lightloop::golden
