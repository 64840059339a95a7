// SPDX-License-Identifier: Apache-2.0
// main() of tests that run inside XRT's emulation.
#include <cstddef>
#include <exception>
#include <gtest/gtest.h>
#include <iostream>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "sim/xrt/emulation/emulation.hpp"
#include "tests/drivers/emulated_device.hpp"

namespace lightloop::tests {
namespace {

std::unique_ptr<EmulatedDevice> loaded;  // NOLINT: closed by main(), before XRT's own statics go

}  // namespace

EmulatedDevice& emulated_device() {
  if (!loaded) {
    auto opened = std::make_unique<EmulatedDevice>();
    opened->device = xrt::device(0);
    opened->xclbin = opened->device.load_xclbin(LIGHTLOOP_TEST_XCLBIN);
    loaded = std::move(opened);
  }
  return *loaded;
}

}  // namespace lightloop::tests

int main(int argc, char** argv) {
  const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
  bool list_only = false;
  for (const char* argument : arguments) {
    if (std::string_view(argument).starts_with("--gtest_list_tests")) list_only = true;
  }
  try {
    if (!list_only) lightloop::xrt_emulation::ensure_environment({}, arguments);
    testing::InitGoogleTest(&argc, argv);
    const int result = RUN_ALL_TESTS();
    lightloop::tests::loaded.reset();
    return result;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
}
