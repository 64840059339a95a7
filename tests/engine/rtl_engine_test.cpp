// SPDX-License-Identifier: Apache-2.0
// The engine rtl keeps the contract of Engine, and gives the golden model's bits and counters.
#include "host/engine/rtl_engine.hpp"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>
#include <vector>

#include "sim/golden/digital_link.hpp"

namespace lightloop::host {
namespace {

using golden::CodewordStatus;
using golden::FecSymbol;
using golden::RsCode;
using Symbols = std::vector<FecSymbol>;

Symbols random_symbols(std::size_t count, std::mt19937_64& random) {
  Symbols symbols(count);
  for (FecSymbol& symbol : symbols) symbol = static_cast<FecSymbol>(random() & 0x3FF);
  return symbols;
}

class RtlEngineCodec : public testing::TestWithParam<RsCode> {
 protected:
  golden::RsParameters shape() const { return golden::parameters(GetParam()); }

  /// Codewords with 0 .. t+3 wrong symbols.
  Symbols noisy_codewords(int count, std::mt19937_64& random) const {
    Symbols words(std::size_t(count) * shape().n);
    golden::rs_encode(GetParam(), random_symbols(std::size_t(count) * shape().k, random), words);
    for (int i = 0; i < count; ++i) {
      for (int errors = static_cast<int>(random() % (shape().t + 4)); errors > 0; --errors) {
        words[std::size_t(i) * shape().n + random() % shape().n] ^=
            static_cast<FecSymbol>(random() & 0x3FF);
      }
    }
    return words;
  }
};

INSTANTIATE_TEST_SUITE_P(Codes, RtlEngineCodec, testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) { return std::string(to_string(info.param)); });

TEST_P(RtlEngineCodec, EncodesAsGoldenInBatchesOfAnySize) {
  std::mt19937_64 random(1);
  RtlEngine engine;
  for (const int count : {1, 2, 3, 50, 1}) {
    const Symbols messages = random_symbols(std::size_t(count) * shape().k, random);
    Symbols expected(std::size_t(count) * shape().n);
    Symbols actual(expected.size());
    golden::rs_encode(GetParam(), messages, expected);
    engine.encode(GetParam(), messages, actual);
    EXPECT_EQ(actual, expected) << count << " codewords";
  }
}

TEST_P(RtlEngineCodec, DecodesAsGoldenInBatchesOfAnySize) {
  std::mt19937_64 random(2);
  RtlEngine engine;
  for (const int count : {1, 2, 3, 100, 1}) {
    const Symbols received = noisy_codewords(count, random);
    Symbols expected(received.size());
    Symbols actual(received.size());
    std::vector<CodewordStatus> expected_status(count);
    std::vector<CodewordStatus> actual_status(count);
    golden::rs_decode(GetParam(), received, expected, expected_status);
    engine.decode(GetParam(), received, actual, actual_status);
    EXPECT_EQ(actual, expected) << count << " codewords";
    EXPECT_EQ(actual_status, expected_status) << count << " codewords";
  }
}

TEST_P(RtlEngineCodec, DecodesInPlace) {
  std::mt19937_64 random(3);
  RtlEngine engine;
  Symbols words = noisy_codewords(40, random);
  Symbols expected(words.size());
  std::vector<CodewordStatus> expected_status(40);
  std::vector<CodewordStatus> status(40);
  golden::rs_decode(GetParam(), words, expected, expected_status);
  engine.decode(GetParam(), words, words, status);
  EXPECT_EQ(words, expected);
  EXPECT_EQ(status, expected_status);
}

TEST_P(RtlEngineCodec, TakesEmptyBatches) {
  RtlEngine engine;
  EXPECT_NO_THROW(engine.encode(GetParam(), {}, {}));
  EXPECT_NO_THROW(engine.decode(GetParam(), {}, {}, {}));
  EXPECT_EQ(engine.cycles(), 0u);
}

TEST_P(RtlEngineCodec, RefusesWhatDoesNotFitAndGoesOn) {
  std::mt19937_64 random(4);
  RtlEngine engine;
  Symbols messages = random_symbols(std::size_t{2} * shape().k, random);
  Symbols codewords(std::size_t{2} * shape().n);
  std::vector<CodewordStatus> status(2);
  const std::span<const FecSymbol> all(messages);
  EXPECT_THROW(engine.encode(GetParam(), all.first(shape().k + 1), codewords),
               std::invalid_argument);
  EXPECT_THROW(engine.encode(GetParam(), all.first(shape().k), codewords), std::invalid_argument);
  EXPECT_THROW(engine.decode(GetParam(), codewords, codewords, std::span(status).first(1)),
               std::invalid_argument);
  EXPECT_THROW(engine.decode(GetParam(), codewords, std::span(codewords).first(shape().n), status),
               std::invalid_argument);
  messages[7] = 0x400;
  EXPECT_THROW(engine.encode(GetParam(), messages, codewords), std::invalid_argument);
  messages[7] = 0x3FF;
  Symbols expected(codewords.size());
  golden::rs_encode(GetParam(), messages, expected);
  engine.encode(GetParam(), messages, codewords);
  EXPECT_EQ(codewords, expected);
}

golden::DigitalLinkConfig noisy_link(RsCode code) {
  golden::DigitalLinkConfig config;
  config.code = code;
  config.precoding = true;
  config.noise_seed = 0x123456789ABCDEF0;
  config.prbs_seed = 0x2468ACE;
  config.sigma = golden::sigma_from_snr_db(17.0);
  config.taps = {256, 20, -10, 5};
  config.inject_period = 7;
  config.inject_start = 500;
  config.inject_length = 20;
  config.inject_mask = 0x155;
  return config;
}

TEST(RtlEngineLink, CountsAsGoldenAcrossCalls) {
  RtlEngine engine;
  for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
    SCOPED_TRACE(to_string(code));
    const golden::DigitalLinkConfig config = noisy_link(code);
    golden::DigitalLink golden_link(config);
    const auto session = engine.open_link(config);
    for (const std::uint64_t codewords : {0, 1, 30, 0, 100}) {
      EXPECT_EQ(session->advance(codewords), golden_link.advance(codewords))
          << codewords << " more codewords";
    }
  }
}

