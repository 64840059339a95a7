// SPDX-License-Identifier: Apache-2.0
// drivers::LinkKernel through XRT on the emulated card, against golden::DigitalLink.
#include <cstdint>
#include <gtest/gtest.h>
#include <stdexcept>

#include "drivers/link_kernel.hpp"
#include "sim/golden/digital_link.hpp"
#include "tests/drivers/emulated_device.hpp"

namespace lightloop::tests {
namespace {

using golden::DigitalLink;
using golden::DigitalLinkConfig;
using golden::RsCode;

DigitalLinkConfig rich_config(RsCode code) {
  return {.code = code,
          .precoding = true,
          .noise_seed = 0xFEDCBA9876543210,
          .prbs_seed = 0x2468ACE,
          .sigma = golden::sigma_from_snr_db(17.5),
          .taps = {256, -11, 6, -2},
          .inject_period = 4,
          .inject_start = 30,
          .inject_length = 3,
          .inject_mask = 0x155};
}

class LinkKernelDriver : public testing::TestWithParam<RsCode> {
 protected:
  drivers::LinkKernel kernel{emulated_device().device, emulated_device().xclbin};
};

TEST_P(LinkKernelDriver, CountsAsGolden) {
  const DigitalLinkConfig config = rich_config(GetParam());
  kernel.open(config);
  DigitalLink golden(config);
  for (const std::uint64_t codewords : {1U, 0U, 40U, 3U}) {
    EXPECT_EQ(kernel.advance(codewords), golden.advance(codewords));
  }
}

TEST_P(LinkKernelDriver, OpenBeginsAnew) {
  DigitalLinkConfig config = rich_config(GetParam());
  for (int i = 0; i < 3; ++i) {
    config.noise_seed += 1;
    kernel.open(config);
    DigitalLink golden(config);
    EXPECT_EQ(kernel.advance(15), golden.advance(15));
  }
}

// More than one run of the kernel.
TEST_P(LinkKernelDriver, LongAdvanceIsOneSession) {
  const DigitalLinkConfig config{.code = GetParam(), .sigma = golden::sigma_from_snr_db(18.0)};
  kernel.open(config);
  DigitalLink golden(config);
  EXPECT_EQ(kernel.advance(4100), golden.advance(4100));
}

TEST_P(LinkKernelDriver, RefusesABadConfiguration) {
  DigitalLinkConfig config = rich_config(GetParam());
  config.prbs_seed = 0;
  EXPECT_THROW(kernel.open(config), std::invalid_argument);
}

TEST_P(LinkKernelDriver, AdvanceBeforeOpenIsRefused) {
  EXPECT_THROW(kernel.advance(1), std::logic_error);
}

INSTANTIATE_TEST_SUITE_P(Codes, LinkKernelDriver, testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) {
                           return std::string(golden::to_string(info.param));
                         });

}  // namespace
}  // namespace lightloop::tests
