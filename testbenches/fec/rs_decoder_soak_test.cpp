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
  for (std::uint64_t seed = 100; seed < 120; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    this->check_random_correctable(seed, 5000);
  }
}

TYPED_TEST(RsDecoderSoak, EqualsGoldenBeyondTOnManyThousands) {
  for (std::uint64_t seed = 200; seed < 220; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    this->check_random_beyond_t(seed, 5000);
  }
}

}  // namespace
}  // namespace lightloop::testbench
