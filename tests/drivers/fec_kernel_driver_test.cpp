// SPDX-License-Identifier: Apache-2.0
// drivers::FecKernel through XRT on the emulated card, against the golden codec.
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <stdexcept>
#include <vector>

#include "drivers/fec_kernel.hpp"
#include "sim/golden/rs_code.hpp"
#include "tests/drivers/emulated_device.hpp"

namespace lightloop::tests {
namespace {

using golden::CodewordStatus;
using golden::FecSymbol;
using golden::RsCode;
using Symbols = std::vector<FecSymbol>;

// Small runs, so that a batch takes several and both sets of buffers are used.
constexpr std::size_t kCodewordsPerRun = 5;

Symbols random_symbols(std::size_t count, std::mt19937_64& random) {
  Symbols symbols(count);
  for (FecSymbol& symbol : symbols) symbol = random() & 0x3FF;
  return symbols;
}

class FecKernelDriver : public testing::TestWithParam<RsCode> {
 protected:
  RsCode code() const { return GetParam(); }
  std::size_t n() const { return static_cast<std::size_t>(golden::parameters(code()).n); }

  Symbols golden_codewords(std::size_t count) {
    Symbols codewords(count * n());
    golden::rs_encode(code(), random_symbols(count * 514, random), codewords);
    return codewords;
  }

  std::mt19937_64 random{20261122};
  drivers::FecKernel kernel{emulated_device().device, emulated_device().xclbin, kCodewordsPerRun};
};

TEST_P(FecKernelDriver, EncodesBatchesOfAnySize) {
  for (const std::size_t count : {0UL, 1UL, 4UL, 5UL, 6UL, 10UL, 23UL}) {
    SCOPED_TRACE(count);
    const Symbols messages = random_symbols(count * 514, random);
    Symbols expected(count * n());
    golden::rs_encode(code(), messages, expected);
    Symbols codewords(count * n());
    kernel.encode(code(), messages, codewords);
    EXPECT_EQ(codewords, expected);
  }
}

TEST_P(FecKernelDriver, DecodesBatchesOfAnySize) {
  const int t = golden::parameters(code()).t;
  for (const std::size_t count : {0UL, 1UL, 4UL, 5UL, 6UL, 10UL, 23UL}) {
    SCOPED_TRACE(count);
    Symbols received = golden_codewords(count);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t error = 0; error < i % static_cast<std::size_t>(t + 3); ++error) {
        received[i * n() + random() % n()] ^= static_cast<FecSymbol>(1 + random() % 1023);
      }
    }
    Symbols expected(received.size());
    std::vector<CodewordStatus> expected_status(count);
    golden::rs_decode(code(), received, expected, expected_status);
    Symbols corrected(received.size());
    std::vector<CodewordStatus> status(count);
    kernel.decode(code(), received, corrected, status);
    EXPECT_EQ(corrected, expected);
    EXPECT_EQ(status, expected_status);
  }
}

TEST_P(FecKernelDriver, DecodesInPlace) {
  const Symbols expected = golden_codewords(12);
  Symbols words = expected;
  for (std::size_t i = 0; i < words.size(); i += 100) words[i] ^= 1;
  std::vector<CodewordStatus> status(12);
  kernel.decode(code(), words, words, status);
  EXPECT_EQ(words, expected);
}

TEST_P(FecKernelDriver, RefusesWhatDoesNotFit) {
  Symbols messages(514);
  Symbols codewords(n());
  std::vector<CodewordStatus> status(1);
  const auto encode = [&](std::size_t in, std::size_t out) {
    messages.resize(in);
    codewords.resize(out);
    kernel.encode(code(), messages, codewords);
  };
  EXPECT_THROW(encode(513, n()), std::invalid_argument);
  EXPECT_THROW(encode(514, n() - 1), std::invalid_argument);
  EXPECT_THROW(encode(std::size_t{2} * 514, n()), std::invalid_argument);
  messages.assign(514, 0);
  messages[513] = 0x400;
  codewords.resize(n());
  EXPECT_THROW(kernel.encode(code(), messages, codewords), std::invalid_argument);
  std::vector<CodewordStatus> two(2);
  EXPECT_THROW(kernel.decode(code(), codewords, codewords, two), std::invalid_argument);
  codewords[0] = 0xFFFF;
  EXPECT_THROW(kernel.decode(code(), codewords, codewords, status), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(Codes, FecKernelDriver, testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) {
                           return std::string(golden::to_string(info.param));
                         });

TEST(FecKernelCapability, IsThatOfTheBuild) {
  const drivers::FecKernel kernel(emulated_device().device, emulated_device().xclbin, 1);
  EXPECT_EQ(kernel.capability().symbols_per_clock, 16U);
  EXPECT_TRUE(kernel.capability().kp4);
  EXPECT_TRUE(kernel.capability().kr4);
}

TEST(FecKernelCapability, NoCodewordsPerRunIsRefused) {
  EXPECT_THROW(drivers::FecKernel(emulated_device().device, emulated_device().xclbin, 0),
               std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::tests
