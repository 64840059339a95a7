// SPDX-License-Identifier: Apache-2.0
// ll_rs_parity: the remainder of the division by the generator polynomial, beat by beat.
#include <gtest/gtest.h>

#include "testbenches/fec/stage_bench.hpp"

namespace lightloop::testbench {
namespace {

template <typename Shape>
class RsParity : public StageBench<Shape> {
 protected:
  using Base = StageBench<Shape>;
  static constexpr int kK = Base::kParameters.k;
  static constexpr int kMixedBeat = kK / Base::kWidth;

  /// Shows one beat of a word; with `enable` the state moves on. Returns data_o.
  Task<Words> beat(const Words& word, int index, bool enable) {
    this->port(this->model_.parity_enable_i).write(enable ? 1 : 0);
    this->port(this->model_.parity_first_i).write(index == 0 ? 1 : 0);
    this->port(this->model_.parity_mixed_i).write(index == kMixedBeat ? 1 : 0);
    this->port(this->model_.parity_only_i).write(index > kMixedBeat ? 1 : 0);
    write_symbols(this->port(this->model_.parity_data_i), this->beat_of(word, index));
    co_await RisingEdge(this->clock_);
    co_return symbols_of(this->model_.parity_data_o, Base::kWidth);
  }

  /// The codeword of a message; `pause_percent` of the clocks show a beat of something else,
  /// without enable.
  Task<Words> encode(const Words& message, unsigned pause_percent) {
    Words word = message;
    while (word.size() < static_cast<std::size_t>(Base::kN)) {
      word.push_back(this->random_.between(0, 0x3FF));  // the parity places, ignored
    }
    Words codeword;
    for (int i = 0; i < Base::kBeats; ++i) {
      while (this->random_.percent(pause_percent)) {
        const Words other = random_messages(Base::kCode, 2, this->random_);
        (void)co_await beat(other, this->random_.between(0, Base::kBeats - 1), false);
      }
      const Words out = co_await beat(word, i, true);
      codeword.insert(codeword.end(), out.begin(), out.end());
    }
    co_return codeword;
  }

  void expect_codeword(const Words& codeword, const Words& message) {
    EXPECT_TRUE(std::equal(message.begin(), message.end(), codeword.begin())) << "not systematic";
    EXPECT_EQ(syndromes_of(Base::kCode, codeword), Polynomial(2 * Base::kT)) << "not a codeword";
  }
};

TYPED_TEST_SUITE(RsParity, StageShapes, StageShapeName);

// The parity of x^2t alone is the generator polynomial: IEEE 802.3 table 91-1, highest power first.
TYPED_TEST(RsParity, OfTheLastMessageSymbolIsTheGeneratorPolynomial) {
  const Words kp4{575, 552, 187, 230, 552, 1,   108, 565, 282, 249, 593, 132, 94,  720, 495,
                  385, 942, 503, 883, 361, 788, 610, 193, 392, 127, 185, 158, 128, 834, 523};
  const Words kr4{904, 6, 701, 32, 656, 925, 900, 614, 391, 592, 265, 945, 290, 432};
  this->bench_.run([&]() -> Task<> {
    Words message(TestFixture::kK);
    message.back() = 1;
    const Words codeword = co_await this->encode(message, 0);
    EXPECT_EQ(Words(codeword.begin() + TestFixture::kK, codeword.end()),
              TypeParam::kCode == golden::RsCode::kKp4 ? kp4 : kr4);
  });
}

TYPED_TEST(RsParity, MakesCodewordsWithAndWithoutPauses) {
  this->bench_.run([&]() -> Task<> {
    for (int i = 0; i < 60; ++i) {
      const Words message = random_messages(TypeParam::kCode, 1, this->random_);
      this->expect_codeword(co_await this->encode(message, i % 2 == 0 ? 0 : 40), message);
    }
  });
}

// Every message symbol alone, over the field's bits.
TYPED_TEST(RsParity, KnowsEveryMessagePlace) {
  this->bench_.run([&]() -> Task<> {
    for (int i = 0; i < TestFixture::kK; ++i) {
      Words message(TestFixture::kK);
      message[i] = static_cast<FecSymbol>(1U << (i % 10));
      this->expect_codeword(co_await this->encode(message, 0), message);
    }
  });
}

TYPED_TEST(RsParity, FirstForgetsAWordThatWasLeft) {
  this->bench_.run([&]() -> Task<> {
    for (int left = 1; left < TestFixture::kBeats; left += 5) {
      const Words word = random_codewords(TypeParam::kCode, 1, this->random_);
      for (int i = 0; i < left; ++i) (void)co_await this->beat(word, i, true);
      const Words message = random_messages(TypeParam::kCode, 1, this->random_);
      this->expect_codeword(co_await this->encode(message, 0), message);
    }
  });
}

}  // namespace
}  // namespace lightloop::testbench
