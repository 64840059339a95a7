// SPDX-License-Identifier: Apache-2.0
// ll_link_core against golden::DigitalLink: the same counters for the same configuration, at every
// width and for both codes.
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "Vll_link_core_kp4_w4.h"
#include "Vll_link_core_kr4_w4.h"
#include "testbenches/lib/random.hpp"
#include "testbenches/link/link_core_bench.hpp"
#include "testbenches/link/link_core_coverage.hpp"
#include "testbenches/link/link_counters_print.hpp"

// In a coverage build only the models that count.
#ifndef LIGHTLOOP_COUNTING_SHAPES_ONLY
#include "Vll_link_core_kp4_w16.h"
#include "Vll_link_core_kp4_w32.h"
#include "Vll_link_core_kp4_w8.h"
#include "Vll_link_core_kr4_w16.h"
#include "Vll_link_core_kr4_w8.h"
#endif

namespace lightloop::link_bench {
namespace {

using golden::DigitalLink;
using golden::DigitalLinkConfig;
using golden::LinkCounters;
using golden::RsCode;
using testbench::Random;
using testbench::Task;

template <class ModelType, RsCode kCodeValue, int kWidthValue>
struct Shape {
  using Model = ModelType;
  static constexpr RsCode kCode = kCodeValue;
  static constexpr int kWidth = kWidthValue;
};

struct ShapeNames {
  template <class ShapeType>
  static std::string GetName(int) {
    return std::string(golden::to_string(ShapeType::kCode)) + "_w" +
           std::to_string(ShapeType::kWidth);
  }
};

template <class ShapeType>
class LinkCoreTest : public ::testing::Test {
 protected:
  static constexpr RsCode kCode = ShapeType::kCode;
  static constexpr golden::RsParameters kParameters = golden::parameters(kCode);
  static constexpr int kT = kParameters.t;

  static DigitalLinkConfig clean() {
    DigitalLinkConfig config;
    config.code = kCode;
    return config;
  }

  static DigitalLinkConfig noisy(double snr_db) {
    DigitalLinkConfig config = clean();
    config.sigma = golden::sigma_from_snr_db(snr_db);
    return config;
  }

  // An SNR at which some codewords are corrected and some are not.
  static double waterfall_snr_db() { return kCode == RsCode::kKp4 ? 16.2 : 17.2; }

  /// One run; gives its clocks.
  Task<std::uint64_t> run(std::uint64_t codewords, bool restart) {
    runs_.sample({restart, core_.opened(), codewords});
    const std::uint64_t clocks = co_await core_.run(codewords, restart);
    co_return clocks;
  }

  /// Both sides from the start; gives the golden counters.
  Task<LinkCounters> compare(DigitalLinkConfig config, std::uint64_t codewords) {
    core_.configure(config);
    co_await run(codewords, true);
    const LinkCounters expected = DigitalLink(config, 1).advance(codewords);
    sessions_.sample(config, expected);
    EXPECT_EQ(core_.counters(), expected);
    const auto words = core_.counter_words();
    for (int i = 9; i < 15; ++i) EXPECT_EQ(words[i], 0U) << "reserved word " << i;
    co_return expected;
  }

  /// The same as a whole test.
  LinkCounters run_and_compare(const DigitalLinkConfig& config, std::uint64_t codewords) {
    LinkCounters counters;
    core_.bench().run([&]() -> Task<> { counters = co_await compare(config, codewords); });
    return counters;
  }

