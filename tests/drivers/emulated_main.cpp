// SPDX-License-Identifier: Apache-2.0
// main() of tests that run inside XRT's emulation.
#include <cstddef>
#include <exception>
#include <gtest/gtest.h>
#include <iostream>
#include <memory>
#include <span>

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
    opened->xclbin = opened->device.load_xclbin(LIGHTLOOP_EMU_XCLBIN);
    loaded = std::move(opened);
  }
  return *loaded;
}

}  // namespace lightloop::tests

int main(int argc, char** argv) {
  try {
    lightloop::xrt_emulation::ensure_environment({}, {argv, static_cast<std::size_t>(argc)});
    testing::InitGoogleTest(&argc, argv);
    const int result = RUN_ALL_TESTS();
    lightloop::tests::loaded.reset();
    return result;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
}
