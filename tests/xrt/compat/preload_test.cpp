// SPDX-License-Identifier: Apache-2.0
// What the preloaded library must not change in the programs that it comes into.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_compat {
namespace {

using xrt_test::ProcessOptions;
using xrt_test::run_process;

ProcessOptions preloaded(std::vector<std::string> command) {
  ProcessOptions options;
  options.command = std::move(command);
  options.environment = {{"LD_PRELOAD", LIGHTLOOP_COMPAT_LIBRARY}};
  return options;
}

TEST(Preload, LibrariesStillFindOthersInTheirOwnRunPath) {
  ProcessOptions plain;
  plain.command = {LIGHTLOOP_FINDER_PROGRAM};
  EXPECT_EQ(run_process(plain).exit_code, 0);
  EXPECT_EQ(run_process(preloaded({LIGHTLOOP_FINDER_PROGRAM})).exit_code, 0);
}

TEST(Preload, ExitCodesAndOutputStay) {
  const auto result = run_process(preloaded({"/bin/sh", "-c", "echo out; echo err >&2; exit 7"}));
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.out, "out\n");
  EXPECT_EQ(result.err, "err\n");
}

TEST(Preload, SignalsStay) {
  EXPECT_EQ(run_process(preloaded({"/bin/sh", "-c", "kill -TERM $$"})).signal, 15);
  EXPECT_EQ(
      run_process(preloaded({"/bin/sh", "-c", "trap 'exit 4' TERM; kill -TERM $$"})).exit_code, 4);
}

// What cannot be cured in a driver is said, each thing for itself.
TEST(Preload, SaysWhatADriverOfAnotherMakeLacks) {
  ProcessOptions options = preloaded({"/bin/true"});
  options.environment["LD_PRELOAD"] =
      std::string(LIGHTLOOP_COMPAT_LIBRARY) + " " + LIGHTLOOP_STRANGE_DRIVER;
  const auto result = run_process(options);
  EXPECT_EQ(result.exit_code, 0);
  for (const char* const said :
       {"the imports of libxrt_hwemu.so.2 could not be redirected",
        "libxrt_hwemu.so.2 does not say which cards it has; a program that opens one more gets it",
        "several objects for one card will not share it",
        "interrupts of compute units are not delivered"})
    EXPECT_THAT(result.err, testing::HasSubstr(said));
}

}  // namespace
}  // namespace lightloop::xrt_compat
