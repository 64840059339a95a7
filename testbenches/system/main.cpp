// SPDX-License-Identifier: Apache-2.0
// GoogleTest's main, with XRT's emulation set up before anything else for the engine emu; on a card
// XRT's environment stays as it is.
#include <cstdio>
#include <exception>
#include <gtest/gtest.h>
#include <span>
#include <string_view>

#include "sim/xrt/emulation/emulation.hpp"
#include "testbenches/system/engines.hpp"

int main(int argc, char** argv) {
  const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
  bool list_only = false;
  for (const char* argument : arguments)
    if (std::string_view(argument).starts_with("--gtest_list_tests")) list_only = true;
  try {
#ifdef LIGHTLOOP_ON_CARD
    constexpr bool kEmulated = false;
#else
    constexpr bool kEmulated = true;
#endif
    if (kEmulated && !list_only) lightloop::xrt_emulation::ensure_environment({}, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
  ::testing::InitGoogleTest(&argc, argv);
  const int result = RUN_ALL_TESTS();
  lightloop::tests::release_engines();
  return result;
}
