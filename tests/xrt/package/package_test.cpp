// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

#include "sim/xrt/xclbin/validate.hpp"
#include "sim/xrt/xclbin/xclbin_file.hpp"
#include "tests/xrt/package/pack_xclbin.hpp"

namespace lightloop::xrt_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using xclbin::SectionKind;
using xclbin::XclbinFile;

std::string kernel(const std::string& more = "") {
  return "xml=" + vadd_source("kernel.xml") + ",lib=" + LIGHTLOOP_VADD_LIBRARY + more;
}

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class PackXclbin : public testing::Test {
 protected:
  fs::path pack(std::vector<std::string> arguments, const std::string& name = "x.xclbin") {
    arguments.insert(arguments.end(), {"-o", name});
    const ProcessResult result = pack_xclbin(directory_.path(), arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    return directory_.path() / name;
  }
  std::string complaint(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"-o", "bad.xclbin"});
    const ProcessResult result = pack_xclbin(directory_.path(), arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_FALSE(fs::exists(directory_.path() / "bad.xclbin"));
    EXPECT_THAT(result.err, testing::Not(HasSubstr("Traceback")));
    return result.err;
  }
  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(directory_.path() / name) << text;
    return directory_.path() / name;
  }
  // kernel.xml of vadd with one text replaced.
  std::string changed_kernel(const std::string& from, const std::string& to) {
    std::string text = read_file(vadd_source("kernel.xml"));
    const auto place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    text.replace(place, from.size(), to);
    return "xml=" + write("kernel.xml", text).string() + ",lib=" + LIGHTLOOP_VADD_LIBRARY;
  }

  ScratchDirectory directory_;
};

TEST_F(PackXclbin, MakesWhatTheLoaderTakes) {
  const fs::path path = pack({"--kernel", kernel(",count=3")});
  const XclbinFile file = XclbinFile::load(path);
  EXPECT_NO_THROW(xclbin::validate_for_emulation(file));
  EXPECT_TRUE(file.is_for_emulation());
  EXPECT_EQ(file.platform(), "lightloop_emulation");
  const auto units = file.compute_units();
  ASSERT_EQ(units.size(), 3U);
  EXPECT_EQ(units[0].name, "vadd:vadd_1");
  EXPECT_EQ(units[2].name, "vadd:vadd_3");
  EXPECT_EQ(units[2].base_address - units[0].base_address, 0x20000U);
  const auto banks = file.memory_banks(SectionKind::kMemTopology);
  ASSERT_EQ(banks.size(), 2U);
  EXPECT_EQ(banks[0].tag, "DDR[0]");
  EXPECT_EQ(banks[0].bytes, std::uint64_t{16} << 30);
  EXPECT_EQ(banks[1].tag, "HOST[0]");
  EXPECT_TRUE(fs::exists(directory_.path() / "emconfig.json"));
}

TEST_F(PackXclbin, SameInputGivesTheSameBytes) {
  const std::string first = read_file(pack({"--kernel", kernel()}));
  const std::string again = read_file(pack({"--kernel", kernel()}));
  EXPECT_TRUE(first == again);
}

TEST_F(PackXclbin, OtherContentHasAnotherUuid) {
  const auto one = XclbinFile::load(pack({"--kernel", kernel()})).uuid();
  const auto two = XclbinFile::load(pack({"--kernel", kernel(",count=2")})).uuid();
  EXPECT_NE(one, two);
}

