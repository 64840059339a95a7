// SPDX-License-Identifier: Apache-2.0
// drivers::ComputeUnit on kernels that are not what a driver expects, or never come to their end.
#include "drivers/compute_unit.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <string>

#include "drivers/fec_kernel.hpp"
#include "drivers/kernel_error.hpp"
#include "tests/drivers/emulated_device.hpp"

namespace lightloop::tests {
namespace {

using drivers::ComputeUnit;
using drivers::KernelError;
using testing::HasSubstr;

// Registers of the test kernel `probe`.
constexpr int kLengthArgument = 0;
constexpr std::uint32_t kLengthOffset = 0x10;
constexpr std::uint32_t kNothingOffset = 0x40;  // reads 0
constexpr std::uint32_t kForEver = UINT32_MAX;

ComputeUnit probe(int number) {
  return {emulated_device().device, emulated_device().xclbin,
          "probe:{probe_" + std::to_string(number) + "}"};
}

// The message of the KernelError that `work` throws.
template <typename Work>
std::string error_of(const Work& work) {
  try {
    work();
  } catch (const KernelError& error) {
    return error.what();
  }
  return "no KernelError";
}

TEST(ComputeUnit, WaitsForTheEndOfARun) {
  const ComputeUnit unit = probe(1);
  xrt::run run = unit.make_run();
  run.set_arg(kLengthArgument, std::uint32_t{20'000});
  run.start();
  unit.wait(run, std::chrono::seconds(100), "counting");
  EXPECT_EQ(run.state(), ERT_CMD_STATE_COMPLETED);
}

TEST(ComputeUnit, ListsTheFlagsThatAreSet) {
  const ComputeUnit unit = probe(1);
  xrt::run run = unit.make_run();
  run.set_arg(kLengthArgument, std::uint32_t{0b101});
  run.start();
  unit.wait(run, std::chrono::seconds(100), "counting");
  constexpr drivers::RegisterFlag kFlags[] = {{1, "One."}, {2, "Two."}, {4, "Four."}};
  EXPECT_EQ(error_of([&] { unit.check_flags(kLengthOffset, kFlags, "counting"); }),
            "kernel probe:{probe_1}: counting: error register 0x5: One. Four.");
  EXPECT_NO_THROW(unit.check_flags(kNothingOffset, kFlags, "counting"));
}

TEST(ComputeUnit, RefusesAKernelOfAnotherVersion) {
  const ComputeUnit unit = probe(1);
  EXPECT_THAT(error_of([&] { static_cast<void>(unit.capability(kNothingOffset, 1)); }),
              HasSubstr("register layout version 0 found, 1 expected"));
}

TEST(ComputeUnit, RefusesACodeThatIsNotBuiltIn) {
  const ComputeUnit unit = probe(1);
  const drivers::KernelCapability capability{.kr4 = true};
  EXPECT_NO_THROW(unit.require_code(capability, golden::RsCode::kKr4));
  EXPECT_EQ(error_of([&] { unit.require_code(capability, golden::RsCode::kKp4); }),
            "kernel probe:{probe_1}: code kp4 is not built into this xclbin");
}

TEST(ComputeUnit, AKernelThatIsNotThere) {
  EXPECT_THROW(drivers::FecKernel(emulated_device().device, emulated_device().xclbin, 1),
               std::exception);
}

// In a process of its own: what was given up stays busy until the program ends, which it must be
// able to do.
TEST(ComputeUnitDeathTest, AKernelThatHangsIsGivenUpAfterTheLimit) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto program = [] {
    const ComputeUnit unit = probe(1);
    xrt::run run = unit.make_run();
    run.set_arg(kLengthArgument, kForEver);
    run.start();
    std::cerr << error_of(
        [&] { unit.wait(run, std::chrono::milliseconds(200), "counting to the end"); });
    std::exit(3);
  };
  EXPECT_EXIT(program(), testing::ExitedWithCode(3), "counting to the end: not finished after 0 s");
}

}  // namespace
}  // namespace lightloop::tests
