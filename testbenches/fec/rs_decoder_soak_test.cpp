// SPDX-License-Identifier: Apache-2.0
// ll_rs_decoder at every width on very many words.
#include <gtest/gtest.h>

#include "testbenches/fec/rs_decoder_fixture.hpp"

namespace lightloop::testbench {
namespace {

template <typename Shape>
class RsDecoderSoak : public RsDecoder<Shape> {};

TYPED_TEST_SUITE(RsDecoderSoak, CodecShapes, ShapeName);

TYPED_TEST(RsDecoderSoak, CorrectsManyThousandsOfRandomPatterns) {
  for (int round = 0; round < 20; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    this->check_random_correctable(Random::for_test().branch(std::to_string(round)), 5000);
  }
}

TYPED_TEST(RsDecoderSoak, EqualsGoldenBeyondTOnManyThousands) {
  for (int round = 0; round < 20; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    this->check_random_beyond_t(Random::for_test().branch(std::to_string(round)), 5000);
  }
}

}  // namespace
}  // namespace lightloop::testbench
