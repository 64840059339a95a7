// SPDX-License-Identifier: Apache-2.0
// Every number of every section set to values at the edges of its type: what fits is taken, all
// else is refused with a message that names the section.
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "sim/xrt/xclbin/validate.hpp"
#include "tests/xrt/support/xclbin_fields.hpp"

namespace lightloop::xclbin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using xrt_test::Bytes;
using xrt_test::get_field;
using xrt_test::section_header;
using xrt_test::section_start;
using xrt_test::set_field;
using xrt_test::TestBank;
using xrt_test::TestXclbin;
using xrt_test::to_bytes;

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr std::uint64_t kFirstBank = 4 * kGiB;
constexpr std::uint64_t kSecondBank = 8 * kGiB;

template <typename... Numbers>
Bytes numbers(unsigned width, Numbers... values) {
  Bytes bytes;
  for (const std::uint64_t value : {static_cast<std::uint64_t>(values)...}) {
    bytes.resize(bytes.size() + width);
    set_field(bytes, bytes.size() - width, width, value);
  }
  return bytes;
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes text(const std::string& value, std::size_t width) {
  Bytes bytes = to_bytes(value);
  bytes.resize(width);
  return bytes;
}

Bytes bank(std::uint64_t kib, std::uint64_t base, const std::string& tag) {
  return numbers(8, 0x0101, kib, base) + text(tag, 16);
}

// Two units, two banks, a group of both; each optional section that is checked.
Bytes full_xclbin() {
  TestXclbin description;
  description.compute_units = 2;
  description.banks = {{.tag = "bank0", .base_address = kFirstBank, .kib = kGiB / 1024},
                       {.tag = "bank1", .base_address = kSecondBank, .kib = kGiB / 1024}};
  description.replaced[7] = numbers(4, 4, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1);
  description.replaced[9] = numbers(8, 1) + Bytes(144);
  description.replaced[11] = numbers(2, 1) + Bytes(136);
  description.replaced[14] = to_bytes(R"({"build_metadata": {"xclbin": {}}})");
  description.replaced[26] = numbers(8, 3) + bank(kGiB / 1024, kFirstBank, "bank0") +
                             bank(kGiB / 1024, kSecondBank, "bank1") +
                             bank(5 * kGiB / 1024, kFirstBank, "MBG[0]");
  description.replaced[27] = numbers(4, 4, 0, 0, 2, 1, 0, 0, 0, 1, 1, 1, 1, 0);
  return description.build();
}

std::string complaint_about(const Bytes& bytes) {
  try {
    validate_for_emulation(XclbinFile("test.xclbin", bytes));
  } catch (const XclbinError& error) {
    return error.what();
  }
  return {};
}

struct Field {
  const char* section;  // that the message names; empty for any
  std::uint32_t kind;
  std::size_t offset;
  unsigned width;
  std::function<bool(std::uint64_t)> fits;
};

std::set<std::uint64_t> edges(unsigned width, std::uint64_t value) {
  std::set<std::uint64_t> result{value};
  const std::uint64_t last = width == 8 ? UINT64_MAX : (std::uint64_t{1} << (8 * width)) - 1;
  for (const std::uint64_t base :
       {std::uint64_t{0}, std::uint64_t{1} << 7, std::uint64_t{1} << 8, std::uint64_t{1} << 15,
        std::uint64_t{1} << 16, std::uint64_t{1} << 30, std::uint64_t{1} << 31,
        std::uint64_t{1} << 32, std::uint64_t{1} << 40, std::uint64_t{1} << 53,
        std::uint64_t{1} << 54, std::uint64_t{1} << 62, std::uint64_t{1} << 63})
    for (const std::int64_t step : {-4096, -2, -1, 0, 1, 2, 4096})
      result.insert((base + static_cast<std::uint64_t>(step)) & last);
  return result;
}

void check(const Bytes& whole, const Field& field, std::size_t at) {
  const std::uint64_t original = get_field(whole, at, field.width);
  ASSERT_TRUE(field.fits(original)) << field.section << " at " << field.offset;
  for (const std::uint64_t value : edges(field.width, original)) {
    Bytes bytes = whole;
    set_field(bytes, at, field.width, value);
    const std::string answer = complaint_about(bytes);
    const auto what = [&] {
      return testing::Message() << field.section << " at " << field.offset << " = 0x" << std::hex
                                << value << ": " << answer;
    };
    EXPECT_EQ(answer.empty(), field.fits(value)) << what();
    if (!answer.empty()) {
      EXPECT_THAT(answer, AllOf(StartsWith("test.xclbin: "), HasSubstr(field.section))) << what();
    }
  }
}

std::function<bool(std::uint64_t)> only(const std::set<std::uint64_t>& values) {
  return [values](std::uint64_t value) { return values.contains(value); };
}

std::function<bool(std::uint64_t)> below(std::uint64_t limit) {
  return [limit](std::uint64_t value) { return value < limit; };
}

bool any(std::uint64_t) { return true; }

TEST(XclbinFields, Header) {
  const Bytes whole = full_xclbin();
  ASSERT_EQ(complaint_about(whole), "");
  check(whole, {"", 0, 304, 8, only({whole.size()})}, 304);
  check(whole, {"header, mode", 0, 332, 2, only({4, 6})}, 332);
  check(whole, {"", 0, 448, 4, only({10})}, 448);
  for (const std::size_t unused : {8U, 296U, 312U, 320U, 336U, 432U})
    check(whole, {"", 0, unused, 8, any}, unused);
  for (const std::uint32_t kind : {0U, 2U, 6U, 7U, 8U, 9U, 11U, 14U, 26U, 27U}) {
    const std::size_t header = section_header(whole, kind);
    for (const std::size_t at : {header + 24, header + 32})
      check(whole, {"", kind, at, 8, only({get_field(whole, at, 8)})}, at);
  }
}

TEST(XclbinFields, MemTopology) {
  const Bytes whole = full_xclbin();
  const std::uint64_t kib = kGiB / 1024;
  const auto is_memory = [](std::uint64_t type) { return type != 3 && type != 9; };
  const auto in_use = [](std::uint64_t used) { return used != 0; };
  const auto on_page = [](std::uint64_t base) { return base % 4096 == 0; };
  const std::uint64_t end = std::uint64_t{1} << 63;
  const auto first_size = [&](std::uint64_t v) { return v > 0 && v <= 4 * kib; };
  const auto last_size = [&](std::uint64_t v) { return v > 0 && v <= (end - kSecondBank) / 1024; };
  const auto first_base = [&](std::uint64_t v) {
    return on_page(v) && v <= end - kGiB && (v + kGiB <= kSecondBank || v >= kSecondBank + kGiB);
  };
  const auto last_base = [&](std::uint64_t v) {
    return on_page(v) && v <= end - kGiB && (v + kGiB <= kFirstBank || v >= kFirstBank + kGiB);
  };
  for (const std::uint32_t kind : {6U, 26U}) {
    const char* name = kind == 6 ? "MEM_TOPOLOGY" : "GROUP_TOPOLOGY";
    const std::size_t start = section_start(whole, kind);
    for (const Field& field : {Field{"", kind, 0, 4, only({kind == 6 ? 2U : 3U})},
                               {name, kind, 4, 4, any},
                               {"", kind, 8, 1, is_memory},
                               {"", kind, 9, 1, in_use},
                               {name, kind, 16, 8, first_size},
                               {name, kind, 24, 8, first_base},
                               {"", kind, 48, 1, is_memory},
                               {"", kind, 49, 1, in_use},
                               {name, kind, 56, 8, last_size},
                               {name, kind, 64, 8, last_base}})
      check(whole, field, start + field.offset);
  }
  const std::size_t group = section_start(whole, 26) + 88;
  check(whole, {"GROUP_CONNECTIVITY", 26, 88, 1, is_memory}, group);
  check(whole, {"GROUP_CONNECTIVITY", 26, 89, 1, in_use}, group + 1);
  check(whole,
        {"GROUP_TOPOLOGY", 26, 96, 8,
         [&](std::uint64_t v) { return v > 0 && v <= (end - kFirstBank) / 1024; }},
        group + 8);
  check(whole,
        {"GROUP_TOPOLOGY", 26, 104, 8,
         [&](std::uint64_t v) { return on_page(v) && v <= end - 5 * kGiB; }},
        group + 16);
}

TEST(XclbinFields, Connectivity) {
  const Bytes whole = full_xclbin();
  for (const std::uint32_t kind : {7U, 27U}) {
    const char* name = kind == 7 ? "section CONNECTIVITY" : "section GROUP_CONNECTIVITY";
    const std::size_t start = section_start(whole, kind);
    check(whole, {name, kind, 0, 4, only({4})}, start);
    for (std::size_t entry = 4; entry < 4 + 4 * 12; entry += 12) {
      check(whole, {name, kind, entry, 4, only({get_field(whole, start + entry, 4)})},
            start + entry);
      check(whole, {name, kind, entry + 4, 4, only({get_field(whole, start + entry + 4, 4)})},
            start + entry + 4);
      check(whole, {name, kind, entry + 8, 4, below(kind == 7 ? 2 : 3)}, start + entry + 8);
    }
  }
}

TEST(XclbinFields, IpLayout) {
  const Bytes whole = full_xclbin();
  const std::size_t start = section_start(whole, 8);
  check(whole, {"", 8, 0, 4, only({2})}, start);
  check(whole, {"IP_LAYOUT", 8, 4, 4, any}, start + 4);
  for (std::size_t entry = 8; entry < 8 + 2 * 80; entry += 80) {
    check(whole, {"", 8, entry, 4, only({1})}, start + entry);
    check(whole,
          {"IP_LAYOUT", 8, entry + 4, 4, [](std::uint64_t v) { return ((v >> 8) & 0xff) <= 2; }},
          start + entry + 4);
    check(whole, {"IP_LAYOUT", 8, entry + 8, 8, only({get_field(whole, start + entry + 8, 8)})},
          start + entry + 8);
  }
}

// As above where EMBEDDED_METADATA does not say where the units lie.
TEST(XclbinFields, UnitAddresses) {
  TestXclbin description;
  description.compute_units = 2;
  std::string xml = description.xml();
  for (std::size_t at = 0; (at = xml.find("<addrRemap")) != std::string::npos;)
    xml.erase(at, xml.find("/>", at) + 2 - at);
  description.replaced[2] = to_bytes(xml);
  const Bytes whole = description.build();
  const std::size_t start = section_start(whole, 8);
  const std::uint64_t other = xrt_test::unit_address(0);
  check(whole,
        {"IP_LAYOUT", 8, 96, 8,
         [&](std::uint64_t v) { return v % 4096 == 0 && v <= 0xfffff000 && v != other; }},
        start + 96);
}

TEST(XclbinFields, OptionalTables) {
  const Bytes whole = full_xclbin();
  const std::size_t debug = section_start(whole, 9);
  check(whole, {"DEBUG_IP_LAYOUT", 9, 0, 2, below(2)}, debug);
  for (std::size_t at = 8; at < 152; at += 8) check(whole, {"", 9, at, 8, any}, debug + at);
  check(whole, {"CLOCK_FREQ_TOPOLOGY", 11, 0, 2, below(2)}, section_start(whole, 11));
}

TEST(XclbinFields, SoftKernels) {
  Bytes section = numbers(4, 80, 88, 8, 80, 80, 80, 1) + Bytes(52) + text("name", 8) + Bytes(8);
  TestXclbin description;
  description.replaced[23] = section;
  const Bytes whole = description.build();
  const std::size_t start = section_start(whole, 23);
  // A text ends at the first NUL, of which there are plenty here.
  for (const std::size_t at : {0U, 12U, 16U, 20U})
    check(whole, {"SOFT_KERNEL", 23, at, 4, below(section.size())}, start + at);
  check(whole, {"SOFT_KERNEL", 23, 4, 4, below(section.size() - 8 + 1)}, start + 4);
  check(whole, {"SOFT_KERNEL", 23, 8, 4, below(section.size() - 88 + 1)}, start + 8);
  check(whole, {"SOFT_KERNEL", 23, 24, 4, any}, start + 24);
}

// ---- EMBEDDED_METADATA: attributes of one kernel, two units ----

std::string xml_complaint(const std::string& from, const std::string& to) {
  TestXclbin description;
  std::string xml = description.xml();
  const auto at = xml.find(from);
  if (at == std::string::npos) throw std::runtime_error("no " + from);
  xml.replace(at, from.size(), to);
  description.replaced[2] = to_bytes(xml);
  return complaint_about(description.build());
}

struct Attribute {
  const char* from;            // a text with the value
  const char* before;          // that text in front of the value
  std::set<std::string> good;  // other values that fit; all others are refused
};

TEST(XclbinFields, XmlNumbers) {
  const std::set<std::string> kValues = {"",
                                         "0",
                                         "1",
                                         "2",
                                         "3",
                                         "5",
                                         "-1",
                                         "+1",
                                         " 1",
                                         "1 ",
                                         "1.5",
                                         "1e3",
                                         "x",
                                         "0x",
                                         "0xg",
                                         "010",
                                         "0x10",
                                         "4096",
                                         "0xfff",
                                         "0x1000",
                                         "2147483647",
                                         "2147483648",
                                         "4294967295",
                                         "4294967296",
                                         "9223372036854775808",
                                         "18446744073709551615",
                                         "18446744073709551616",
                                         "0xffffffffffffffff",
                                         "0x10000000000000000",
                                         "-0x1",
                                         "nan",
                                         "\xef\xbc\x91",
                                         std::string(400, '9'),
                                         std::string(5000, '0')};
  const Attribute kAttributes[] = {
      {"range=\"0x1000\"", "range=", {"4096", "0xfff", "0x1000", "2147483647", "2147483648"}},
      {"dataWidth=\"32\"",
       "dataWidth=",
       {"", "0", "1", "2", "3", "5", "0x10", "4096", "0xfff", "0x1000", "2147483647", "2147483648",
        "4294967295", "4294967296", "9223372036854775808", "18446744073709551615",
        "0xffffffffffffffff"}},
      {"addressQualifier=\"0\"", "addressQualifier=", {"0", "2", "3"}},
      {"id=\"1\"", "id=", {"1"}},
      {"size=\"0x4\"", "size=", {"", "0", "1", "2", "3", "5", "0x10"}},
      {"offset=\"0x28\"", "offset=", {}},
      {"hostSize=\"0x4\"",
       "hostSize=",
       {"", "0", "1", "2", "3", "5", "0x10", "4096", "0xfff", "0x1000", "2147483647", "2147483648",
        "4294967295", "4294967296", "9223372036854775808", "18446744073709551615",
        "0xffffffffffffffff"}},
      {"addrRemap base=\"65536\"", "addrRemap base=", {}},
  };
  for (const Attribute& attribute : kAttributes) {
    for (const std::string& value : kValues) {
      const std::string answer =
          xml_complaint(attribute.from, attribute.before + ("\"" + value + "\""));
      EXPECT_EQ(answer.empty(), attribute.good.contains(value))
          << attribute.before << value << ": " << answer;
      if (!answer.empty()) {
        EXPECT_THAT(answer, StartsWith("test.xclbin: section ")) << attribute.before << value;
      }
    }
  }
}

}  // namespace
}  // namespace lightloop::xclbin