TEST_F(PackXclbin, HoldsALibraryForWaveformsIfThereIsOne) {
  const std::string name = "vadd.waveforms.so.gz";
  const std::string waves = std::string(",waves=") + LIGHTLOOP_VADD_WAVEFORMS_LIBRARY;
  const fs::path with = pack({"--kernel", kernel(waves)});
  EXPECT_THAT(read_file(with), HasSubstr("\"waveform_library\": \"" + name + "\""));
  EXPECT_NO_THROW(xclbin::validate_for_emulation(XclbinFile::load(with)));
  EXPECT_THAT(read_file(pack({"--kernel", kernel()})), testing::Not(HasSubstr(name)));
  EXPECT_THAT(complaint({"--kernel", "xml=" + vadd_source("kernel.xml") +
                                         ",rtl=" + vadd_source("vadd.sv") + waves}),
              HasSubstr("waves= goes with lib="));
  EXPECT_THAT(complaint({"--kernel", kernel(",waves=none.so")}), HasSubstr("none.so"));
}

struct Memories {
  const char* name;
  std::vector<std::string> options;
};

class PackedMemories : public PackXclbin, public testing::WithParamInterface<Memories> {};

// A program that asks XRT where its buffers go runs on any of them.
TEST_P(PackedMemories, RunAPlainProgram) {
  std::vector<std::string> arguments{"--kernel", kernel()};
  arguments.insert(arguments.end(), GetParam().options.begin(), GetParam().options.end());
  const ProcessResult result = run_vadd(pack(arguments));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("PASS"));
}

