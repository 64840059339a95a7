// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>

#include "sim/xrt/xclbin/validate.hpp"
#include "sim/xrt/xclbin/xclbin_file.hpp"
#include "tests/xrt/support/process.hpp"
#include "tests/xrt/support/xclbin_builder.hpp"
#include "tests/xrt/support/xclbin_fields.hpp"

namespace lightloop::xclbin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using xrt_test::Bytes;
using xrt_test::section_header;
using xrt_test::section_start;
using xrt_test::set_field;
using xrt_test::TestXclbin;
using xrt_test::to_bytes;

// The message of the error that validation ends with, empty when it does not.
std::string complaint(const Bytes& bytes) {
  try {
    validate_for_emulation(XclbinFile("test.xclbin", bytes));
  } catch (const XclbinError& error) {
    return error.what();
  }
  return {};
}

Bytes table_with_count(std::uint32_t count, std::size_t bytes) {
  Bytes table(bytes);
  set_field(table, 0, 4, count);
  return table;
}

TEST(XclbinFile, TellsWhatItHolds) {
  TestXclbin description;
  description.compute_units = 3;
  description.banks.push_back({.tag = "HBM[0]", .base_address = 0x2'0000'0000, .kib = 256});
  const XclbinFile file("test.xclbin", description.build());
  EXPECT_TRUE(file.is_for_emulation());
  EXPECT_EQ(file.platform(), "lightloop_test_platform");
  EXPECT_EQ(file.uuid()[15], std::byte{0x42});
  const auto units = file.compute_units();
  ASSERT_EQ(units.size(), 3U);
  EXPECT_EQ(units[2].name, "add_one:add_one_3");
  EXPECT_EQ(units[2].base_address, xrt_test::unit_address(2));
  const auto banks = file.memory_banks(SectionKind::kMemTopology);
  ASSERT_EQ(banks.size(), 2U);
  EXPECT_EQ(banks[1].tag, "HBM[0]");
  EXPECT_EQ(banks[1].base_address, 0x2'0000'0000U);
  EXPECT_EQ(banks[1].bytes, 256U * 1024);
  EXPECT_TRUE(banks[1].used);
}

TEST(Validate, AcceptsASoundFilePackedEitherWay) {
  for (const bool deflate : {true, false}) {
    TestXclbin description;
    description.deflate = deflate;
    EXPECT_EQ(complaint(description.build()), "");
  }
}

TEST(Validate, AcceptsBytesAfterTheLengthInTheHeader) {
  Bytes bytes = TestXclbin{}.build();
  bytes.resize(bytes.size() + 100);
  EXPECT_EQ(complaint(bytes), "");
}

TEST(Validate, NamesTheSectionThatIsMissing) {
  for (const auto& [kind, name] : std::map<std::uint32_t, std::string>{{0, "BITSTREAM"},
                                                                       {2, "EMBEDDED_METADATA"},
                                                                       {6, "MEM_TOPOLOGY"},
                                                                       {7, "CONNECTIVITY"},
                                                                       {8, "IP_LAYOUT"}}) {
    TestXclbin description;
    description.omitted = {kind};
    EXPECT_EQ(complaint(description.build()), "test.xclbin: section " + name + ": missing");
  }
}

TEST(Validate, RefusesOneThatWasBuiltForACard) {
  TestXclbin description;
  description.mode = 0;
  EXPECT_THAT(complaint(description.build()), HasSubstr("mode: found hw, expected hw_emu"));
  description.mode = 5;
  EXPECT_THAT(complaint(description.build()), HasSubstr("found sw_emu"));
}

TEST(Validate, RefusesWhatIsNotAnXclbin) {
  EXPECT_THAT(complaint({}), HasSubstr("is not an xclbin"));
  EXPECT_THAT(complaint(to_bytes("PK not this")), HasSubstr("is not an xclbin"));
  EXPECT_THAT(complaint(to_bytes(std::string("xclbin2\0", 8))), HasSubstr("is cut short"));
}

TEST(Validate, FindsCountsThatTheirTablesDoNotBearOut) {
  const std::map<std::uint32_t, Bytes> faults = {
      {6, table_with_count(1000, 48)}, {6, table_with_count(0xffffffff, 48)},
      {7, table_with_count(9, 16)},    {7, Bytes(2)},
      {8, table_with_count(2, 88)},    {8, Bytes(4)},
  };
  for (const auto& [kind, content] : faults) {
    TestXclbin description;
    description.replaced = {{kind, content}};
    EXPECT_THAT(complaint(description.build()), HasSubstr("found ")) << kind;
  }
}

