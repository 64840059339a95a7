// SPDX-License-Identifier: Apache-2.0
// The bank of generators and checkers, one of each order, on a bench.
#pragma once

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "Vprbs_bank_w1.h"
#include "Vprbs_bank_w160.h"
#include "Vprbs_bank_w40.h"
#include "sim/golden/prbs.hpp"
#include "testbenches/dsp/prbs_coverage.hpp"
#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/random.hpp"
#include "testbenches/lib/verilated_port.hpp"

namespace lightloop::testbench {

using Bits = std::vector<std::uint8_t>;  ///< 0 or 1 each, in order of time

inline constexpr int kPrbsOrders = 7;
inline constexpr std::array<golden::PrbsPattern, kPrbsOrders> kPrbsPatterns{
    golden::PrbsPattern::kPrbs7,  golden::PrbsPattern::kPrbs9,  golden::PrbsPattern::kPrbs11,
    golden::PrbsPattern::kPrbs13, golden::PrbsPattern::kPrbs15, golden::PrbsPattern::kPrbs23,
    golden::PrbsPattern::kPrbs31};

template <class ModelType, int kBitsValue, int kPartialValue, bool kInvertValue>
struct PrbsShape {
  using Model = ModelType;
  static constexpr int kBits = kBitsValue;
  static constexpr int kPartial = kPartialValue;
  static constexpr bool kInvert = kInvertValue;
};

using PrbsShapes =
    ::testing::Types<PrbsShape<Vprbs_bank_w1, 1, 1, false>, PrbsShape<Vprbs_bank_w40, 40, 17, true>,
                     PrbsShape<Vprbs_bank_w160, 160, 20, false>>;
struct PrbsShapeName {
  template <typename Shape>
  static std::string GetName(int /*index*/) {
    return "w" + std::to_string(Shape::kBits);
  }
};

template <class Shape>
class PrbsBench : public ::testing::Test {
 protected:
  static constexpr int kBits = Shape::kBits;

  PrbsBench() { bench_.attach(coverage_); }

  /// `count` bits of a port from bit `first` on.
  template <typename T>
  static Bits bits_of(const T& port, int first, int count) {
    Bits bits(count);
    for (int i = 0; i < count; ++i) {
      bits[i] = static_cast<std::uint8_t>(read_bits(port, std::size_t(first) + i, 1));
    }
    return bits;
  }
  /// Bits [64*order +: 64] of a counter port.
  template <typename T>
  static std::uint64_t counter(const T& port, int order) {
    const std::size_t lsb = std::size_t(64) * order;
    return read_bits(port, lsb, 32) | std::uint64_t{read_bits(port, lsb + 32, 32)} << 32;
  }

  void set(CData& port, bool value) { bench_.port(port).write(value ? 1 : 0); }

  Random random_ = Random::for_test();
  Bench<typename Shape::Model> bench_;
  typename Shape::Model& model_ = bench_.model();
  Clock& clock_ = bench_.clock();
  PrbsCoverage coverage_{PrbsShapeName::GetName<Shape>(0), {7, 9, 11, 13, 15, 23, 31}};
};

}  // namespace lightloop::testbench
