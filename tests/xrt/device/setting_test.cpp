// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/setting.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace lightloop::xrt_device {
namespace {

double parse(const char* text) { return parse_setting("NAME", text, "a number up to 100", 100); }

TEST(Setting, IsANumberAboveZero) {
  EXPECT_EQ(parse("0.5"), 0.5);
  EXPECT_EQ(parse("1e2"), 100);
}

TEST(Setting, SaysWhatIsWrong) {
  for (const std::string wrong : {"", "x", "0", "-1", "nan", "inf", "1G", "100.5"}) {
    try {
      parse(wrong.c_str());
      FAIL() << wrong;
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), "NAME: found \"" + wrong + "\", expected a number up to 100");
    }
  }
}

}  // namespace
}  // namespace lightloop::xrt_device
