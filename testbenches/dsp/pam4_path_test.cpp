// SPDX-License-Identifier: Apache-2.0
// Gray map, precoder and their inverses (ll_pam4_map, ll_precoder, ll_precoder_decoder,
// ll_pam4_demap) against known answers and golden.
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "Vpam4_path_s6.h"
#include "Vpam4_path_s80.h"
#include "sim/golden/pam4.hpp"
#include "sim/verilated/coverage.hpp"
#include "testbenches/lib/verilated_clock.hpp"
#include "testbenches/lib/verilated_port.hpp"

namespace lightloop {
namespace {

using golden::Pam4Symbol;
using testbench::read_bits;
using testbench::write_bits;

template <class ModelType, int kSymbolsValue>
struct Shape {
  using Model = ModelType;
  static constexpr int kSymbols = kSymbolsValue;
};

template <class S>
class Pam4PathTest : public ::testing::Test {
 protected:
  Pam4PathTest() : model_(&context_) {
    testbench::reset(model_, 3);
    model_.enable_i = 1;
  }
  ~Pam4PathTest() override { model_.final(); }

  void clock() { testbench::clock_once(model_); }

  /// One clock with an optional beat of random bits on the transmit side; collects what comes out.
  void transmit(bool valid) {
    model_.tx_valid_i = valid;
    for (int i = 0; i < S::kSymbols; ++i) {
      const unsigned pair = random_() & 3;
      write_bits(model_.tx_bits_i, 2 * i, 2, pair);
      if (valid) gray_.push_back(golden::gray_encode(pair & 1, pair >> 1));
    }
    clock();
    model_.tx_valid_i = 0;
    if (model_.tx_valid_o != 0) {
      for (int i = 0; i < S::kSymbols; ++i) {
        levels_.push_back(static_cast<Pam4Symbol>(read_bits(model_.tx_level_o, 2 * i, 2)));
      }
    }
  }

  std::mt19937 random_{11};
  std::vector<Pam4Symbol> gray_, levels_;
  VerilatedContext context_;
  typename S::Model model_;
  verilated::CoverageGuard coverage_{context_};
};

using Shapes = ::testing::Types<Shape<Vpam4_path_s6, 6>, Shape<Vpam4_path_s80, 80>>;
TYPED_TEST_SUITE(Pam4PathTest, Shapes);

// IEEE 802.3 120.5.7.1: 00, 01, 11, 10 are the levels 0, 1, 2, 3, first bit written left.
TYPED_TEST(Pam4PathTest, GrayMapKnownAnswers) {
  struct Answer {
    unsigned first, second, level;
  };
  for (const Answer& a : {Answer{0, 0, 0}, Answer{0, 1, 1}, Answer{1, 1, 2}, Answer{1, 0, 3}}) {
    for (int i = 0; i < TypeParam::kSymbols; ++i) {
      write_bits(this->model_.tx_bits_i, 2 * i, 1, a.first);
      write_bits(this->model_.tx_bits_i, 2 * i + 1, 1, a.second);
    }
    this->model_.enable_i = 0;
    for (int i = 0; i < TypeParam::kSymbols; ++i) {
      write_bits(this->model_.rx_level_i, 2 * i, 2, a.level);
    }
    this->clock();
    for (int i = 0; i < TypeParam::kSymbols; ++i) {
      EXPECT_EQ(read_bits(this->model_.tx_gray_o, 2 * i, 2), a.level);
      EXPECT_EQ(read_bits(this->model_.rx_bits_o, 2 * i, 1), a.first);
      EXPECT_EQ(read_bits(this->model_.rx_bits_o, 2 * i + 1, 1), a.second);
    }
  }
}

TYPED_TEST(Pam4PathTest, PrecoderEqualsGoldenAcrossGaps) {
  for (int i = 0; i < 300; ++i) this->transmit(this->random_() % 3 != 0);
  for (int i = 0; i < 3; ++i) this->transmit(false);
  ASSERT_EQ(this->levels_.size(), this->gray_.size());
  std::vector<Pam4Symbol> expected(this->gray_.size());
  golden::Pam4Precoder().process(this->gray_, expected);
  EXPECT_EQ(this->levels_, expected);
}

TYPED_TEST(Pam4PathTest, PrecoderOffPassesTheLevelsUnchanged) {
  this->model_.enable_i = 0;
  for (int i = 0; i < 50; ++i) this->transmit(i % 2 == 0);
  for (int i = 0; i < 3; ++i) this->transmit(false);
  EXPECT_EQ(this->levels_, this->gray_);
}

TYPED_TEST(Pam4PathTest, ClearForgetsThePreviousSymbol) {
  for (int i = 0; i < 10; ++i) this->transmit(true);
  this->model_.clear_i = 1;
  this->clock();
  this->model_.clear_i = 0;
  this->gray_.clear();
  this->levels_.clear();
  for (int i = 0; i < 10; ++i) this->transmit(true);
  for (int i = 0; i < 3; ++i) this->transmit(false);
  std::vector<Pam4Symbol> expected(this->gray_.size());
  golden::Pam4Precoder().process(this->gray_, expected);
  EXPECT_EQ(this->levels_, expected);
}

TYPED_TEST(Pam4PathTest, LatencyIsTwoClocksAndOne) {
  this->model_.tx_valid_i = 1;
  this->model_.rx_valid_i = 1;
  this->clock();
  this->model_.tx_valid_i = 0;
  this->model_.rx_valid_i = 0;
  EXPECT_EQ(this->model_.tx_valid_o, 0);
  EXPECT_EQ(this->model_.rx_valid_o, 1);
  this->clock();
  EXPECT_EQ(this->model_.tx_valid_o, 1);
  EXPECT_EQ(this->model_.rx_valid_o, 0);
}

TYPED_TEST(Pam4PathTest, DecoderEqualsGoldenOnAnyLevels) {
  golden::Pam4PrecoderInverse golden;
  std::vector<Pam4Symbol> expected, found;
  for (int i = 0; i < 300; ++i) {
    const bool valid = this->random_() % 3 != 0;
    this->model_.rx_valid_i = valid;
    for (int s = 0; s < TypeParam::kSymbols; ++s) {
      const auto level = static_cast<Pam4Symbol>(this->random_() & 3);
      write_bits(this->model_.rx_level_i, 2 * s, 2, level);
      if (valid) expected.push_back(golden.process(level));
    }
    this->clock();
    if (this->model_.rx_valid_o != 0) {
      for (int s = 0; s < TypeParam::kSymbols; ++s) {
        found.push_back(static_cast<Pam4Symbol>(read_bits(this->model_.rx_gray_o, 2 * s, 2)));
      }
    }
  }
  ASSERT_GT(found.size(), 1000U);
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace lightloop
