// SPDX-License-Identifier: Apache-2.0
// ll_prbs_check, every polynomial: what its description promises, and every clock of it.
#include <Vprbs_bank_w160___024root.h>
#include <Vprbs_bank_w1___024root.h>
#include <Vprbs_bank_w40___024root.h>
#include <algorithm>
#include <tuple>

#include "testbenches/dsp/prbs_bench.hpp"
#include "testbenches/dsp/prbs_checker_model.hpp"
#include "testbenches/lib/scoreboard.hpp"

namespace lightloop::testbench {
namespace {

using golden::Prbs;

/// What a checker shows in one clock.
struct Shown {
  bool locked = false;
  std::uint64_t bits = 0;
  std::uint64_t bit_errors = 0;
  static constexpr auto kFields =
      std::tuple(Field{"locked_o", &Shown::locked}, Field{"bits_o", &Shown::bits},
                 Field{"bit_errors_o", &Shown::bit_errors});
};

/// The counters of one checker of the bank, by the name that Verilator gives its registers.
struct CounterRegisters {
  QData* bits;
  QData* bit_errors;
};
#define CHECKER(root, i)                                                                      \
  CounterRegisters {                                                                          \
    &(root).prbs_bank__DOT__gen_order__BRA__##i##__KET____DOT__u_check__DOT__bits_o,          \
        &(root).prbs_bank__DOT__gen_order__BRA__##i##__KET____DOT__u_check__DOT__bit_errors_o \
  }
template <class Root>
std::array<CounterRegisters, kPrbsOrders> counter_registers(Root& root) {
  return {CHECKER(root, 0), CHECKER(root, 1), CHECKER(root, 2), CHECKER(root, 3),
          CHECKER(root, 4), CHECKER(root, 5), CHECKER(root, 6)};
}
#undef CHECKER

template <class Shape>
class PrbsCheck : public PrbsBench<Shape> {
 protected:
  using Base = PrbsBench<Shape>;
  static constexpr int kBits = Base::kBits;
  static constexpr int kWindowBeats = (1024 + kBits - 1) / kBits;
  static constexpr int kWindowBits = kWindowBeats * kBits;
  /// Enough beats for every order to lock.
  static constexpr int kLockBeats = 5 * 31 / kBits + 4;

  PrbsCheck() {
    for (int order = 0; order < kPrbsOrders; ++order) {
      sources_.emplace_back(kPrbsPatterns[order], 0x55, Shape::kInvert);
      sources_.back().next_bits(1 + order);
    }
  }

  /// Shows a beat of every order to its checker for one clock, with `errors` XORed in.
  Task<> send() { return send(none_); }
  Task<> send(const Bits& errors) {
    auto data = this->model_.data_i;
    for (int order = 0; order < kPrbsOrders; ++order) {
      for (int i = 0; i < kBits; ++i) {
        const auto wrong = errors.empty() ? 0U : unsigned{errors[i]};
        write_bits(data, std::size_t(kBits) * order + i, 1,
                   static_cast<std::uint32_t>(sources_[order].next_bits(1)) ^ wrong);
      }
    }
    this->bench_.port(this->model_.data_i).write(data);
    this->set(this->model_.valid_i, true);
    co_await RisingEdge(this->clock_);
    this->set(this->model_.valid_i, false);
  }
  Task<> send_beats(int beats) {
    for (int i = 0; i < beats; ++i) co_await send();
  }
  Task<> clear() {
    this->set(this->model_.clear_i, true);
    co_await RisingEdge(this->clock_);
    this->set(this->model_.clear_i, false);
  }
  /// What came of the beats so far shows.
  Task<> settle() { co_await ClockCycles(this->clock_, 3); }

