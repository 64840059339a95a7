// SPDX-License-Identifier: Apache-2.0
// ll_prbs_gen and ll_prbs_check, every polynomial, against known answers and golden::Prbs.
#include "sim/golden/prbs.hpp"

#include <array>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "Vprbs_bank_w1.h"
#include "Vprbs_bank_w160.h"
#include "Vprbs_bank_w40.h"
#include "sim/golden/pam4.hpp"
#include "sim/verilated/coverage.hpp"
#include "testbenches/lib/verilated_clock.hpp"
#include "testbenches/lib/verilated_port.hpp"

namespace lightloop {
namespace {

using golden::Prbs;
using golden::PrbsPattern;
using testbench::read_bits;
using testbench::write_bits;

constexpr int kOrders = 7;
constexpr std::array<PrbsPattern, kOrders> kPatterns{
    PrbsPattern::kPrbs7,  PrbsPattern::kPrbs9,  PrbsPattern::kPrbs11, PrbsPattern::kPrbs13,
    PrbsPattern::kPrbs15, PrbsPattern::kPrbs23, PrbsPattern::kPrbs31};

template <class ModelType, int kBitsValue, int kPartialValue, bool kInvertValue>
struct Shape {
  using Model = ModelType;
  static constexpr int kBits = kBitsValue;
  static constexpr int kPartial = kPartialValue;
  static constexpr bool kInvert = kInvertValue;
};

template <class S>
class PrbsTest : public ::testing::Test {
 protected:
  PrbsTest() : model_(&context_) { testbench::reset(model_, 2); }
  ~PrbsTest() override { model_.final(); }

  void clock() { testbench::clock_once(model_); }

  void load(std::uint32_t seed) {
    model_.load_i = 1;
    model_.seed_i = seed;
    clock();
    model_.load_i = 0;
  }

  void append_shown(int order, int count, std::vector<int>& bits) {
    for (int i = 0; i < count; ++i) {
      bits.push_back(static_cast<int>(read_bits(model_.data_o, S::kBits * order + i, 1)));
    }
  }

  /// The next bits of one order's generator, in whole beats.
  std::vector<int> beats(int order, int count) {
    std::vector<int> bits;
    model_.advance_i = 1;
    model_.partial_i = 0;
    for (int i = 0; i < count; ++i) {
      append_shown(order, S::kBits, bits);
      clock();
    }
    model_.advance_i = 0;
    return bits;
  }

  /// Sends one beat of every order to its checker, with `errors` XORed in.
  void check_beat(std::array<std::unique_ptr<Prbs>, kOrders>& sources,
                  const std::vector<int>& errors = {}) {
    for (int order = 0; order < kOrders; ++order) {
      for (int i = 0; i < S::kBits; ++i) {
        std::uint64_t bit = sources[order]->next_bits(1);
        if (!errors.empty()) bit ^= static_cast<unsigned>(errors[i]);
        write_bits(model_.data_i, S::kBits * order + i, 1, bit);
      }
    }
    model_.valid_i = 1;
    clock();
    model_.valid_i = 0;
  }

  static std::array<std::unique_ptr<Prbs>, kOrders> sources() {
    std::array<std::unique_ptr<Prbs>, kOrders> result;
    for (int i = 0; i < kOrders; ++i) {
      result[i] = std::make_unique<Prbs>(kPatterns[i], 0x55, S::kInvert);
    }
    return result;
  }

  template <class Port>
  static std::uint64_t counter(const Port& port, int order) {
    return read_bits(port, 64 * order, 32) | std::uint64_t{read_bits(port, 64 * order + 32, 32)}
                                                 << 32;
  }
  std::uint64_t errors(int order) { return counter(model_.bit_errors_o, order); }
  std::uint64_t bits(int order) { return counter(model_.bits_o, order); }
  bool locked(int order) { return read_bits(model_.locked_o, order, 1) != 0; }

