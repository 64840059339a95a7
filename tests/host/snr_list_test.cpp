// SPDX-License-Identifier: Apache-2.0
#include "host/cli/snr_list.hpp"

#include <gtest/gtest.h>

#include "host/base/errors.hpp"

namespace lightloop::host {
namespace {

using Values = std::vector<double>;

TEST(SnrList, ValueListAndRange) {
  EXPECT_EQ(parse_snr_list("17.655"), Values{17.655});
  EXPECT_EQ(parse_snr_list("15,16,17.5"), (Values{15, 16, 17.5}));
  EXPECT_EQ(parse_snr_list("15:18"), (Values{15, 16, 17, 18}));
  EXPECT_EQ(parse_snr_list("15:16.5:0.5"), (Values{15, 15.5, 16, 16.5}));
  EXPECT_EQ(parse_snr_list("15:16.7:0.5"), (Values{15, 15.5, 16, 16.5}));
  EXPECT_EQ(parse_snr_list("17:17"), Values{17});
}

TEST(SnrList, BothEndsOfADecimalRangeAreIn) {
  const auto values = parse_snr_list("16:17:0.1");
  ASSERT_EQ(values.size(), 11U);
  EXPECT_EQ(values[3], 16.3);
  EXPECT_EQ(values.back(), 17.0);
}

class BadSnrLists : public ::testing::TestWithParam<const char*> {};

TEST_P(BadSnrLists, AreInputErrorsThatRepeatTheText) {
  try {
    static_cast<void>(parse_snr_list(GetParam()));
    FAIL() << "expected InputError";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("--snr: found '" + std::string(GetParam()) + "'"),
              std::string::npos)
        << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(Texts, BadSnrLists,
                         ::testing::Values("", "abc", "17dB", "nan", "inf", "-inf", "17,", ",17",
                                           "15:", "15:18:", "15:18:0", "15:18:-1", "18:15",
                                           "1:2:3:4", "0.5", "61", "15:99", "1:60:0.0001", "1e400",
                                           "0x10"));

}  // namespace
}  // namespace lightloop::host