  Shown shown(int order) const {
    return {read_bits(this->model_.locked_o, order, 1) != 0,
            Base::counter(this->model_.bits_o, order),
            Base::counter(this->model_.bit_errors_o, order)};
  }
  void expect_all(bool locked, std::uint64_t bits, std::uint64_t errors) {
    for (int order = 0; order < kPrbsOrders; ++order) {
      EXPECT_EQ(differences(Shown{locked, bits, errors}, shown(order)).size(), 0U)
          << "order " << golden::prbs_order(kPrbsPatterns[order])
          << describe(differences(Shown{locked, bits, errors}, shown(order)));
    }
  }
  /// `count` errors at random places of `beats` beats.
  std::vector<Bits> errors_in(int beats, int count) {
    std::vector<Bits> errors(beats, Bits(kBits));
    for (const std::size_t place : this->random_.subset(std::size_t(beats) * kBits, count)) {
      errors[place / kBits][place % kBits] = 1;
    }
    return errors;
  }

  const Bits none_;
  std::vector<Prbs> sources_;
};

TYPED_TEST_SUITE(PrbsCheck, PrbsShapes, PrbsShapeName);

TYPED_TEST(PrbsCheck, LocksFromAnyPhaseAndCountsEachErrorAcrossGaps) {
  constexpr int kBeats = 400;
  const int count = kBeats * TypeParam::kBits / 20;
  const auto errors = this->errors_in(kBeats, count);
  this->bench_.run([&]() -> Task<> {
    co_await this->clear();  // no lock yet: no effect
    co_await this->send_beats(TestFixture::kLockBeats);
    co_await this->settle();
    co_await this->clear();
    co_await RisingEdge(this->clock_);
    this->expect_all(true, 0, 0);
    for (const Bits& wrong : errors) {
      co_await this->send(wrong);
      if (this->random_.percent(25)) co_await ClockCycles(this->clock_, 2);
    }
    co_await this->settle();
    this->expect_all(true, std::uint64_t{kBeats} * TypeParam::kBits,
                     static_cast<std::uint64_t>(count));
  });
}

// "Counters and locked_o follow valid_i by 2 clocks."
TYPED_TEST(PrbsCheck, CountersFollowByTwoClocksABeatEachClock) {
  this->bench_.run([&]() -> Task<> {
    co_await this->send_beats(TestFixture::kLockBeats);
    co_await this->settle();
    co_await this->clear();
    Bits wrong(TypeParam::kBits);
    wrong[0] = 1;
    for (int i = 0; i < 4; ++i) {
      co_await this->send(wrong);
      // The clock of this beat: the one two before it shows, if there was one.
      const auto seen = static_cast<std::uint64_t>(std::max(0, i - 1));
      this->expect_all(true, seen * TypeParam::kBits, seen);
    }
    co_await RisingEdge(this->clock_);
    this->expect_all(true, std::uint64_t{3} * TypeParam::kBits, 3);
    co_await RisingEdge(this->clock_);
    this->expect_all(true, std::uint64_t{4} * TypeParam::kBits, 4);
  });
}

// Each of the beats around the lock is wrong once.
TYPED_TEST(PrbsCheck, IsNotLedAstrayByAnErrorAtTheLock) {
  this->bench_.run([&]() -> Task<> {
    for (int wrong = 0; wrong < TestFixture::kLockBeats + 4; ++wrong) {
      co_await this->bench_.reset();
      Bits errors(TypeParam::kBits);
      errors.back() = 1;
      for (int i = 0; i < 3 * TestFixture::kLockBeats; ++i) {
        co_await this->send(i == wrong ? errors : this->none_);
      }
      co_await this->settle();
      for (int order = 0; order < kPrbsOrders; ++order) {
        EXPECT_TRUE(this->shown(order).locked) << "order " << order << " beat " << wrong;
        EXPECT_LE(this->shown(order).bit_errors, 1U) << "order " << order << " beat " << wrong;
      }
    }
  });
}

// A window with a quarter of its bits wrong is kept, one with one error more is not.
TYPED_TEST(PrbsCheck, LosesTheLockAboveAQuarterOfAWindow) {
  this->bench_.run([&]() -> Task<> {
    for (const int extra : {0, 1}) {
      co_await this->bench_.reset();
      // Lock, then windows count from the lock on, another beat for each order: as many windows
      // with few errors as it takes for the orders to differ by less than the wrong ones.
      PrbsCheckerModel model(31, TypeParam::kBits, TypeParam::kInvert);
      Prbs last = this->sources_[kPrbsOrders - 1];
      int beats = 0;
      for (; !model.locked(); ++beats) {
        Bits beat(TypeParam::kBits);
        last.fill_bits(beat);
        model.step(false, false, beat);
      }
      // The model shows the lock one beat later than the one that completes it.
      co_await this->send_beats(beats - 1);
      const int limit = TestFixture::kWindowBits / 4 + extra;
      for (const Bits& wrong : this->errors_in(TestFixture::kWindowBeats, limit)) {
        co_await this->send(wrong);
      }
      co_await this->settle();
      const Shown last_order = this->shown(kPrbsOrders - 1);
      EXPECT_EQ(last_order.locked, extra == 0);
      EXPECT_EQ(last_order.bits, std::uint64_t(TestFixture::kWindowBits));
      EXPECT_EQ(last_order.bit_errors, static_cast<std::uint64_t>(limit));
    }
  });
}

TYPED_TEST(PrbsCheck, LosesTheLockOnASlipAndFindsItAgain) {
  const int many = 3000 / TypeParam::kBits + 10;
  this->bench_.run([&]() -> Task<> {
    co_await this->send_beats(many);
    co_await this->settle();
    for (int order = 0; order < kPrbsOrders; ++order) EXPECT_TRUE(this->shown(order).locked);
    for (Prbs& source : this->sources_) source.next_bits(1);
    std::array<bool, kPrbsOrders> lost{};
    for (int i = 0; i < many; ++i) {
      co_await this->send();
      for (int order = 0; order < kPrbsOrders; ++order) {
        lost[order] = lost[order] || !this->shown(order).locked;
      }
    }
    co_await this->send_beats(many);
    co_await this->settle();
    std::array<Shown, kPrbsOrders> before{};
    for (int order = 0; order < kPrbsOrders; ++order) {
      before[order] = this->shown(order);
      EXPECT_TRUE(lost[order]) << order;
      EXPECT_TRUE(before[order].locked) << order;
      EXPECT_GT(before[order].bit_errors, 0U) << order;
    }
    co_await this->send_beats(many);
    co_await this->settle();
    for (int order = 0; order < kPrbsOrders; ++order) {
      EXPECT_EQ(this->shown(order).bit_errors, before[order].bit_errors) << order;
      EXPECT_EQ(this->shown(order).bits,
                before[order].bits + std::uint64_t(many) * TypeParam::kBits)
          << order;
    }
  });
}

TYPED_TEST(PrbsCheck, NeverLocksToConstantsOrNoise) {
  this->bench_.run([&]() -> Task<> {
    this->set(this->model_.valid_i, true);
    for (const int kind : {0, 1, 2}) {
      for (int i = 0; i < 600; ++i) {
        auto data = this->model_.data_i;
        for (int b = 0; b < kPrbsOrders * TypeParam::kBits; ++b) {
          write_bits(data, b, 1,
                     kind == 2 ? this->random_.between(0U, 1U) : static_cast<unsigned>(kind));
        }
        this->bench_.port(this->model_.data_i).write(data);
        co_await RisingEdge(this->clock_);
        EXPECT_EQ(this->model_.locked_o, 0) << "kind " << kind;
        if (this->HasFailure()) co_return;
      }
    }
    this->set(this->model_.valid_i, false);
  });
}

// Both counters pass 2^1, 2^2, ... 2^63, and go on at 0 behind 2^64 - 1.
TYPED_TEST(PrbsCheck, CountersCarryIntoEveryBit) {
  Bits wrong(TypeParam::kBits);
  wrong.front() = wrong.back() = 1;
  const std::uint64_t errors = TypeParam::kBits == 1 ? 1 : 2;
  const auto registers = counter_registers(*this->model_.rootp);
  this->bench_.run([&]() -> Task<> {
    co_await this->send_beats(TestFixture::kLockBeats);
    for (unsigned bit = 1; bit <= 64; ++bit) {
      co_await this->settle();
      const std::uint64_t from = (bit < 64 ? std::uint64_t{1} << bit : 0) - 1;
      for (const CounterRegisters& counters : registers) {
        this->bench_.port(*counters.bits).write(from);
        this->bench_.port(*counters.bit_errors).write(from);
      }
      co_await this->send(wrong);
      // So few errors that no window loses the lock.
      co_await this->send_beats(16);
      co_await this->settle();
      this->expect_all(true, from + std::uint64_t{17} * TypeParam::kBits, from + errors);
      if (this->HasFailure()) co_return;
    }
  });
}

// Gaps, errors of every density, slips, clears and resets at any time: every clock is compared.
TYPED_TEST(PrbsCheck, EqualsItsDescriptionInEveryClock) {
  // So many beats that the longest lock and some windows fit between two events.
  const int beats = 6 * (TestFixture::kWindowBeats + 2 * TestFixture::kLockBeats) + 800;
  this->bench_.run([&]() -> Task<> {
    std::vector<PrbsCheckerModel> models;
    for (const auto pattern : kPrbsPatterns) {
      models.emplace_back(golden::prbs_order(pattern), TypeParam::kBits, TypeParam::kInvert);
    }
    co_await this->bench_.reset();
    const unsigned rare = std::max(1U, 5000U / static_cast<unsigned>(beats));
    unsigned error_permille = 0;
    for (int i = 0; i < beats; ++i) {
      if (this->random_.chance(rare, 400)) {
        error_permille = this->random_.pick({0U, 0U, 0U, 2U, 50U, 230U, 300U, 500U});
      }
      if (this->random_.chance(1, 500)) {
        for (Prbs& source : this->sources_) source.next_bits(1 + (i & 7));
      }
      const bool valid = this->random_.percent(85);
      const bool clear = this->random_.chance(1, 60);
      const bool reset = this->random_.chance(1, 250);
      auto data = this->model_.data_i;
      std::array<Bits, kPrbsOrders> beat;
      for (int order = 0; order < kPrbsOrders; ++order) {
        beat[order].resize(TypeParam::kBits);
        if (valid) this->sources_[order].fill_bits(beat[order]);
        for (int b = 0; b < TypeParam::kBits; ++b) {
          if (error_permille > 0 && this->random_.chance(error_permille, 1000)) beat[order][b] ^= 1;
          write_bits(data, std::size_t(TypeParam::kBits) * order + b, 1, beat[order][b]);
        }
      }
      this->bench_.port(this->model_.data_i).write(data);
      this->set(this->model_.valid_i, valid);
      this->set(this->model_.clear_i, clear);
      this->set(this->model_.rst_ni, !reset);
      co_await RisingEdge(this->clock_);
      for (int order = 0; order < kPrbsOrders; ++order) {
        const PrbsCheckerModel& model = models[order];
        const Shown expected{model.locked(), model.bits(), model.bit_errors()};
        const auto different = differences(expected, this->shown(order));
        EXPECT_TRUE(different.empty()) << "order " << golden::prbs_order(kPrbsPatterns[order])
                                       << ", cycle " << this->clock_.cycle() << describe(different);
        models[order].step(
            reset, clear,
            valid ? std::span<const std::uint8_t>(beat[order]) : std::span<const std::uint8_t>());
      }
      if (this->HasFailure()) co_return;
    }
    this->set(this->model_.rst_ni, true);
  });
}

}  // namespace
}  // namespace lightloop::testbench