TEST(Validate, FindsReferencesThatLeadNowhere) {
  for (const auto& [field, text] : std::map<std::size_t, std::string>{
           {8, "compute unit 77, IP_LAYOUT has 1"}, {12, "memory bank 77, the topology has 1"}}) {
    Bytes connectivity = table_with_count(1, 16);
    set_field(connectivity, field, 4, 77);
    TestXclbin description;
    description.replaced = {{7, connectivity}};
    EXPECT_THAT(complaint(description.build()), HasSubstr(text));
  }
}

TEST(Validate, FindsABankThatIsNotPageAligned) {
  TestXclbin description;
  description.banks[0].base_address = 0x1'0000'0800;
  EXPECT_THAT(complaint(description.build()),
              AllOf(HasSubstr("MEM_TOPOLOGY"), HasSubstr("'bank0'"), HasSubstr("4096")));
}

TEST(Validate, FindsAnXmlThatXrtCouldNotUse) {
  const std::map<std::string, std::string> faults = {
      {"<project name=\"x\"", "line 1: expected an attribute or the end of the tag"},
      {"<project name=\"x\">", "not well-formed XML, line 1"},
      {"<nothing/>", "<project> is missing"},
      {"<project name=\"x\"/>", "<core> is missing"},
      {"<project name=\"x\"><platform><device><core/></device></platform></project>",
       "describes no kernel"},
      {"<project name=\"x\"><platform><device><core><kernel/></core></device></platform></project>",
       "element <kernel>: attribute 'name' is missing"},
      {"<project name=\"x\"><platform><device><core><kernel name=\"k\"><arg name=\"a\"/></kernel>"
       "</core></device></platform></project>",
       "kernel 'k', argument 'a': attribute 'offset' is missing"},
      {"<project name=\"x\"><platform><device><core><kernel name=\"other\"/></core></device>"
       "</platform></project>",
       "compute unit 'add_one:add_one_1': its kernel is not described"},
  };
  for (const auto& [xml, text] : faults) {
    TestXclbin description;
    description.replaced = {{2, to_bytes(xml)}};
    EXPECT_THAT(complaint(description.build()), HasSubstr(text));
  }
}

std::string xml_complaint(const std::string& xml) {
  TestXclbin description;
  description.replaced = {{2, to_bytes(xml)}};
  return complaint(description.build());
}

