// SPDX-License-Identifier: Apache-2.0
// Lanes as a receiver gets them: in any order, late by any number of bits, with wrong bits.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <span>
#include <vector>

#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::pcs {

using Lanes = std::vector<std::vector<FecSymbol>>;

/// One bit a byte.
using LaneBitList = std::vector<std::uint8_t>;

inline LaneBitList bits_of(std::span<const FecSymbol> symbols) {
  LaneBitList bits;
  bits.reserve(symbols.size() * kBitsPerFecSymbol);
  for (const FecSymbol symbol : symbols) {
    for (int i = 0; i < kBitsPerFecSymbol; ++i) bits.push_back((symbol >> i) & 1);
  }
  return bits;
}

/// Whole symbols only; bits that make none are dropped.
inline std::vector<FecSymbol> symbols_of(const LaneBitList& bits) {
  std::vector<FecSymbol> symbols(bits.size() / kBitsPerFecSymbol);
  for (std::size_t i = 0; i < symbols.size() * kBitsPerFecSymbol; ++i) {
    symbols[i / kBitsPerFecSymbol] |= static_cast<FecSymbol>(bits[i] << (i % kBitsPerFecSymbol));
  }
  return symbols;
}

/// Lane `order[i]` arrives on wire i, after `delay[i]` random bits; all wires are filled up with
/// random bits to `bits` each.
inline Lanes arrive(const Lanes& sent, const std::vector<int>& order,
                    const std::vector<std::size_t>& delay, std::size_t bits, unsigned seed) {
  std::mt19937 random(seed);
  Lanes wires;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    LaneBitList wire(delay[i]);
    for (std::uint8_t& bit : wire) bit = random() & 1;
    const LaneBitList lane = bits_of(sent[static_cast<std::size_t>(order[i])]);
    wire.insert(wire.end(), lane.begin(), lane.end());
    while (wire.size() < bits) wire.push_back(random() & 1);
    wire.resize(bits);
    wires.push_back(symbols_of(wire));
  }
  return wires;
}

inline std::vector<int> in_order(std::size_t lanes) {
  std::vector<int> order(lanes);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

inline std::vector<int> shuffled(std::size_t lanes, unsigned seed) {
  std::vector<int> order = in_order(lanes);
  std::shuffle(order.begin(), order.end(), std::mt19937(seed));
  return order;
}

}  // namespace lightloop::golden::pcs
