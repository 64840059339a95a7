// SPDX-License-Identifier: Apache-2.0
// Other people's RTL: what is usual elsewhere packs without flags, and runs.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <sstream>

#include "tests/xrt/package/pack_xclbin.hpp"

namespace lightloop::xrt_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class PackHabits : public testing::Test {
 protected:
  // The RTL of copy_add with texts replaced.
  std::string changed(const std::vector<std::pair<std::string, std::string>>& changes) {
    std::ifstream stream(copy_add_source("copy_add.v"));
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    for (const auto& [from, to] : changes) {
      const auto place = text.find(from);
      EXPECT_NE(place, std::string::npos) << from;
      text.replace(place, from.size(), to);
    }
    fs::create_directory(directory_.path() / "rtl");
    std::ofstream(directory_.path() / "rtl/copy_add.v") << text;
    return "xml=" + copy_add_source("copy_add.xml") + ",rtl=rtl/copy_add.v";
  }
  ProcessResult pack(const std::string& kernel, const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments{"--kernel", kernel, "-o", "k.xclbin"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return pack_xclbin(directory_.path(), arguments);
  }
  void expect_runs(const std::string& kernel, const std::vector<std::string>& arguments = {}) {
    const ProcessResult packed = pack(kernel);
    ASSERT_EQ(packed.exit_code, 0) << packed.err;
    EXPECT_EQ(packed.err, "");
    const ProcessResult run =
        run_on(directory_.path() / "k.xclbin", LIGHTLOOP_COPY_HOST, arguments);
    EXPECT_EQ(run.exit_code, 0) << run.err << run.out;
    EXPECT_EQ(run.out, "PASS\n");
  }

  ScratchDirectory directory_;
};

TEST_F(PackHabits, DelaysMeanNothing) {
  expect_runs(changed({{"start <= 1;", "start <= #1 1;"},
                       {"busy <= 0; done <= 1;", "busy <= #1 0; done <= #1 1;"}}));
}

// As high-level synthesis writes it: start values after #0, shift registers longer than what is
// unrolled by default, ports in capitals.
TEST_F(PackHabits, OutputOfHighLevelSynthesis) {
  const std::string body =
      "  initial begin #0 start = 1'b0; #0 done = 1'b0; end\n"
      "  reg [31:0] srl [0:300]; integer q;\n"
      "  always @(posedge ap_clk)\n"
      "    if (m_axi_gmem_rvalid) begin\n"
      "      for (q = 0; q < 300; q = q + 1) srl[q+1] <= srl[q];\n"
      "      srl[0] <= m_axi_gmem_rdata;\n"
      "    end\n"
      "  localparam NREG";
  std::string kernel = changed({{"  localparam NREG", body}});
  std::ifstream stream(directory_.path() / "rtl/copy_add.v");
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  stream.close();
  for (const char* const name : {"awaddr", "araddr", "wdata", "rdata", "awvalid", "arready"}) {
    const std::string from = std::string("s_axi_control_") + name;
    std::string to = "s_axi_control_";
    for (const char* c = name; *c != '\0'; ++c) to += static_cast<char>(*c - 'a' + 'A');
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  }
  std::ofstream(directory_.path() / "rtl/copy_add.v") << text;
  expect_runs(kernel);
}

TEST_F(PackHabits, SeveralThreads) { expect_runs(changed({}) + ",flag=--threads,flag=2"); }

class PackData : public PackHabits {
 protected:
  std::string kernel_with(const std::string& name) {
    return changed(
        {{"n = regs[10], s = regs[12];", "n = regs[10]; reg [31:0] rom [0:15]; initial $readmemh(" +
                                             name +
                                             ", rom); wire [31:0] s = regs[12] + rom[i[3:0]];"},
         {"parameter CHAIN = 0", "parameter CHAIN = 0, parameter ROM = \"tables/rom.hex\""}});
  }
  void write_table(const std::string& file) {
    fs::create_directories((directory_.path() / file).parent_path());
    std::ofstream stream(directory_.path() / file);
    for (unsigned i = 0; i < 16; ++i) stream << std::hex << 1000 + i << '\n';
  }
};

TEST_F(PackData, FilesBesideTheRtlTravelAlong) {
  const std::string kernel = kernel_with("\"./tables/rom.hex\"");
  write_table("rtl/tables/rom.hex");
  const ProcessResult packed = pack(kernel, {"--waveforms"});
  ASSERT_EQ(packed.exit_code, 0) << packed.err;
  fs::remove_all(directory_.path() / "rtl");
  const ProcessResult run = run_on(directory_.path() / "k.xclbin", LIGHTLOOP_COPY_HOST, {"rom"});
  EXPECT_EQ(run.out, "PASS\n") << run.err;
  // The library for waveforms finds them too.
  std::ofstream(directory_.path() / "xrt.ini") << "[Emulation]\ndebug_mode=batch\n";
  const ProcessResult traced = run_on(directory_.path() / "k.xclbin", LIGHTLOOP_COPY_HOST, {"rom"});
  EXPECT_EQ(traced.out, "PASS\n") << traced.err;
  EXPECT_TRUE(fs::exists(directory_.path() / "k.device0_0.copy_add_1.fst")) << traced.err;
}

TEST_F(PackData, FilesNamedByAParameterTravelAlong) {
  const std::string kernel = kernel_with("ROM");
  write_table("tables/rom.hex");
  expect_runs(kernel, {"rom"});
}

TEST_F(PackData, FilesElsewhereAreGiven) {
  const std::string kernel = kernel_with("\"rom.hex\"");
  write_table("elsewhere/rom.hex");
  const ProcessResult packed = pack(kernel);
  EXPECT_EQ(packed.exit_code, 0);
  EXPECT_THAT(packed.err, HasSubstr("reads \"rom.hex\", which is not there"));
  expect_runs(kernel + ",data=elsewhere/rom.hex", {"rom"});
}

// Files beside the RTL are included, and what is for simulators only is left out, as by Vivado.
TEST_F(PackHabits, IncludesAndWhatIsNotSynthesized) {
  const std::string kernel = changed({{"  localparam NREG",
                                       "`include \"declared.vh\"\n  // synthesis translate_off\n"
                                       "  initial begin wait (ap_rst_n == 1); $finish; end\n"
                                       "  // synthesis translate_on\n  localparam NREG"}});
  std::ofstream(directory_.path() / "rtl/declared.vh") << "  wire declared = 1'b0;\n";
  expect_runs(kernel);
}

TEST_F(PackHabits, MacrosOfVendorsHaveModels) {
  const auto with = [&](const std::string& parameters) {
    return changed({{"  localparam NREG",
                     "  xpm_fifo_sync #(" + parameters +
                         ".READ_MODE(\"fwft\"), .FIFO_READ_LATENCY(0)) u_fifo (.wr_clk(ap_clk), "
                         ".rst(~ap_rst_n), .wr_en(m_axi_gmem_rvalid), .din(m_axi_gmem_rdata), "
                         ".rd_en(1'b1), .sleep(1'b0));\n  localparam NREG"}});
  };
  expect_runs(with(""));
  const ProcessResult refused = pack(with(".ECC_MODE(\"en_ecc\"), "));
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("ECC is not modelled"));
}

