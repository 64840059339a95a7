// SPDX-License-Identifier: Apache-2.0
// The digital link against theory with millions of codewords: the operating points that a link is
// judged by. Each measured ratio must have theory inside its 95 % interval.
#include <cmath>
#include <functional>
#include <gtest/gtest.h>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/fec_theory.hpp"
#include "sim/golden/link_ratios.hpp"
#include "sim/golden/link_theory.hpp"
#include "sim/golden/pam4_theory.hpp"

namespace lightloop::golden {
namespace {

constexpr std::uint64_t kSeed = 1;

// The SNR at which a falling function of it takes a value.
double snr_db_where(const std::function<double(double)>& ratio, double value) {
  double low = 10.0;
  double high = 25.0;
  while (high - low > 1e-9) {
    const double middle = 0.5 * (low + high);
    (ratio(middle) > value ? low : high) = middle;
  }
  return low;
}

double kp4_codeword_error_ratio(double snr_db) {
  return fec_theory(RsCode::kKp4, fec_symbol_error_from_pam4_symbols(pam4_awgn(snr_db).symbol))
      .codeword_error_ratio;
}

double bit_error_ratio(double snr_db) { return pam4_awgn(snr_db).bit; }

void expect_inside(const MeasuredRatio& measured, double theory, const char* what) {
  EXPECT_TRUE(measured.interval.contains(theory))
      << what << ": theory " << theory << ", measured " << measured.value << " in "
      << measured.interval.low << ".." << measured.interval.high << ", seed " << kSeed;
}

void run(double snr_db, std::uint64_t codewords) {
  const DigitalLinkConfig config{.noise_seed = kSeed, .sigma = sigma_from_snr_db(snr_db)};
  const LinkRatios ratios = link_ratios(config.code, DigitalLink(config).advance(codewords));
  const LinkTheory theory = link_theory(config);
  expect_inside(ratios.pam4_symbol, theory.pam4_symbol_error_ratio, "PAM4 symbols");
  expect_inside(ratios.pre_fec_bit, theory.bit_error_ratio, "bits");
  expect_inside(ratios.fec_symbol, theory.fec_symbol_error_ratio, "FEC symbols");
  expect_inside(ratios.codeword, theory.codeword_error_ratio, "codewords");
  std::printf("%.3f dB, %llu codewords: BER %.5e (theory %.5e), CER %.4e (theory %.4e)\n", snr_db,
              static_cast<unsigned long long>(codewords), ratios.pre_fec_bit.value,
              theory.bit_error_ratio, ratios.codeword.value, theory.codeword_error_ratio);
}

TEST(DigitalLinkSlow, CodewordErrorRatioOneInAHundred) {
  run(snr_db_where(kp4_codeword_error_ratio, 1e-2), 2'000'000);
}

TEST(DigitalLinkSlow, CodewordErrorRatioOneInAThousand) {
  run(snr_db_where(kp4_codeword_error_ratio, 1e-3), 3'000'000);
}

TEST(DigitalLinkSlow, BitErrorRatioOneInAThousand) {
  run(snr_db_where(bit_error_ratio, 1e-3), 3'000'000);
}

TEST(DigitalLinkSlow, BitErrorRatioOfTheFecLimit) {
  run(snr_db_where(bit_error_ratio, 2.4e-4), 3'000'000);
}

}  // namespace
}  // namespace lightloop::golden