  LinkCore<typename ShapeType::Model> core_;
  Random random_ = Random::for_test();
  LinkSessionCoverage sessions_{ShapeNames::GetName<ShapeType>(0), kParameters};
  LinkRunCoverage runs_{ShapeNames::GetName<ShapeType>(0)};
  LinkResetCoverage resets_{ShapeNames::GetName<ShapeType>(0)};
};

#ifdef LIGHTLOOP_COUNTING_SHAPES_ONLY
using Shapes = ::testing::Types<Shape<Vll_link_core_kp4_w4, RsCode::kKp4, 4>,
                                Shape<Vll_link_core_kr4_w4, RsCode::kKr4, 4>>;
#else
using Shapes = ::testing::Types<
    Shape<Vll_link_core_kp4_w4, RsCode::kKp4, 4>, Shape<Vll_link_core_kp4_w8, RsCode::kKp4, 8>,
    Shape<Vll_link_core_kp4_w16, RsCode::kKp4, 16>, Shape<Vll_link_core_kp4_w32, RsCode::kKp4, 32>,
    Shape<Vll_link_core_kr4_w4, RsCode::kKr4, 4>, Shape<Vll_link_core_kr4_w8, RsCode::kKr4, 8>,
    Shape<Vll_link_core_kr4_w16, RsCode::kKr4, 16>>;
#endif

TYPED_TEST_SUITE(LinkCoreTest, Shapes, ShapeNames);

TYPED_TEST(LinkCoreTest, CleanLinkHasNoErrors) {
  const LinkCounters counters = this->run_and_compare(this->clean(), 20);
  EXPECT_EQ(counters.codewords, 20U);
  EXPECT_EQ(counters.histogram[0], 20U);
  EXPECT_EQ(counters.pam4_symbol_errors, 0U);
}

TYPED_TEST(LinkCoreTest, CorrectsNoise) {
  const LinkCounters counters = this->run_and_compare(this->noisy(19.0), 60);
  EXPECT_GT(counters.corrected_symbols, 0U);
  EXPECT_GT(counters.pam4_symbol_errors, 0U);
}

TYPED_TEST(LinkCoreTest, WaterfallHasBothKindsOfCodewords) {
  const LinkCounters counters = this->run_and_compare(this->noisy(this->waterfall_snr_db()), 200);
  EXPECT_GT(counters.corrected_codewords, 0U);
  EXPECT_GT(counters.uncorrectable_codewords, 0U);
  EXPECT_EQ(counters.uncorrectable_codewords, counters.post_fec_errored_codewords);
}

TYPED_TEST(LinkCoreTest, HopelessChannel) {
  DigitalLinkConfig config = this->clean();
  config.sigma = 0xFFFF;
  const LinkCounters counters = this->run_and_compare(config, 20);
  EXPECT_EQ(counters.uncorrectable_codewords, 20U);
}

TYPED_TEST(LinkCoreTest, IntersymbolInterferenceAndPrecoding) {
  DigitalLinkConfig config = this->noisy(20.0);
  config.taps = {230, 20, -31, 9};
  this->run_and_compare(config, 40);
  config.precoding = true;
  this->run_and_compare(config, 40);
  config.taps = {511, -512, -512, -512};  // the largest sums
  this->run_and_compare(config, 5);
  config.taps = {1, 511, 511, 511};
  this->run_and_compare(config, 5);
}

TYPED_TEST(LinkCoreTest, PrecodingOnACleanLink) {
  DigitalLinkConfig config = this->clean();
  config.precoding = true;
  EXPECT_EQ(this->run_and_compare(config, 10).histogram[0], 10U);
}

TYPED_TEST(LinkCoreTest, NoiseDisabledOverridesSigma) {
  DigitalLinkConfig config = this->noisy(10.0);
  config.noise_enable = false;
  EXPECT_EQ(this->run_and_compare(config, 10).pam4_symbol_errors, 0U);
}

TYPED_TEST(LinkCoreTest, InjectsUpToTheCorrectableNumberAndBeyond) {
  DigitalLinkConfig config = this->clean();
  config.inject_period = 3;
  config.inject_start = 77;
  config.inject_mask = 0x3FF;
  config.inject_length = this->kT;
  EXPECT_EQ(this->run_and_compare(config, 10).histogram[this->kT], 4U);
  config.inject_length = this->kT + 1;
  EXPECT_EQ(this->run_and_compare(config, 10).uncorrectable_codewords, 4U);
}

TYPED_TEST(LinkCoreTest, InjectionAtTheEdgesOfTheCodeword) {
  const int n = this->kParameters.n;
  DigitalLinkConfig config = this->clean();
  config.inject_period = 1;
  config.inject_mask = 0x201;
  config.inject_start = n - 3;
  config.inject_length = 0xFFFF;
  EXPECT_EQ(this->run_and_compare(config, 4).histogram[3], 4U);
  config.inject_start = 0;
  config.inject_length = 5;
  EXPECT_EQ(this->run_and_compare(config, 4).histogram[5], 4U);
  config.inject_length = 0xFFFF;
  this->run_and_compare(config, 4);
}

TYPED_TEST(LinkCoreTest, ContinuedRunsAddUp) {
  DigitalLinkConfig config = this->noisy(18.5);
  config.precoding = true;
  config.taps = {256, 12, -7, 3};
  config.inject_period = 5;
  config.inject_length = 4;
  config.inject_mask = 1;
  this->core_.configure(config);
  DigitalLink golden(config, 1);
  this->core_.bench().run([&]() -> Task<> {
    co_await this->run(7, true);
    EXPECT_EQ(this->core_.counters(), golden.advance(7));
    for (const int codewords : {1, 0, 13, 2}) {
      co_await this->run(codewords, false);
      EXPECT_EQ(this->core_.counters(), golden.advance(codewords));
    }
    // Without restart the session keeps its configuration, whatever the inputs say.
    this->core_.configure(this->clean());
    co_await this->run(6, false);
    EXPECT_EQ(this->core_.counters(), golden.advance(6));
    // And a restart takes them.
    co_await this->run(6, true);
    EXPECT_EQ(this->core_.counters(), DigitalLink(this->clean(), 1).advance(6));
  });
}

// Each field of the configuration is taken, as with a restart.
TYPED_TEST(LinkCoreTest, FirstRunAfterResetOpensASession) {
  DigitalLinkConfig config = this->noisy(18.0);
  config.precoding = true;
  config.noise_seed = 0x123456789ABCDEF0;
  config.prbs_seed = 0x2468ACE;
  config.taps = {240, 17, -11, 5};
  config.inject_period = 2;
  config.inject_start = 3;
  config.inject_length = 4;
  config.inject_mask = 0x155;
  this->core_.configure(config);
  this->core_.bench().run([&]() -> Task<> {
    for (const int codewords : {5, 1, 0}) {
      co_await this->run(codewords, false);
      EXPECT_EQ(this->core_.counters(), DigitalLink(config, 1).advance(codewords));
      co_await this->core_.reset();
    }
  });
}

TYPED_TEST(LinkCoreTest, StartWhileBusyIsIgnored) {
  const DigitalLinkConfig config = this->noisy(18.0);
  this->core_.configure(config);
  this->core_.bench().run([&]() -> Task<> {
    auto& model = this->core_.model();
    co_await this->core_.start(60, true);
    co_await this->core_.edges(1);
    EXPECT_NE(model.busy_o, 0);
    for (const int clocks : {1, 500, 700, 100}) {
      co_await this->core_.edges(clocks);
      EXPECT_NE(model.busy_o, 0);
      co_await this->core_.start(3, true);
    }
    co_await this->core_.wait_done(100000);
    EXPECT_EQ(model.busy_o, 0);
    EXPECT_EQ(this->core_.counters(), DigitalLink(config, 1).advance(60));
    co_await this->core_.edges(2);
    EXPECT_EQ(model.done_o, 0);
  });
}

// Up to the last clock of a run.
TYPED_TEST(LinkCoreTest, StartJustBeforeTheEndIsIgnored) {
  const DigitalLinkConfig config = this->noisy(18.0);
  this->core_.configure(config);
  this->core_.bench().run([&]() -> Task<> {
    auto& model = this->core_.model();
    co_await this->run(1, true);
    const std::uint64_t clocks = co_await this->run(1, false);
    std::uint64_t codewords = 2;
    for (std::uint64_t early = 10; early > 0; --early) {
      co_await this->core_.start(1, false);
      co_await this->core_.edges(clocks - early - 1);
      co_await this->core_.start(5, true);
      co_await this->core_.edges(early);
      EXPECT_EQ(model.done_o, 1) << early << " clocks before the end";
      co_await this->core_.edges(2);
      EXPECT_EQ(model.busy_o, 0) << early << " clocks before the end";
      EXPECT_EQ(this->core_.counters(), DigitalLink(config, 1).advance(++codewords));
    }
  });
}

TYPED_TEST(LinkCoreTest, ResetInMidRun) {
  const DigitalLinkConfig config = this->noisy(17.5);
  DigitalLinkConfig hopeless = this->clean();
  hopeless.sigma = 0xFFFF;
  std::vector<int> moments{3, 400, 1000, 1100, 1234, 1600};
  for (int i = 0; i < 6; ++i) moments.push_back(this->random_.between(1, 1600));
  this->core_.bench().run([&]() -> Task<> {
    for (std::size_t i = 0; i < moments.size(); ++i) {
      // 4 clocks, too, leave nothing that would still be counted, even if every beat has errors.
      const bool shortest = i % 2 != 0;
      this->core_.configure(shortest ? hopeless : config);
      co_await this->core_.start(50, true);
      co_await this->core_.edges(moments[i]);
      this->resets_.sample(this->core_.counters());
      const std::uint64_t cycles = shortest ? 4 : this->core_.kResetCycles;
      co_await this->core_.reset(cycles);
      for (int clock = 0; clock < 5; ++clock) {
        co_await this->core_.edges(1);
        EXPECT_EQ(this->core_.model().busy_o, 0);
        EXPECT_EQ(this->core_.counters(), LinkCounters{}) << "after " << moments[i] << " clocks";
      }
    }
    co_await this->compare(config, 8);
  });
}

TYPED_TEST(LinkCoreTest, EmptyRunOnlyPreparesTheSession) {
  const DigitalLinkConfig config = this->noisy(17.5);
  this->core_.configure(config);
  this->core_.bench().run([&]() -> Task<> {
    co_await this->run(0, true);
    EXPECT_EQ(this->core_.counters(), LinkCounters{});
    co_await this->run(9, false);
    EXPECT_EQ(this->core_.counters(), DigitalLink(config, 1).advance(9));
  });
}

// The latency as the header of ll_link_core has it.
TYPED_TEST(LinkCoreTest, OneBeatAClock) {
  const std::uint64_t beats = this->kParameters.n / TypeParam::kWidth;
  this->core_.configure(this->noisy(17.0));
  this->core_.bench().run([&]() -> Task<> {
    co_await this->run(1, true);
    const std::uint64_t one = co_await this->run(1, false);
    const std::uint64_t hundred = co_await this->run(100, false);
    EXPECT_EQ(hundred - one, 99 * beats);
    EXPECT_EQ(one, 3 * beats + this->kParameters.parity() + 34);
  });
}

TYPED_TEST(LinkCoreTest, RandomConfigurations) {
  Random& random = this->random_;
  for (int i = 0; i < 12; ++i) {
    DigitalLinkConfig config = this->clean();
    config.precoding = random.percent(50);
    config.noise_seed = random();
    config.prbs_seed = random.between(1U, 0x7FFFFFFFU);
    config.sigma = random.between<std::uint16_t>(0, 19999);
    config.taps[0] = random.between<std::int16_t>(100, 511);
    for (int tap = 1; tap < 4; ++tap) config.taps[tap] = random.between<std::int16_t>(-30, 30);
    config.inject_period = random.between(0U, 3U);
    config.inject_start = random.between<std::uint16_t>(0, this->kParameters.n - 1);
    config.inject_length = random.between<std::uint16_t>(0, 19);
    config.inject_mask = random.between<std::uint16_t>(0, 1023);
    this->run_and_compare(config, random.between(1U, 12U));
  }
}

}  // namespace
}  // namespace lightloop::link_bench