INSTANTIATE_TEST_SUITE_P(
    Banks, PackedMemories,
    testing::Values(
        Memories{"one", {"--bank", "bank0:64M"}},
        Memories{"two", {"--bank", "DDR[0]:1G", "--bank", "DDR[1]:32G", "--sp", "vadd_1.c:DDR[1]"}},
        Memories{"hbm",
                 {"--bank", "HBM[0]:256M", "--bank", "HBM[1]:256M", "--sp", "vadd_1.b:HBM[1]"}},
        Memories{"group",
                 {"--bank", "HBM[0]:256M", "--bank", "HBM[1]:256M", "--bank", "DDR[0]:1G", "--sp",
                  "vadd_1.a:HBM[0:1]", "--sp", "vadd_1.c:DDR[0]"}}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_F(PackXclbin, SaysWhatIsWrongWithAnOption) {
  const std::string good = kernel();
  EXPECT_THAT(complaint({"--kernel", "lib=x.so"}), HasSubstr("xml=FILE is missing"));
  EXPECT_THAT(complaint({"--kernel", good + ",speed=9"}), HasSubstr("unknown key \"speed\""));
  EXPECT_THAT(complaint({"--kernel", good + ",flag=--timing"}),
              HasSubstr("flag=--timing: time inside a kernel is not simulated"));
  EXPECT_THAT(complaint({"--kernel", good + ",flag=--threads,flag=none"}),
              HasSubstr("found \"none\", expected 1 to 64 threads"));
  EXPECT_THAT(complaint({"--kernel", good + ",count=0"}), HasSubstr("expected 1 to 128"));
  EXPECT_THAT(complaint({"--kernel", good + ",rtl=x.sv"}), HasSubstr("x.sv"));
  EXPECT_THAT(complaint({"--kernel", "xml=" + vadd_source("kernel.xml") + ",rtl=none*.sv"}),
              HasSubstr("no file matches none*.sv"));
  EXPECT_THAT(complaint({"--kernel", "xml=none.xml,lib=x.so"}), HasSubstr("none.xml"));
  EXPECT_THAT(complaint({"--kernel", "xml=" + vadd_source("kernel.xml") + ",lib=none.so"}),
              HasSubstr("the kernel library none.so: No such file"));
  EXPECT_THAT(complaint({"--kernel", good, "--kernel", good}), HasSubstr("is there twice"));
  EXPECT_THAT(complaint({"--kernel", good, "--bank", "DDR[0]"}), HasSubstr("expected TAG:SIZE"));
  EXPECT_THAT(complaint({"--kernel", good, "--bank", "DDR[0]:lots"}), HasSubstr("\"lots\""));
  EXPECT_THAT(complaint({"--kernel", good, "--bank", "DDR[0]:0G"}), HasSubstr("above 0"));
  EXPECT_THAT(complaint({"--kernel", good, "--bank", "DDR[0]:99999999999G"}),
              HasSubstr("device banks exceed"));
  EXPECT_THAT(complaint({"--kernel", good, "--bank", "HOST[0]:1G"}), HasSubstr("no memory bank"));
  EXPECT_THAT(complaint({"--kernel", good, "--bank", "DDR[0]:1G", "--sp", "vadd_1.a:DDR[7]"}),
              HasSubstr("no bank DDR[7]; there are DDR[0]"));
  EXPECT_THAT(complaint({"--kernel", good, "--sp", "vadd_9.a:DDR[0]"}),
              HasSubstr("no such compute unit or memory argument"));
  EXPECT_THAT(complaint({"--kernel", good, "--devices", "0"}), HasSubstr("expected 1 to 16"));
  EXPECT_THAT(complaint({"--kernel", good, "--device", "none"}), HasSubstr("none: no such file"));
}

TEST_F(PackXclbin, RefusesWhatIsNoVerilogByItsName) {
  const std::string xml = "xml=" + vadd_source("kernel.xml") + ",rtl=";
  EXPECT_THAT(complaint({"--kernel", xml + write("a.vhd", "entity a is end;").string()}),
              HasSubstr("a.vhd: is VHDL"));
  EXPECT_THAT(complaint({"--kernel", xml + write("b.VHDL", "entity b is end;").string()}),
              HasSubstr("b.VHDL: is VHDL"));
  EXPECT_THAT(complaint({"--kernel", xml + write("c.xci", "{}").string()}),
              HasSubstr("c.xci: is a description of a Vivado IP"));
  EXPECT_THAT(
      complaint({"--kernel", xml + write("d.v", "`pragma protect begin_protected\n").string()}),
      HasSubstr("d.v: is encrypted"));
}

TEST_F(PackXclbin, SaysWhatItMade) {
  const ProcessResult result =
      pack_xclbin(directory_.path(), {"--kernel", kernel(",count=2"), "-o", "made.xclbin"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("packed made.xclbin: vadd_1, vadd_2; "));
}

TEST_F(PackXclbin, SaysWhatIsWrongWithADescription) {
  EXPECT_THAT(complaint({"--kernel", changed_kernel("</root>", "")}), HasSubstr("not XML"));
  EXPECT_THAT(complaint({"--kernel", changed_kernel("ap_ctrl_hs", "ap_ctrl_xx")}),
              HasSubstr("hwControlProtocol: found \"ap_ctrl_xx\""));
  EXPECT_THAT(complaint({"--kernel", changed_kernel("name=\"vadd\"", "name=\"../vadd\"")}),
              HasSubstr("kernel name: found \"../vadd\", expected an identifier"));
  EXPECT_THAT(complaint({"--kernel", changed_kernel("id=\"2\"", "id=\"two\"")}),
              HasSubstr("argument c: id: found \"two\", expected a decimal number"));
  EXPECT_THAT(complaint({"--kernel", changed_kernel("dataWidth=\"512\"", "dataWidth=\"500\"")}),
              HasSubstr("dataWidth: found 500"));
  EXPECT_THAT(
      complaint({"--kernel", changed_kernel("portType=\"addressable\"", "portType=\"stream\"")}),
      HasSubstr("no slave port, expected one for ap_ctrl_hs"));
  EXPECT_THAT(complaint({"--kernel", changed_kernel("offset=\"0x34\"", "offset=\"0x1000\"")}),
              HasSubstr("argument length: offset + size is 0x1004"));
  EXPECT_THAT(complaint({"--kernel", changed_kernel("port=\"m_axi_gmem1\"", "port=\"gmem9\"")}),
              HasSubstr("argument c: port: found \"gmem9\""));
  EXPECT_THAT(complaint({"--kernel", changed_kernel("size=\"0x4\"", "size=\"four\"")}),
              HasSubstr("size: found \"four\", expected a number"));
}

}  // namespace
}  // namespace lightloop::xrt_test
