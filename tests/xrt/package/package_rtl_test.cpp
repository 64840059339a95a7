// SPDX-License-Identifier: Apache-2.0
// From RTL to a running program without CMake. Slow, because Verilator's run time is compiled too.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/xrt/package/pack_xclbin.hpp"

namespace lightloop::xrt_test {
namespace {

using testing::HasSubstr;

std::string kernel() {
  return "xml=" + vadd_source("kernel.xml") + ",rtl=" + vadd_source("*.sv") + ",count=2";
}

TEST(PackRtl, MakesAnXclbinThatRuns) {
  const ScratchDirectory directory;
  const ProcessResult packed =
      pack_xclbin(directory.path(), {"--kernel", kernel(), "-o", "vadd.xclbin"});
  ASSERT_EQ(packed.exit_code, 0) << packed.err;
  EXPECT_THAT(packed.out, HasSubstr("without waveforms: --waveforms packs what"));
  const ProcessResult run = run_vadd(directory.path() / "vadd.xclbin");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("PASS"));
  // Only what was asked for is left.
  EXPECT_EQ(directory.listing(), (std::set<std::string>{"emconfig.json", "vadd.xclbin"}));

  std::ofstream(directory.path() / "xrt.ini") << "[Emulation]\ndebug_mode=batch\n";
  const ProcessResult untraced = run_vadd(directory.path() / "vadd.xclbin");
  EXPECT_EQ(untraced.exit_code, 0) << untraced.err;
  EXPECT_THAT(untraced.err, HasSubstr("no library of kernel vadd that writes one: pack it with "
                                      "--waveforms"));

  const ProcessResult again =
      pack_xclbin(directory.path(), {"--kernel", kernel(), "--waveforms", "-o", "vadd.xclbin"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, testing::Not(HasSubstr("--waveforms")));
  const ProcessResult traced = run_vadd(directory.path() / "vadd.xclbin");
  EXPECT_EQ(traced.exit_code, 0) << traced.err;
  EXPECT_TRUE(std::filesystem::exists(directory.path() / "vadd.device0_0.vadd_1.fst"))
      << traced.err;
}

TEST(PackRtl, SaysWhereTheRtlDoesNotFitItsDescription) {
  const ScratchDirectory directory;
  std::ofstream(directory.path() / "k.xml")
      << R"(<kernel name="vadd" hwControlProtocol="ap_ctrl_hs"><ports>
         <port name="s_axi_control" mode="slave" range="0x1000" dataWidth="32"/>
         <port name="m_axi_gmem0" mode="master" range="0" dataWidth="256"/></ports></kernel>)";
  const ProcessResult result = pack_xclbin(
      directory.path(), {"--kernel", "xml=k.xml,rtl=" + vadd_source("*.sv"), "-o", "x.xclbin"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("port m_axi_gmem0_rdata is 512 bits in the RTL, expected 256"));
}

TEST(PackRtl, ShowsWhatVerilatorSays) {
  const ScratchDirectory directory;
  std::ofstream(directory.path() / "bad.sv") << "module vadd (input logic x; endmodule\n";
  const ProcessResult result = pack_xclbin(
      directory.path(),
      {"--kernel", "xml=" + vadd_source("kernel.xml") + ",rtl=bad.sv", "-o", "x.xclbin"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("verilating kernel vadd failed"));
  EXPECT_THAT(result.err, HasSubstr("syntax error"));
}

}  // namespace
}  // namespace lightloop::xrt_test