// 32 address bits do not reach where memory lies by default.
TEST_F(PackHabits, NarrowAddressesNeedABankThatTheyReach) {
  const std::string kernel = changed({{"parameter MAW = 64", "parameter MAW = 32"}});
  const ProcessResult refused = pack(kernel);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("copy_add_1: the port m_axi_gmem has 32 address bits"));
  EXPECT_THAT(refused.err, HasSubstr("--sp copy_add_1.m_axi_gmem:LOW[0]"));
  const ProcessResult packed =
      pack_xclbin(directory_.path(),
                  {"--kernel", kernel, "--bank", "DDR[0]:16G", "--bank", "LOW[0]:1G@0x40000000",
                   "--sp", "copy_add_1.m_axi_gmem:LOW[0]", "-o", "k.xclbin"});
  ASSERT_EQ(packed.exit_code, 0) << packed.err;
  EXPECT_EQ(run_on(directory_.path() / "k.xclbin", LIGHTLOOP_COPY_HOST).out, "PASS\n");
}

// Errors come before warnings, and the log stays although the folder of the build does not.
TEST_F(PackHabits, AFailureShowsItsErrorsAndKeepsTheLog) {
  std::string noise;
  for (int i = 0; i < 40; ++i)
    noise += "  wire [7:0] narrow_" + std::to_string(i) + " = regs[1];\n";
  const ProcessResult result = pack(changed(
      {{"  localparam NREG", noise + "  absent u_absent(.clk(ap_clk));\n  localparam NREG"}}));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("Cannot find file containing module: 'absent'"));
  EXPECT_THAT(result.err, Not(HasSubstr("narrow_")));
  EXPECT_THAT(result.err, HasSubstr("the whole log: k.xclbin.log"));
  EXPECT_TRUE(fs::exists(directory_.path() / "k.xclbin.log"));
}

TEST_F(PackHabits, WhatIsMissingShowsWhenPacking) {
  const ProcessResult result = pack(changed({}) + ",flag=--prof-exec");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("linking kernel copy_add failed"));
  EXPECT_THAT(result.err, HasSubstr("undefined reference to"));
}

}  // namespace
}  // namespace lightloop::xrt_test
