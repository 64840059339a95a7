// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pam4_theory.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

#include "tests/golden/printed.hpp"

namespace lightloop::golden {
namespace {

TEST(Pam4Theory, PublishedErrorRatios) {
  struct Row {
    double snr_db;
    const char* symbol;
    const char* bit;
  };
  for (const Row& row : std::vector<Row>{{15, "8.93e-3", "4.47e-3"},
                                         {16, "3.58e-3", "1.79e-3"},
                                         {17, "1.159e-3", "5.795e-4"},
                                         {17.5, "5.98e-4", "2.99e-4"},
                                         {18, "2.864e-4", "1.432e-4"},
                                         {19, "5.04e-5", "2.52e-5"},
                                         {20, "5.81e-6", "2.90e-6"},
                                         {21, "3.92e-7", "1.96e-7"}}) {
    const Pam4ErrorRatios ratios = pam4_awgn(row.snr_db);
    EXPECT_TRUE(agrees_with_printed(ratios.symbol, row.symbol))
        << row.snr_db << ' ' << ratios.symbol;
    EXPECT_TRUE(agrees_with_printed(ratios.bit, row.bit)) << row.snr_db << ' ' << ratios.bit;
  }
}

TEST(Pam4Theory, PublishedSnrForAnErrorRatio) {
  struct Row {
    double bit;
    const char* snr_db;
  };
  for (const Row& row : std::vector<Row>{{4.85e-3, "14.898"},
                                         {4.8e-3, "14.911"},
                                         {2e-3, "15.890"},
                                         {1e-3, "16.543"},
                                         {2.921e-4, "17.517"},
                                         {2.4e-4, "17.655"},
                                         {2.28e-4, "17.691"},
                                         {1e-4, "18.225"},
                                         {8e-5, "18.360"},
                                         {1e-5, "19.455"},
                                         {1e-6, "20.422"},
                                         {1e-12, "23.885"},
                                         {1e-15, "24.948"}}) {
    const double snr_db = pam4_awgn_snr_db(row.bit);
    EXPECT_TRUE(agrees_with_printed(snr_db, row.snr_db)) << row.bit << ' ' << snr_db;
    EXPECT_NEAR(pam4_awgn(snr_db).bit / row.bit, 1.0, 1e-9);
  }
}

TEST(Pam4Theory, RefusesImpossibleRatios) {
  EXPECT_THROW(pam4_awgn_snr_db(0.0), std::out_of_range);
  EXPECT_THROW(pam4_awgn_snr_db(0.5), std::out_of_range);
}

}  // namespace
}  // namespace lightloop::golden
