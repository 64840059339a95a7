// SPDX-License-Identifier: Apache-2.0
// What the preloaded library must not change in the programs that it comes into.
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

}  // namespace
}  // namespace lightloop::xrt_compat