std::string repeated(const std::string& part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

TEST(Validate, IsNotOverwhelmedByDeeplyNestedXml) {
  // Also where comments, texts and the like try to hide the depth: by what looks like a closing
  // tag, or like a beginning whose end is far away.
  for (const char* part :
       {"<a>", "<a>/>", "<a b='>'>", "<a b=\"</a>\">", "<a><!--</a>-->", "<a><!-- > ' \" -->",
        "<a><![CDATA[</a>]]>", "<a><?x </a>?>", "<a><!---->", "<a b='\"'>", "<a>'</a>'<a><a>"}) {
    EXPECT_THAT(xml_complaint(repeated(part, 100000)), HasSubstr("nested too deep")) << part;
  }
  // Names in which a parser might or might not see a quote, or the end of the tag.
  for (const char* part : {"<a\">", "<a'>", "<a b>", "<a b=c>", "<a b='1'c='2'>", "<a/ >", "<a<b>",
                           "<a b='1' / >", "<a =''>", "< a>", "<>", "</>", "<a></a b>"}) {
    EXPECT_THAT(xml_complaint(repeated(part, 100000)), HasSubstr("line 1: expected ")) << part;
  }
}

TEST(Validate, RefusesWhatMakesXmlGrow) {
  std::string laughs = "<!DOCTYPE lolz [<!ENTITY a0 \"ha\">";
  for (int i = 1; i < 10; ++i)
    laughs += "<!ENTITY a" + std::to_string(i) + " \"" +
              repeated("&a" + std::to_string(i - 1) + ";", 10) + "\">";
  EXPECT_THAT(xml_complaint(laughs + "]><project name=\"&a9;\"/>"), HasSubstr("document type"));
  EXPECT_THAT(xml_complaint("<!DOCTYPE x SYSTEM \"/etc/passwd\"><project name=\"x\"/>"),
              HasSubstr("document type"));
  EXPECT_THAT(xml_complaint("<a>" + repeated("<b/>", 200000) + "</a>"),
              HasSubstr("more than 100000 elements"));
  EXPECT_THAT(xml_complaint("<a" + repeated(" b=''", 200000) + "/>"),
              HasSubstr("more than 100000 elements"));
  EXPECT_THAT(xml_complaint("<a>" + std::string(5'000'000, 'x') + "</a>"),
              HasSubstr("expected at most 4194304"));
  EXPECT_THAT(xml_complaint(std::string("<a>\0</a>", 8)), HasSubstr("NUL"));
  EXPECT_THAT(xml_complaint("<a><!-- "), HasSubstr("a comment does not end"));
  EXPECT_THAT(xml_complaint("\xff\xfe<\x01"), HasSubstr("line 1"));
}

std::string design(const std::string& kernels) {
  return "<project name=\"x\"><platform><device><core>" + kernels +
         "</core></device></platform></project>";
}

std::string with_registers(const std::string& kernel, const std::string& content) {
  return "<kernel name=\"" + kernel +
         "\"><port name=\"s\" mode=\"slave\" range=\"0x10000\" dataWidth=\"32\"/>" + content +
         "</kernel>";
}

std::string argument(const std::string& id, const std::string& offset, const std::string& size) {
  return "<arg name=\"a\" addressQualifier=\"0\" id=\"" + id + "\" port=\"s\" size=\"" + size +
         "\" offset=\"" + offset + "\" hostSize=\"4\"/>";
}

TEST(Validate, FindsKernelsThatXrtCannotRun) {
  std::string many;
  for (int i = 0; i < 3000; ++i) many += with_registers("k" + std::to_string(i), "");
  EXPECT_THAT(xml_complaint(design(many)), HasSubstr("found 3000 kernels, expected at most 128"));
  const std::string padding = "<x y=\"" + std::string(1000, ' ') + "\"/>";
  many.clear();
  for (int i = 0; i < 100; ++i)
    many += with_registers("k" + std::to_string(i), repeated(padding, 10));
  EXPECT_THAT(xml_complaint(design(many)), HasSubstr("bytes for 100 kernels, expected at most"));
  EXPECT_THAT(xml_complaint(design(with_registers("a(((", ""))),
              HasSubstr("kernel name: found 'a(((', expected an identifier"));
  EXPECT_THAT(xml_complaint(design(with_registers("k", "") + with_registers("k", ""))),
              HasSubstr("kernel 'k' is there twice"));
  EXPECT_THAT(
      xml_complaint(design("<kernel name=\"k\"><port name=\"s\" mode=\"slave\"/></kernel>")),
      HasSubstr("kernel 'k', port 's': attribute 'range' is missing"));
  EXPECT_THAT(xml_complaint(design(
                  with_registers("k", argument("0", "0x10", "4") + argument("2", "0x18", "4")))),
              HasSubstr("found 2 as the last of 2, expected 0, 1, 2, ..."));
  EXPECT_THAT(xml_complaint(design(with_registers("k", argument("0", "0xfffe", "4")))),
              HasSubstr("offset 0xfffe and size 0x4 lead beyond the range 0x10000"));
  // XRT sends all registers in one command of 4096 bytes.
  for (const auto& [offset, good] : {std::pair{"0xff4", true}, {"0xff8", false}}) {
    TestXclbin description;
    std::string xml = description.xml();
    xml.replace(xml.find("range=\"0x1000\""), 14, "range=\"0x4000\"");
    xml.replace(xml.find("offset=\"0x28\""), 13, std::string("offset=\"") + offset + "\"");
    description.replaced = {{2, to_bytes(xml)}};
    const std::string answer = complaint(description.build());
    EXPECT_EQ(answer.empty(), good) << answer;
    if (!good) {
      EXPECT_THAT(answer, HasSubstr("argument 'count': ends at 0xffc, expected at most 0xff8"));
    }
  }
  for (const auto& [offset, text] : std::map<std::string, std::string>{
           {"0x2",
            "argument 'count': offset: found 0x2, expected at least 0x10, the end of the "
            "control registers"},
           {"0x14",
            "argument 'count': offset: found 0x14, expected at least 0x18, the end of "
            "argument 'in'"}}) {
    TestXclbin description;
    std::string xml = description.xml();
    xml.replace(xml.find("offset=\"0x28\""), 13, "offset=\"" + offset + "\"");
    description.replaced = {{2, to_bytes(xml)}};
    EXPECT_THAT(complaint(description.build()), HasSubstr(text));
  }
  TestXclbin versal;
  std::string xml = versal.xml();
  xml.replace(xml.find("virtexuplus"), 11, "versal:x");
  versal.replaced = {{2, to_bytes(xml)}};
  EXPECT_THAT(complaint(versal.build()), HasSubstr("fpgaDevice: found 'versal:x'"));
}

TEST(Validate, FindsTooManyComputeUnits) {
  TestXclbin description;
  description.compute_units = 128;
  EXPECT_EQ(complaint(description.build()), "");
  description.compute_units = 129;
  EXPECT_THAT(complaint(description.build()), HasSubstr("found 129 compute units"));
}

TEST(Validate, FindsUnitsAndBanksThatOverlap) {
  TestXclbin description;
  description.compute_units = 2;
  std::string xml = description.xml();
  xml.replace(xml.find("range=\"0x1000\""), 14, "range=\"0x10001\"");
  description.replaced = {{2, to_bytes(xml)}};
  EXPECT_THAT(complaint(description.build()), HasSubstr("registers overlap, at 0x20000"));

  TestXclbin banks;
  banks.banks = {{.tag = "a"}, {.tag = "b"}};
  EXPECT_THAT(complaint(banks.build()), HasSubstr("banks 'a' and 'b': overlap, at 0x100000000"));
  // XRT would allocate from each group by way of the other, for ever.
  banks.banks = {{.tag = "a"}, {.tag = "MBG[0]"}, {.tag = "MBG[1]"}};
  EXPECT_THAT(complaint(banks.build()), HasSubstr("banks 'MBG[0]' and 'MBG[1]': are the same"));
  banks.banks = {{.tag = "a"}, {.tag = "MBG[0]"}};
  EXPECT_EQ(complaint(banks.build()), "");
  banks.banks.clear();
  for (unsigned i = 0; i < 65; ++i)
    banks.banks.push_back(
        {.tag = std::to_string(i), .base_address = std::uint64_t{4096} * i, .kib = 4});
  EXPECT_THAT(complaint(banks.build()), HasSubstr("found 65 banks in use, expected at most 64"));
}

TEST(Validate, FindsTextsWithoutAnEnd) {
  const Bytes whole = TestXclbin{}.build();
  const auto filled = [&](std::size_t start, std::size_t bytes) {
    Bytes copy = whole;
    std::fill_n(copy.begin() + static_cast<std::ptrdiff_t>(start), bytes, std::byte{'x'});
    return complaint(copy);
  };
  EXPECT_THAT(filled(352, 64), HasSubstr("header, platform: found 64 characters"));
  EXPECT_THAT(filled(section_start(whole, 6) + 32, 16), HasSubstr("entry 0, tag: found 16"));
  EXPECT_THAT(filled(section_start(whole, 8) + 24, 64), HasSubstr("entry 0, name: found 64"));
}

TEST(Validate, FindsSectionsTwiceAndUponEachOther) {
  TestXclbin description;
  description.replaced = {{30, to_bytes("some content")}, {31, to_bytes("other content")}};
  const Bytes whole = description.build();
  EXPECT_EQ(complaint(whole), "");
  Bytes twice = whole;
  set_field(twice, section_header(whole, 30), 4, 7);
  EXPECT_EQ(complaint(twice), "test.xclbin: section CONNECTIVITY: found 2, expected one");
  Bytes upon = whole;
  set_field(upon, section_header(whole, 31) + 24, 8, section_start(whole, 30) + 4);
  EXPECT_THAT(complaint(upon), HasSubstr("section 6 (kind 31 'section31'): offset: found"));
  set_field(upon, section_header(whole, 31) + 24, 8, 400);
  EXPECT_THAT(complaint(upon), HasSubstr("the end of the headers"));
  // Nothing lies nowhere.
  set_field(upon, section_header(whole, 31) + 32, 8, 0);
  EXPECT_EQ(complaint(upon), "");
}

TEST(Validate, FindsTextsOfOtherSectionsThatXrtCouldNotUse) {
  TestXclbin description;
  description.replaced = {{14, to_bytes(repeated("[", 1000000))}};
  EXPECT_THAT(complaint(description.build()), HasSubstr("BUILD_METADATA: values nested too deep"));
  description.replaced = {{14, to_bytes("{]")}};
  EXPECT_THAT(complaint(description.build()), HasSubstr("BUILD_METADATA: not JSON, line 1"));
  description.replaced = {{14, to_bytes(R"({"a": "[[[[\"{{{{", "b": [{}]})")}};
  EXPECT_EQ(complaint(description.build()), "");
  description.replaced = {{21, to_bytes("anything")}};
  EXPECT_THAT(complaint(description.build()), HasSubstr("EMULATION_DATA: found, expected none"));
}

TEST(Validate, ReadsNoMoreOfAFileThanItNeeds) {
  const xrt_test::ScratchDirectory directory;
  const auto path = directory.path() / "large.xclbin";
  constexpr std::uint64_t kHuge = std::uint64_t{1} << 40;
  const auto complaint_of = [&](const Bytes& bytes) -> std::string {
    xrt_test::write_file(path, bytes);
    std::filesystem::resize_file(path, kHuge);  // a hole: takes no room on the disk
    try {
      validate_for_emulation(path);
    } catch (const XclbinError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_THAT(complaint_of(to_bytes("PK")), HasSubstr("is not an xclbin"));
  EXPECT_THAT(complaint_of(TestXclbin{}.build()), HasSubstr("expected at most 2147483648"));
  EXPECT_THROW(validate_for_emulation("/dev/zero"), XclbinError);
  EXPECT_THROW(validate_for_emulation(directory.path()), XclbinError);
}

TEST(Validate, ForACardTakesWhatEmulationDoesNot) {
  TestXclbin description;
  description.mode = 0;
  description.omitted = {0};
  description.banks.push_back({.tag = "b"});  // upon the first one
  EXPECT_NO_THROW(validate_for_loading(XclbinFile("test.xclbin", description.build())));
  description.omitted = {0, 7};
  EXPECT_THROW(validate_for_loading(XclbinFile("test.xclbin", description.build())), XclbinError);
}

TEST(Validate, FindsAnArchiveWithoutAStartScript) {
  TestXclbin description;
  description.files = {{"behav_waveform/xsim/other", to_bytes("x")}};
  EXPECT_THAT(complaint(description.build()), HasSubstr("simulate.sh"));
  description.replaced = {{0, to_bytes("this is no archive at all, only some text")}};
  EXPECT_THAT(complaint(description.build()),
              HasSubstr("section BITSTREAM: zip archive: no end-of-directory record"));
}

// An xclbin with a device process of ours: its device.json, with one text replaced.
std::string device_complaint(const std::string& from, const std::string& to) {
  std::string json = R"({"format": 2, "name": "x", "clock_period_ps": 3333,
    "kernels": [{"name": "add_one", "library": "add_one.so", "control": "ap_ctrl_hs",
                 "control_port": "s_axi_control", "memory_ports": ["m_axi_gmem"],
                 "stream_ports": []}], "streams": [], "captures": [],
    "compute_units": [{"instance": "add_one_1", "kernel": "add_one", "base": 65536, "size": 4096,
                       "reach": [[0]]}],
    "memories": [{"tag": "b", "kind": "device", "base": 4294967296, "size": 1073741824},
                 {"tag": "h", "kind": "host", "base": 137438953472, "size": 1073741824}]})";
  const auto at = json.find(from);
  if (at == std::string::npos) throw std::runtime_error("no " + from);
  json.replace(at, from.size(), to);
  TestXclbin description;
  description.banks.push_back({.tag = "HOST[0]", .base_address = 0x20'0000'0000});
  description.files["behav_waveform/xsim/device.json"] = to_bytes(json);
  description.files["behav_waveform/xsim/add_one.so"] = to_bytes("a library");
  return complaint(description.build());
}

TEST(Validate, FindsADeviceProcessOfAnotherDesign) {
  EXPECT_EQ(device_complaint("1", "1"), "");
  EXPECT_THAT(device_complaint("\"base\": 65536", "\"base\": 65540"),
              HasSubstr("section BITSTREAM: device.json: compute unit 'add_one_1', base: found "
                        "0x10004, expected that in IP_LAYOUT, 0x10000"));
  EXPECT_THAT(device_complaint("add_one_1", "add_one_2"),
              HasSubstr("has no compute unit 'add_one:add_one_1'"));
  EXPECT_THAT(device_complaint("add_one.so", "other.so"),
              HasSubstr("library: found 'other.so', which the archive does not hold"));
  EXPECT_THAT(device_complaint("add_one.so", "../x.so"), HasSubstr("kernels[0].library: found"));
  EXPECT_EQ(device_complaint("\"control\"", R"("waveform_library": "add_one.so", "control")"), "");
  EXPECT_THAT(device_complaint("\"control\"", R"("waveform_library": "w.gz", "control")"),
              HasSubstr("waveform_library: found 'w.gz', which the archive does not hold"));
  for (const auto& [from, to] :
       std::map<std::string, std::string>{{"\"base\": 4294967296", "\"base\": 8589934592"},
                                          {"\"size\": 1073741824", "\"size\": 4096"},
                                          {"\"device\"", "\"host\""}})
    EXPECT_THAT(device_complaint(from, to), HasSubstr("has no memory of the device")) << from;
  EXPECT_THAT(device_complaint("\"host\"", "\"device\""), HasSubstr("has no memory of the host"));
  EXPECT_THAT(device_complaint("\"format\": 2", "\"format\": 1"), HasSubstr("device.json: format"));
  EXPECT_THAT(device_complaint("{", std::string(100000, '[')), HasSubstr("device.json: "));
  EXPECT_THAT(device_complaint("{", std::string(2'000'000, ' ')), HasSubstr("at most 1048576"));
}

TEST(Validate, LooksForTheScriptWhereXrtDoes) {
  TestXclbin description;
  const Bytes script = to_bytes("#!/bin/sh\n");
  description.files = {{"behav_waveform/questa/simulate.sh", script}};
  EXPECT_EQ(complaint(description.build()), "");
  // xsim comes first, whatever else there is.
  description.files["behav_waveform/xsim/other"] = script;
  EXPECT_THAT(complaint(description.build()), HasSubstr("no behav_waveform/xsim/simulate.sh"));
  description.files = {{"behav_waveform/modelsim/simulate.sh", script}};
  EXPECT_THAT(complaint(description.build()), HasSubstr("no directory behav_waveform/xsim"));
}

TEST(Validate, NamesTheFile) {
  EXPECT_THROW(validate_for_emulation("/nonexistent/a.xclbin"), XclbinError);
  const xrt_test::ScratchDirectory directory;
  const auto path = directory.path() / "half.xclbin";
  Bytes bytes = TestXclbin{}.build();
  bytes.resize(bytes.size() / 2);
  xrt_test::write_file(path, bytes);
  try {
    validate_for_emulation(path);
    FAIL() << "half a file was accepted";
  } catch (const XclbinError& error) {
    EXPECT_THAT(error.what(), AllOf(StartsWith(path.string()), HasSubstr("is cut short")));
  }
}

TEST(Validate, RefusesEveryTruncation) {
  const Bytes whole = TestXclbin{}.build();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_NE(complaint(cut), "") << "cut to " << length << " of " << whole.size();
  }
}

TEST(Validate, SurvivesEveryFlippedByte) {
  const Bytes whole = TestXclbin{}.build();
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      Bytes bytes = whole;
      bytes[at] ^= static_cast<std::byte>(flip);
      refused += complaint(bytes).empty() ? 0 : 1;
    }
  }
  // Many bytes carry nothing that could be wrong: time stamps, the key block, text of names.
  EXPECT_GT(refused, 0U);
}

TEST(Validate, SurvivesRandomDamage) {
  constexpr unsigned kSeed = 20261122;
  std::mt19937 random(kSeed);
  const Bytes whole = TestXclbin{}.build();
  for (int round = 0; round < 3000; ++round) {
    Bytes bytes = whole;
    for (unsigned i = 0; i < 1 + random() % 8; ++i)
      bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    complaint(bytes);  // any answer is right; the sanitizers watch
  }
}

}  // namespace
}  // namespace lightloop::xclbin
