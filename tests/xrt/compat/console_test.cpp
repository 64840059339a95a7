// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/console.hpp"

#include <gtest/gtest.h>

namespace lightloop::xrt_compat {
namespace {

TEST(Console, DropsChatterAndPassesTheRestToStandardError) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  driver_console() << "INFO: [HW-EMU 01] Hardware emulation runs" << '\n' << std::flush;
  print_to_driver_console("configuring penguin scheduler mode\n");
  driver_console() << "\n";
  driver_console() << "ERROR: [HW-EMU 22] in " << 2 << " parts" << '\n' << std::flush;
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "ERROR: [HW-EMU 22] in 2 parts\n");
}

TEST(Console, KnowsChatter) {
  EXPECT_TRUE(is_chatter(""));
  EXPECT_TRUE(is_chatter("INFO: [HW-EMU 06-0] Waiting for the simulator process to exit\n"));
  EXPECT_FALSE(is_chatter("WARNING: [HW-EMU 08] Invalid option"));
  EXPECT_FALSE(is_chatter("what a kernel printed: INFO"));
}

}  // namespace
}  // namespace lightloop::xrt_compat
