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

namespace lightloop::xclbin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using xrt_test::Bytes;
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

void set_u32(Bytes& bytes, std::size_t offset, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) bytes.at(offset + i) = static_cast<std::byte>(value >> (8 * i));
}

Bytes table_with_count(std::uint32_t count, std::size_t bytes) {
  Bytes table(bytes);
  set_u32(table, 0, count);
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
    set_u32(connectivity, field, 77);
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
      {"<project name=\"x\"", "not well-formed XML"},
      {"<nothing/>", "<project> is missing"},
      {"<project name=\"x\"/>", "<core> is missing"},
      {"<project name=\"x\"><platform><device><core/></device></platform></project>",
       "describes no kernel"},
      {"<project name=\"x\"><platform><device><core><kernel/></core></device></platform></project>",
       "element <kernel>: attribute 'name' is missing"},
      {"<project name=\"x\"><platform><device><core><kernel name=\"k\"><arg name=\"a\"/></kernel>"
       "</core></device></platform></project>",
       "element <arg>: attribute 'id' is missing"},
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

TEST(Validate, IsNotOverwhelmedByDeeplyNestedXml) {
  // Also where a text that looks like a closing tag tries to hide the depth.
  for (const char* part : {"<a>", "<a>/>", "<a b='>'>", "<a b=\"</a>\">"}) {
    std::string xml;
    for (int i = 0; i < 300000; ++i) xml += part;
    TestXclbin description;
    description.replaced = {{2, to_bytes(xml)}};
    EXPECT_THAT(complaint(description.build()), HasSubstr("nested too deep"));
  }
}

TEST(Validate, FindsAnArchiveWithoutAStartScript) {
  TestXclbin description;
  description.files = {{"behav_waveform/xsim/other", to_bytes("x")}};
  EXPECT_THAT(complaint(description.build()), HasSubstr("simulate.sh"));
  description.replaced = {{0, to_bytes("this is no archive at all, only some text")}};
  EXPECT_THAT(complaint(description.build()),
              HasSubstr("section BITSTREAM: zip archive: no end-of-directory record"));
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
