// SPDX-License-Identifier: Apache-2.0
// ll_prbs_gen, and with it ll_prbs_lookahead, every polynomial, against known answers and
// golden::Prbs.
#include <algorithm>
#include <string>

#include "sim/golden/pam4.hpp"
#include "testbenches/dsp/prbs_bench.hpp"

namespace lightloop::testbench {
namespace {

using golden::Prbs;

template <class Shape>
class PrbsGen : public PrbsBench<Shape> {
 protected:
  using Base = PrbsBench<Shape>;

  /// The next bits of all orders from reset on, in whole beats, at least `count`.
  std::array<Bits, kPrbsOrders> first_bits(int count) {
    std::array<Bits, kPrbsOrders> all;
    this->bench_.run([&]() -> Task<> {
      co_await this->bench_.reset();
      this->set(this->model_.advance_i, true);
      for (int done = 0; done < count; done += Base::kBits) {
        co_await RisingEdge(this->clock_);
        for (int order = 0; order < kPrbsOrders; ++order) {
          const Bits beat = shown(order, Base::kBits);
          all[order].insert(all[order].end(), beat.begin(), beat.end());
        }
      }
      this->set(this->model_.advance_i, false);
      co_await RisingEdge(this->clock_);
    });
    return all;
  }

  Bits shown(int order, int count) const {
    return Base::bits_of(this->model_.data_o, Base::kBits * order, count);
  }

  /// `flip` 1 inverts the bits first.
  static std::string pam4_symbols(const Bits& bits, std::size_t count, unsigned flip) {
    std::string symbols;
    for (std::size_t i = 0; i < count; ++i) {
      symbols +=
          static_cast<char>('0' + golden::gray_encode(bits[2 * i] ^ flip, bits[2 * i + 1] ^ flip));
    }
    return symbols;
  }
};

TYPED_TEST_SUITE(PrbsGen, PrbsShapes, PrbsShapeName);

// IEEE 802.3 120.5.11.2: PRBS9Q, PRBS13Q and PRBS31Q (the inverted pattern) after a preset of all
// ones.
TYPED_TEST(PrbsGen, KnownAnswersOfIeee) {
  const auto bits = this->first_bits(160);
  const unsigned inverted = TypeParam::kInvert ? 1 : 0;
  EXPECT_EQ(this->pam4_symbols(bits[1], 80, inverted),
            "00123223032313100103312133022022313201110302302133323031303030001003020031203332");
  EXPECT_EQ(this->pam4_symbols(bits[3], 64, inverted),
            "1321322022021113022220021323231233012122121000322321021231110012");
  EXPECT_EQ(this->pam4_symbols(bits[6], 64, 1 - inverted),
            "2222222222222201222222222222000222222222220120122222222200000022");
}

TYPED_TEST(PrbsGen, ShortPatternsHaveTheirPeriodAndBalance) {
  const auto all = this->first_bits(2 * ((1 << 15) - 1));
  for (const int order : {0, 1, 2, 3, 4}) {
    const int degree = golden::prbs_order(kPrbsPatterns[order]);
    const int period = (1 << degree) - 1;
    const Bits& bits = all[order];
    EXPECT_TRUE(std::equal(bits.begin(), bits.begin() + period, bits.begin() + period))
        << "PRBS" << degree;
    EXPECT_EQ(std::count(bits.begin(), bits.begin() + period, 1),
              TypeParam::kInvert ? period / 2 : period / 2 + 1)
        << "PRBS" << degree;
  }
}

// Every clock is checked: loads, whole and partial steps, pauses and resets in any order.
TYPED_TEST(PrbsGen, EqualsGoldenInEveryClock) {
  this->bench_.run([&]() -> Task<> {
    std::array<std::uint32_t, kPrbsOrders> mask{};
    std::vector<Prbs> golden;
    const auto restart = [&](std::uint32_t seed) {
      golden.clear();
      for (int order = 0; order < kPrbsOrders; ++order) {
        mask[order] = 0xFFFFFFFFU >> (32 - golden::prbs_order(kPrbsPatterns[order]));
        golden.emplace_back(kPrbsPatterns[order], seed & mask[order], TypeParam::kInvert);
      }
    };
    restart(0x7FFFFFFF);
    co_await this->bench_.reset();
    for (int i = 0; i < 600; ++i) {
      const bool reset = this->random_.percent(3);
      const bool load = this->random_.percent(5);
      const bool advance = this->random_.percent(70);
      const bool partial = this->random_.percent(30);
      // Bit 0 set, so that it is no order's all-zero seed.
      const std::uint32_t seed = (this->random_.template any<std::uint32_t>() & 0x7FFFFFFF) | 1;
      this->set(this->model_.rst_ni, !reset);
      this->set(this->model_.load_i, load);
      this->bench_.port(this->model_.seed_i).write(seed);
      this->set(this->model_.advance_i, advance);
      this->set(this->model_.partial_i, partial);
      co_await RisingEdge(this->clock_);
      for (int order = 0; order < kPrbsOrders; ++order) {
        Prbs ahead = golden[order];
        Bits expected(TypeParam::kBits);
        ahead.fill_bits(expected);
        EXPECT_EQ(this->shown(order, TypeParam::kBits), expected)
            << "order " << golden::prbs_order(kPrbsPatterns[order]) << " step " << i;
      }
      if (this->HasFailure()) co_return;
      // A reset goes before a load, and a load before a step.
      if (reset) {
        restart(0x7FFFFFFF);
      } else if (load) {
        restart(seed);
      } else if (advance) {
        for (Prbs& prbs : golden) {
          for (int b = 0; b < (partial ? TypeParam::kPartial : TypeParam::kBits); ++b) {
            prbs.next_bits(1);
          }
        }
      }
    }
  });
}

}  // namespace
}  // namespace lightloop::testbench
