// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/fec_theory.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "tests/golden/printed.hpp"

namespace lightloop::golden {
namespace {

FecTheory random_bits(RsCode code, double bit_error_ratio) {
  return fec_theory(code, fec_symbol_error_from_random_bits(bit_error_ratio));
}

TEST(FecTheory, PublishedCodewordErrorRatios) {
  struct Row {
    RsCode code;
    double bit;
    const char* codeword;
  };
  for (const Row& row : std::vector<Row>{{RsCode::kKp4, 1e-4, "1.36e-18"},
                                         {RsCode::kKp4, 2e-4, "5.39e-14"},
                                         {RsCode::kKp4, 2.28e-4, "3.81e-13"},
                                         {RsCode::kKp4, 2.4e-4, "8.15e-13"},
                                         {RsCode::kKp4, 2.8e-4, "7.86e-12"},
                                         {RsCode::kKp4, 2.921e-4, "1.455e-11"},
                                         {RsCode::kKp4, 3.2e-4, "5.44481e-11"},
                                         {RsCode::kKp4, 4e-4, "1.30e-9"},
                                         {RsCode::kKp4, 5e-4, "2.79e-8"},
                                         {RsCode::kKp4, 6e-4, "3.14e-7"},
                                         {RsCode::kKp4, 8e-4, "1.16e-5"},
                                         {RsCode::kKp4, 1e-3, "1.53e-4"},
                                         {RsCode::kKp4, 1.5e-3, "8.72e-3"},
                                         {RsCode::kKp4, 2e-3, "7.94e-2"},
                                         {RsCode::kKr4, 1e-5, "1.36e-15"},
                                         {RsCode::kKr4, 1e-4, "8.93e-8"},
                                         {RsCode::kKr4, 2.4e-4, "5.15e-5"}}) {
    const double ratio = random_bits(row.code, row.bit).codeword_error_ratio;
    EXPECT_TRUE(agrees_with_printed(ratio, row.codeword))
        << to_string(row.code) << ' ' << row.bit << ": " << ratio << " for " << row.codeword;
  }
  EXPECT_TRUE(agrees_with_printed(random_bits(RsCode::kKp4, 2.4e-4).post_fec_symbol_error_ratio,
                                  "2.41e-14"));
}

TEST(FecTheory, PublishedHistogram) {
  const std::vector<int> bins{0, 1, 2, 3, 4, 5, 8, 10, 15, 16};
  struct Row {
    double bit;
    std::vector<const char*> shares;
  };
  for (const Row& row :
       std::vector<Row>{{1e-4,
                         {".5804", ".3159", ".0858", ".01551", "2.10e-3", "2.27e-4", "1.05e-7",
                          "3.36e-10", "3.98e-17", "1.36e-18"}},
                        {2.4e-4,
                         {".2710", ".3542", ".2311", ".1004", ".03262", "8.47e-3", "5.45e-5",
                          "1.00e-6", "9.50e-12", "8.15e-13"}},
                        {5e-4,
                         {".06583", ".1796", ".2444", ".2214", ".1501", ".08129", "4.75e-3",
                          "3.80e-4", "1.42496e-7", "2.79e-8"}},
                        {1e-3,
                         {".004328", ".02367", ".06463", ".1174", ".1597", ".1734", ".0817",
                          ".02632", "3.20e-4", "1.53e-4"}}}) {
    const FecTheory theory = random_bits(RsCode::kKp4, row.bit);
    for (std::size_t i = 0; i < bins.size(); ++i) {
      EXPECT_TRUE(agrees_with_printed(theory.histogram[bins[i]], row.shares[i]))
          << row.bit << " bin " << bins[i] << ": " << theory.histogram[bins[i]] << " for "
          << row.shares[i];
    }
  }
}

TEST(FecTheory, HistogramIsADistribution) {
  for (const RsCode code : {RsCode::kKp4, RsCode::kKr4}) {
    for (const double p : {0.0, 1e-12, 1e-3, 0.02, 0.5, 0.999, 1.0}) {
      const FecTheory theory = fec_theory(code, p);
      const auto& h = theory.histogram;
      EXPECT_NEAR(std::accumulate(h.begin(), h.end(), 0.0), 1.0, 1e-11) << p;
      EXPECT_EQ(h.back(), theory.codeword_error_ratio);
      EXPECT_LE(theory.post_fec_symbol_error_ratio, theory.codeword_error_ratio);
    }
  }
  EXPECT_EQ(fec_theory(RsCode::kKp4, 1.0).post_fec_symbol_error_ratio, 1.0);
}

TEST(FecTheory, SymbolErrorsFromBitsAndFromPam4Symbols) {
  EXPECT_NEAR(fec_symbol_error_from_random_bits(1e-3), 0.00995511979, 1e-11);
  EXPECT_NEAR(fec_symbol_error_from_pam4_symbols(2e-3), 0.00996007992, 1e-11);
  // No loss for small ratios.
  EXPECT_DOUBLE_EQ(fec_symbol_error_from_random_bits(1e-20), 1e-19);
  EXPECT_DOUBLE_EQ(fec_symbol_error_from_pam4_symbols(1e-20), 5e-20);
}

TEST(FecTheory, RefusesWhatIsNoProbability) {
  EXPECT_THROW(fec_theory(RsCode::kKp4, -1e-9), std::out_of_range);
  EXPECT_THROW(fec_theory(RsCode::kKp4, 1.1), std::out_of_range);
  EXPECT_THROW(fec_theory(RsCode::kKp4, std::nan("")), std::out_of_range);
}

}  // namespace
}  // namespace lightloop::golden
