// SPDX-License-Identifier: Apache-2.0
#include "host/cli/whole_number.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "host/base/errors.hpp"

namespace lightloop::host {
namespace {

TEST(WholeNumber, IsReadExactly) {
  const struct {
    const char* text;
    const char* value;
  } cases[] = {{"0", "0"},
               {"12", "12"},
               {"1e6", "1000000"},
               {"1E6", "1000000"},
               {"1e+6", "1000000"},
               {"2.5e6", "2500000"},
               {"1.0", "1"},
               {"1200e-2", "12"},
               {"0.001e3", "1"},
               {"0e9999", "0"},
               {"1.8446744073709551615e19", "18446744073709551615"},
               {"18446744073709551615", "18446744073709551615"},
               {"9007199254740993e0", "9007199254740993"},  // 2^53 + 1, which no double is
               {"0x10", "16"},
               {"0xFfffFfffFfffFfff", "18446744073709551615"}};
  for (const auto& [text, value] : cases) EXPECT_EQ(read_whole_number(text), value) << text;
}

TEST(WholeNumber, EverythingElseIsRefused) {
  for (const std::string text : {"",
                                 " 1",
                                 "1 ",
                                 "-1",
                                 "+1",
                                 "1.5",
                                 "1e-3",
                                 "1e",
                                 "e6",
                                 "1e6.5",
                                 "1..5",
                                 ".5e1",
                                 "1.e1",
                                 "010",
                                 "0x",
                                 "0x-1",
                                 "0x10000000000000000",
                                 "18446744073709551616",
                                 "1e20",
                                 "1e999999999999",
                                 "nan",
                                 "inf",
                                 "1_000",
                                 "1,000",
                                 "0b1",
                                 "1e6x",
                                 "2.5e0"})
    EXPECT_THROW(static_cast<void>(read_whole_number(text)), InputError) << text;
}

TEST(WholeNumber, TheRangeIsPartOfTheMessage) {
  const WholeNumberRange range{.low = 1, .high = 16};
  EXPECT_EQ(read_whole_number("16", range), "16");
  for (const char* text : {"0", "17", "1e3"}) try {
      static_cast<void>(read_whole_number(text, range));
      ADD_FAILURE() << text;
    } catch (const InputError& error) {
      EXPECT_EQ(std::string(error.what()),
                std::string("found '") + text + "', expected a whole number from 1 to 16");
    }
}

TEST(WholeNumber, TimeAndMemoryDoNotGrowWithTheExponent) {
  EXPECT_THROW(static_cast<void>(read_whole_number("1e9999")), InputError);
  EXPECT_THROW(static_cast<void>(read_whole_number("1e-9999")), InputError);
  EXPECT_THROW(static_cast<void>(read_whole_number("1." + std::string(1000000, '0'))), InputError);
}

}  // namespace
}  // namespace lightloop::host
