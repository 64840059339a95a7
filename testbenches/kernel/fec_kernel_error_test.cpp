// SPDX-License-Identifier: Apache-2.0
// ll_fec with wrong arguments and memories that fail: it says so, and always comes to its end.
#include <gtest/gtest.h>

#include "drivers/registers/ll_fec.hpp"
#include "testbenches/kernel/fec_kernel_bench.hpp"

namespace lightloop::testbenches {
namespace {

namespace registers = drivers::ll_fec;
using bus::AxiResponse;

constexpr AxiResponse kErrorResponses[] = {AxiResponse::kSlvErr, AxiResponse::kDecErr};

/// Where the first, a middle and the last burst of ten codewords begin.
constexpr std::uint64_t kBursts[] = {0, 0x1000, 0x2000};

FecArguments good_arguments(std::uint32_t mode) {
  return {
      .mode = mode, .codewords = 10, .source = 0x10000, .destination = 0x20000, .status = 0x30000};
}

class FecKernelErrors : public testing::TestWithParam<std::uint32_t> {
 protected:
  FecArguments good() const { return good_arguments(GetParam()); }
  // What a run answers, and that it has touched nothing.
  std::uint32_t refused(const FecArguments& arguments) {
    const std::uint64_t beats = bench.data_beats() + bench.status_beats();
    const std::uint32_t error = bench.run(arguments);
    EXPECT_EQ(bench.data_beats() + bench.status_beats(), beats);
    return error;
  }

  FecKernelBench bench{{}, {}, FecBuild::kKp4Only8};
};

TEST_P(FecKernelErrors, UnalignedAddresses) {
  for (const std::uint64_t low_bits : {1U, 2U, 32U, 63U}) {
    FecArguments arguments = good();
    arguments.source += low_bits;
    EXPECT_EQ(refused(arguments), registers::kErrorAlignmentMask);
    arguments = good();
    arguments.destination += low_bits;
    EXPECT_EQ(refused(arguments), registers::kErrorAlignmentMask);
  }
}

TEST_P(FecKernelErrors, UnknownCode) {
  for (const std::uint32_t code : {2U, 3U, 0x100U, 0x80000001U}) {
    FecArguments arguments = good();
    arguments.code = code;
    EXPECT_EQ(refused(arguments), registers::kErrorCodeMask);
  }
}

TEST_P(FecKernelErrors, ReadError) {
  for (const AxiResponse response : kErrorResponses) {
    for (const std::uint64_t burst : kBursts) {
      bench.memory().refuse_reads(0x10000 + burst, 0x10040 + burst, response);
      EXPECT_EQ(bench.run(good()), registers::kErrorDataReadMask) << "burst at " << burst;
      bench.memory().refuse_reads(0, 0);
      EXPECT_EQ(bench.run(good()), 0U);
    }
  }
}

TEST_P(FecKernelErrors, WriteError) {
  for (const AxiResponse response : kErrorResponses) {
    for (const std::uint64_t burst : kBursts) {
      bench.memory().refuse_writes(0x20000 + burst, 0x20040 + burst, response);
      EXPECT_EQ(bench.run(good()), registers::kErrorDataWriteMask) << "burst at " << burst;
      bench.memory().refuse_writes(0, 0);
      EXPECT_EQ(bench.run(good()), 0U);
    }
  }
}

TEST_P(FecKernelErrors, NoMemoryAtAll) {
  FecArguments arguments = good();
  arguments.source = kNoMemory;
  EXPECT_EQ(bench.run(arguments), registers::kErrorDataReadMask);
  arguments = good();
  arguments.destination = kNoMemory;
  EXPECT_EQ(bench.run(arguments), registers::kErrorDataWriteMask);
  arguments.source = kNoMemory;
  EXPECT_EQ(bench.run(arguments), registers::kErrorDataReadMask | registers::kErrorDataWriteMask);
}

TEST_P(FecKernelErrors, TheNextRunStartsClean) {
  bench.memory().refuse_reads(0x11000, 0x11040);
  bench.memory().refuse_writes(0x20000, 0x20040);
  EXPECT_EQ(bench.run(good()), registers::kErrorDataReadMask | registers::kErrorDataWriteMask);
  FecArguments arguments = good();
  arguments.source += 1;
  EXPECT_EQ(refused(arguments), registers::kErrorAlignmentMask);
  bench.memory().refuse_reads(0, 0);
  bench.memory().refuse_writes(0, 0);
  EXPECT_EQ(bench.run(good()), 0U);
}

INSTANTIATE_TEST_SUITE_P(Modes, FecKernelErrors,
                         testing::Values(registers::kModeEncoder, registers::kModeDecoder),
                         [](const auto& info) { return info.param == 0 ? "encode" : "decode"; });

TEST(FecKernelErrors, UnknownMode) {
  FecKernelBench bench;
  for (const std::uint32_t mode : {2U, 3U, 0x10000U}) {
    EXPECT_EQ(bench.run(good_arguments(mode)), registers::kErrorModeMask);
  }
  EXPECT_EQ(bench.data_beats(), 0U);
}

TEST(FecKernelErrors, StatusAddressMattersOnlyToDecoding) {
  FecKernelBench bench;
  FecArguments arguments = good_arguments(registers::kModeDecoder);
  arguments.status += 4;
  EXPECT_EQ(bench.run(arguments), registers::kErrorAlignmentMask);
  EXPECT_EQ(bench.data_beats(), 0U);
  arguments.mode = registers::kModeEncoder;
  EXPECT_EQ(bench.run(arguments), 0U);
}

TEST(FecKernelErrors, StatusWriteError) {
  FecKernelBench bench;
  for (const AxiResponse response : kErrorResponses) {
    bench.memory().refuse_writes(0x30000, 0x31000, response);
    EXPECT_EQ(bench.run(good_arguments(registers::kModeDecoder)), registers::kErrorStatusWriteMask);
    bench.memory().refuse_writes(0, 0);
    EXPECT_EQ(bench.run(good_arguments(registers::kModeDecoder)), 0U);
  }
}

TEST(FecKernelErrors, NoMemoryForTheStatus) {
  FecKernelBench bench;
  FecArguments arguments = good_arguments(registers::kModeDecoder);
  arguments.status = kNoMemory;
  EXPECT_EQ(bench.run(arguments), registers::kErrorStatusWriteMask);
}

TEST(FecKernelErrors, SeveralAtOnce) {
  FecKernelBench bench;
  EXPECT_EQ(bench.run({.mode = 5, .code = 7, .codewords = 1, .source = 1}),
            registers::kErrorModeMask | registers::kErrorCodeMask | registers::kErrorAlignmentMask);
}

TEST(FecKernelErrors, CodeNotBuiltIn) {
  FecKernelBench bench({}, {}, FecBuild::kKp4Only8);
  FecArguments arguments = good_arguments(registers::kModeDecoder);
  EXPECT_EQ(bench.run(arguments), 0U);
  arguments.code = registers::kCodeKr4;
  EXPECT_EQ(bench.run(arguments), registers::kErrorCodeMask);
  arguments.mode = registers::kModeEncoder;
  EXPECT_EQ(bench.run(arguments), registers::kErrorCodeMask);
}

}  // namespace
}  // namespace lightloop::testbenches
