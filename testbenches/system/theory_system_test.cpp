// SPDX-License-Identifier: Apache-2.0
// Long runs of the digital link against theory: at the signal-to-noise ratios where about one
// codeword in a hundred and in a thousand fails, and where the bit error ratio is 1e-3 and 2.4e-4.
#include <gtest/gtest.h>

#include "host/link/link_runner.hpp"
#include "sim/golden/link_theory.hpp"
#include "sim/golden/pam4_theory.hpp"
#include "sim/golden/statistics.hpp"
#include "testbenches/system/engines.hpp"

namespace lightloop::tests {
namespace {

// The seeds are fixed, so a case holds or does not, on every machine. Of as many honest intervals
// as there are here, one misses once in about two hundred choices of the seed.
constexpr double kConfidence = 0.9999;

std::uint64_t codewords(host::EngineKind kind) {
  switch (kind) {
    case host::EngineKind::kGolden:
      return 2000000;
    case host::EngineKind::kRtl:
      return 30000;
    default:
      return 10000;
  }
}

class TheorySystem : public SystemTest {
 protected:
  void expect_agreement(double snr_db) {
    golden::DigitalLinkConfig config;
    config.sigma = golden::sigma_from_snr_db(snr_db);
    const auto theory = golden::link_theory(config);
    const std::uint64_t count = codewords(GetParam());
    const auto counters =
        host::run_link(*engine().open_link(config), {.max_codewords = count}, {}).counters;
    const auto expect = [&](const char* what, std::uint64_t events, std::uint64_t trials,
                            double expected) {
      const auto interval = golden::clopper_pearson(events, trials, kConfidence);
      EXPECT_TRUE(interval.contains(expected))
          << what << " at " << snr_db << " dB: " << events << " of " << trials << ", interval "
          << interval.low << " to " << interval.high << ", theory " << expected;
    };
    // Bits are counted by the PAM4 symbol: the two bits of one are not independent.
    expect("PAM4 symbol errors", counters.pam4_symbol_errors, count * 2720,
           theory.pam4_symbol_error_ratio);
    expect("pre-FEC bit errors", counters.pre_fec_bit_errors, count * 5440, theory.bit_error_ratio);
    expect("pre-FEC symbol errors", counters.pre_fec_symbol_errors, count * 544,
           theory.fec_symbol_error_ratio);
    expect("uncorrectable codewords", counters.uncorrectable_codewords, count,
           theory.codeword_error_ratio);
    for (std::size_t bin = 0; bin < counters.histogram.size(); ++bin)
      expect("histogram", counters.histogram[bin], count, theory.histogram[bin]);
  }
};

TEST_P(TheorySystem, OneCodewordInAHundredFails) { expect_agreement(16.155); }
TEST_P(TheorySystem, OneCodewordInAThousandFails) { expect_agreement(16.385); }
TEST_P(TheorySystem, BitErrorRatioOfOneInAThousand) {
  expect_agreement(golden::pam4_awgn_snr_db(1e-3));
}
TEST_P(TheorySystem, BitErrorRatioOfThePmdBudget) {
  expect_agreement(golden::pam4_awgn_snr_db(2.4e-4));
}

LIGHTLOOP_OVER_ENGINES(TheorySystem);

}  // namespace
}  // namespace lightloop::tests