  VerilatedContext context_;
  typename S::Model model_;
  verilated::CoverageGuard coverage_{context_};
};

using Shapes =
    ::testing::Types<Shape<Vprbs_bank_w1, 1, 1, false>, Shape<Vprbs_bank_w40, 40, 17, true>,
                     Shape<Vprbs_bank_w160, 160, 20, false>>;
TYPED_TEST_SUITE(PrbsTest, Shapes);

/// `flip` 1 inverts the bits first.
std::string pam4_symbols(const std::vector<int>& bits, std::size_t count, int flip) {
  std::string symbols;
  for (std::size_t i = 0; i < count; ++i) {
    symbols +=
        static_cast<char>('0' + golden::gray_encode(bits[2 * i] ^ flip, bits[2 * i + 1] ^ flip));
  }
  return symbols;
}

// IEEE 802.3 120.5.11.2.1, PRBS13Q after a preset of all ones.
TYPED_TEST(PrbsTest, Prbs13QKnownAnswer) {
  const auto bits = this->beats(3, 128 / TypeParam::kBits + 1);
  EXPECT_EQ(pam4_symbols(bits, 64, TypeParam::kInvert ? 1 : 0),
            "1321322022021113022220021323231233012122121000322321021231110012");
}

// IEEE 802.3 120.5.11.2.a, PRBS9Q after a preset of all ones.
TYPED_TEST(PrbsTest, Prbs9QKnownAnswer) {
  const auto bits = this->beats(1, 160 / TypeParam::kBits + 1);
  EXPECT_EQ(pam4_symbols(bits, 80, TypeParam::kInvert ? 1 : 0),
            "00123223032313100103312133022022313201110302302133323031303030001003020031203332");
}

// IEEE 802.3 120.5.11.2.2, PRBS31Q: the inverted pattern, after a preset of all ones.
TYPED_TEST(PrbsTest, Prbs31QKnownAnswer) {
  const auto bits = this->beats(6, 128 / TypeParam::kBits + 1);
  EXPECT_EQ(pam4_symbols(bits, 64, TypeParam::kInvert ? 0 : 1),
            "2222222222222201222222222222000222222222220120122222222200000022");
}

TYPED_TEST(PrbsTest, ShortPatternsHaveTheirPeriodAndBalance) {
  for (const int order : {0, 1, 2, 3, 4}) {
    const int degree = golden::prbs_order(kPatterns[order]);
    const int period = (1 << degree) - 1;
    const auto bits = this->beats(order, (2 * period) / TypeParam::kBits + 1);
    int ones = 0;
    for (int i = 0; i < period; ++i) {
      ones += bits[i];
      ASSERT_EQ(bits[i], bits[i + period]) << "PRBS" << degree << " bit " << i;
    }
    EXPECT_EQ(ones, TypeParam::kInvert ? period / 2 : period / 2 + 1) << "PRBS" << degree;
  }
}

TYPED_TEST(PrbsTest, EqualsGoldenWithWholePartialAndNoSteps) {
  constexpr unsigned kSeed = 5;
  SCOPED_TRACE(::testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  for (const std::uint32_t seed : {0x7FFFFFFFU, 0x00000001U, 0x2AC51B55U}) {
    for (int order = 0; order < kOrders; ++order) {
      const std::uint32_t mask = 0xFFFFFFFFU >> (32 - golden::prbs_order(kPatterns[order]));
      this->load(seed);
      Prbs golden(kPatterns[order], seed & mask, TypeParam::kInvert);
      for (int i = 0; i < 100; ++i) {
        const bool advance = random() % 4 != 0;
        const bool partial = random() % 3 == 0;
        this->model_.advance_i = advance;
        this->model_.partial_i = partial;
        if (advance) {
          const int count = partial ? TypeParam::kPartial : TypeParam::kBits;
          std::vector<int> bits;
          this->append_shown(order, count, bits);
          for (int b = 0; b < count; ++b) {
            ASSERT_EQ(bits[b], static_cast<int>(golden.next_bits(1)))
                << "order " << golden::prbs_order(kPatterns[order]) << " step " << i;
          }
        }
        this->clock();
      }
      this->model_.advance_i = 0;
    }
  }
}

TYPED_TEST(PrbsTest, CheckerLocksFromAnyPhaseAndCountsEachError) {
  auto sources = this->sources();
  for (auto& source : sources) source->next_bits(23);
  const int lock_beats = 5 * 31 / TypeParam::kBits + 4;
  for (int i = 0; i < lock_beats; ++i) this->check_beat(sources);
  this->clock();
  for (int order = 0; order < kOrders; ++order) {
    EXPECT_TRUE(this->locked(order)) << order;
    EXPECT_EQ(this->errors(order), 0U) << order;
  }
  this->model_.clear_i = 1;
  this->clock();
  this->model_.clear_i = 0;

  constexpr unsigned kSeed = 17;
  SCOPED_TRACE(::testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  std::uint64_t sent = 0;
  constexpr int kBeats = 400;
  for (int i = 0; i < kBeats; ++i) {
    std::vector<int> errors(TypeParam::kBits);
    for (int& e : errors) {
      e = random() % 20 == 0;
      sent += static_cast<unsigned>(e);
    }
    this->check_beat(sources, errors);
    if (random() % 4 == 0) this->clock();  // a gap
  }
  this->clock();
  ASSERT_GT(sent, 0U);
  for (int order = 0; order < kOrders; ++order) {
    EXPECT_TRUE(this->locked(order)) << order;
    EXPECT_EQ(this->errors(order), sent) << order;
    EXPECT_EQ(this->bits(order), std::uint64_t{kBeats} * TypeParam::kBits) << order;
  }
}

// Each of the beats around the lock is wrong once.
TYPED_TEST(PrbsTest, CheckerIsNotLedAstrayByAnErrorAtTheLock) {
  const int lock_beats = 4 * 31 / TypeParam::kBits + 4;
  for (int wrong = 0; wrong < lock_beats + 4; ++wrong) {
    SCOPED_TRACE(wrong);
    this->model_.rst_ni = 0;
    this->clock();
    this->model_.rst_ni = 1;
    auto sources = this->sources();
    std::vector<int> errors(TypeParam::kBits);
    errors.back() = 1;
    for (int i = 0; i < 3 * lock_beats; ++i) {
      this->check_beat(sources, i == wrong ? errors : std::vector<int>{});
    }
    this->clock();
    for (int order = 0; order < kOrders; ++order) {
      EXPECT_TRUE(this->locked(order)) << order;
      EXPECT_LE(this->errors(order), 1U) << order;
    }
  }
}

TYPED_TEST(PrbsTest, CheckerLosesLockOnASlipAndFindsItAgain) {
  auto sources = this->sources();
  const int many = 3000 / TypeParam::kBits + 10;
  for (int i = 0; i < many; ++i) this->check_beat(sources);
  for (int order = 0; order < kOrders; ++order) ASSERT_TRUE(this->locked(order)) << order;
  for (auto& source : sources) source->next_bits(1);
  bool lost = false;
  for (int i = 0; i < many; ++i) {
    this->check_beat(sources);
    lost = lost || !this->locked(kOrders - 1);
  }
  EXPECT_TRUE(lost);
  for (int i = 0; i < many; ++i) this->check_beat(sources);
  std::array<std::uint64_t, kOrders> before{};
  for (int order = 0; order < kOrders; ++order) {
    EXPECT_TRUE(this->locked(order)) << order;
    EXPECT_GT(this->errors(order), 0U) << order;
    before[order] = this->errors(order);
  }
  for (int i = 0; i < many; ++i) this->check_beat(sources);
  for (int order = 0; order < kOrders; ++order) EXPECT_EQ(this->errors(order), before[order]);
}

TYPED_TEST(PrbsTest, CheckerNeverLocksToConstantsOrNoise) {
  std::mt19937 random(3);
  for (const int kind : {0, 1, 2}) {
    for (int i = 0; i < 600; ++i) {
      for (int order = 0; order < kOrders; ++order) {
        for (int b = 0; b < TypeParam::kBits; ++b) {
          write_bits(this->model_.data_i, TypeParam::kBits * order + b, 1,
                     kind == 2 ? random() & 1 : static_cast<unsigned>(kind));
        }
      }
      this->model_.valid_i = 1;
      this->clock();
      ASSERT_EQ(this->model_.locked_o, 0) << "kind " << kind;
    }
  }
}

}  // namespace
}  // namespace lightloop
