// SPDX-License-Identifier: Apache-2.0
#include "host/engine/xclbin_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <span>
#include <string>
#include <string_view>

#include "host/base/errors.hpp"
#include "tests/host/temporary_directory.hpp"
#include "tests/xrt/support/xclbin_builder.hpp"

namespace lightloop::host {
namespace {

using ::testing::HasSubstr;

constexpr std::uint16_t kFlat = 0;
constexpr std::uint16_t kSwEmu = 5;
constexpr std::uint16_t kHwEmu = 4;
constexpr std::string_view kAddOne[] = {"add_one"};

class XclbinCheck : public ::testing::Test {
 protected:
  // The message of the error; empty when there is none.
  std::string check(std::uint16_t mode, XclbinUse use,
                    std::span<const std::string_view> kernels = kAddOne) {
    const std::string path = directory_ / "x.xclbin";
    xrt_test::TestXclbin file;
    file.mode = mode;
    xrt_test::write_file(path, file.build());
    try {
      check_xclbin(path, use, kernels);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  tests::TemporaryDirectory directory_;
};

TEST_F(XclbinCheck, EachUseTakesTheFilesThatAreBuiltForIt) {
  EXPECT_EQ(check(kHwEmu, XclbinUse::kEmulatedCard), "");
  EXPECT_EQ(check(kHwEmu, XclbinUse::kVendorEmulation), "");
  EXPECT_EQ(check(kFlat, XclbinUse::kCard), "");
}

TEST_F(XclbinCheck, AndNoOther) {
  EXPECT_THAT(check(kFlat, XclbinUse::kEmulatedCard), HasSubstr("found hw, expected hw_emu"));
  EXPECT_THAT(check(kFlat, XclbinUse::kVendorEmulation),
              HasSubstr("built for hw, expected hw_emu"));
  EXPECT_THAT(check(kHwEmu, XclbinUse::kCard), HasSubstr("built for hw_emu, expected one for a"));
  for (const auto use : {XclbinUse::kVendorEmulation, XclbinUse::kCard})
    EXPECT_THAT(check(kSwEmu, use), HasSubstr("built for sw_emu"));
}

TEST_F(XclbinCheck, EveryKernelMustBeThere) {
  constexpr std::string_view kTwo[] = {"add_one", "ll_fec"};
  EXPECT_THAT(
      check(kHwEmu, XclbinUse::kVendorEmulation, kTwo),
      HasSubstr("found the compute units add_one:add_one_1, expected one of kernel ll_fec"));
}

}  // namespace
}  // namespace lightloop::host