TEST(RtlEngineLink, BeginsEachSessionAnew) {
  RtlEngine engine;
  const golden::DigitalLinkConfig config = noisy_link(RsCode::kKp4);
  const golden::LinkCounters first = engine.open_link(config)->advance(50);
  EXPECT_GT(first.pre_fec_bit_errors, 0u);
  EXPECT_EQ(engine.open_link(config)->advance(50), first);
}

TEST(RtlEngineLink, EndsASessionWhenTheNextIsOpened) {
  RtlEngine engine;
  const auto first = engine.open_link(noisy_link(RsCode::kKp4));
  first->advance(1);
  const auto second = engine.open_link(noisy_link(RsCode::kKr4));
  EXPECT_THROW(first->advance(1), DeviceError);
  EXPECT_EQ(second->advance(3).codewords, 3u);
}

TEST(RtlEngineLink, RefusesABadConfiguration) {
  RtlEngine engine;
  golden::DigitalLinkConfig config;
  config.prbs_seed = 0;
  EXPECT_THROW(engine.open_link(config), std::invalid_argument);
}

TEST(RtlEngineLink, OutlivesItsEngine) {
  auto engine = std::make_unique<RtlEngine>();
  const auto session = engine->open_link(noisy_link(RsCode::kKp4));
  session->advance(2);
  engine.reset();
  EXPECT_EQ(session->advance(2).codewords, 4u);
}

TEST(RtlEngine, CountsItsCycles) {
  std::mt19937_64 random(5);
  RtlEngine engine;
  Symbols codewords(100 * 544);
  engine.encode(RsCode::kKp4, random_symbols(100 * 514, random), codewords);
  const std::uint64_t cycles = *engine.cycles();
  EXPECT_GE(cycles, 3400u);  // 34 beats a codeword, none of them idle
  EXPECT_LE(cycles, 3420u);
}

TEST(RtlEngine, LivesBesideAnother) {
  std::mt19937_64 random(6);
  RtlEngine first;
  RtlEngine second;
  const Symbols messages = random_symbols(5 * 514, random);
  Symbols a(5 * 544);
  Symbols b(5 * 544);
  const auto session = first.open_link(noisy_link(RsCode::kKp4));
  const auto other = second.open_link(noisy_link(RsCode::kKp4));
  EXPECT_EQ(session->advance(5), other->advance(5));
  first.encode(RsCode::kKp4, messages, a);
  second.encode(RsCode::kKp4, messages, b);
  EXPECT_EQ(a, b);
  EXPECT_EQ(session->advance(5), other->advance(5));
}

TEST(MakeEngine, MakesTheRtlEngine) {
  const auto engine = make_engine(EngineKind::kRtl, {});
  EXPECT_EQ(engine->name(), "rtl");
  EXPECT_FALSE(engine->description().empty());
  EXPECT_EQ(engine->cycles(), 0u);
}

}  // namespace
}  // namespace lightloop::host
