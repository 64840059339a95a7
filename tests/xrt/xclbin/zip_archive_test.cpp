// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/zip_archive.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "tests/xrt/support/process.hpp"
#include "tests/xrt/support/xclbin_builder.hpp"
#include "tests/xrt/support/xclbin_fields.hpp"

namespace lightloop::xclbin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using xrt_test::Bytes;
using xrt_test::get_field;
using xrt_test::make_zip;
using xrt_test::set_field;
using xrt_test::to_bytes;
using xrt_test::zip_record;

std::string objection(const Bytes& archive) {
  try {
    ZipArchive(archive).verify();
  } catch (const ZipError& error) {
    return error.what();
  }
  return {};
}

std::string read_text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(ZipArchive, ReadsWhatWasPacked) {
  std::string large;
  for (int i = 0; i < 100000; ++i) large += std::to_string(i);
  for (const bool deflate : {true, false}) {
    const Bytes bytes = make_zip(
        {{"a/b.txt", to_bytes("hello")}, {"empty", {}}, {"large", to_bytes(large)}}, deflate);
    const ZipArchive archive(bytes);
    ASSERT_EQ(archive.entries().size(), 3U);
    ASSERT_NE(archive.find("a/b.txt"), nullptr);
    EXPECT_EQ(archive.read(*archive.find("a/b.txt")), to_bytes("hello"));
    EXPECT_EQ(archive.read(*archive.find("large")), to_bytes(large));
    EXPECT_TRUE(archive.read(*archive.find("empty")).empty());
    EXPECT_EQ(archive.find("b.txt"), nullptr);
    archive.verify();
  }
}

TEST(ZipArchive, UnpacksFilesThatCanBeExecuted) {
  const xrt_test::ScratchDirectory directory;
  const Bytes bytes = make_zip({{"deep/down/run.sh", to_bytes("#!/bin/sh\n")}});
  const ZipArchive archive(bytes);
  archive.extract(directory.path());
  archive.extract(directory.path());  // over what is there
  const fs::path file = directory.path() / "deep/down/run.sh";
  EXPECT_EQ(read_text(file), "#!/bin/sh\n");
  EXPECT_NE(fs::status(file).permissions() & fs::perms::owner_exec, fs::perms::none);
}

TEST(ZipArchive, DoesNotWriteThroughALinkThatIsThere) {
  const xrt_test::ScratchDirectory directory;
  xrt_test::write_file(directory.path() / "precious", to_bytes("keep"));
  fs::create_directory(directory.path() / "out");
  fs::create_symlink(directory.path() / "precious", directory.path() / "out/file");
  const Bytes bytes = make_zip({{"file", to_bytes("new")}});
  ZipArchive(bytes).extract(directory.path() / "out");
  EXPECT_EQ(read_text(directory.path() / "precious"), "keep");
  EXPECT_EQ(read_text(directory.path() / "out/file"), "new");
}

TEST(ZipArchive, RefusesNamesThatLeadOut) {
  EXPECT_THAT(objection(make_zip({{"../evil", to_bytes("x")}})), HasSubstr("leads out"));
  EXPECT_THAT(objection(make_zip({{"a/../../evil", to_bytes("x")}})), HasSubstr("leads out"));
  EXPECT_THAT(objection(make_zip({{"/etc/evil", to_bytes("x")}})), HasSubstr("absolute"));
}

TEST(ZipArchive, FindsDamagedContent) {
  Bytes stored = make_zip({{"file", to_bytes("0123456789")}}, false);
  stored.at(30 + 4 + 5) ^= std::byte{1};
  EXPECT_THAT(objection(stored), HasSubstr("CRC-32"));
  Bytes deflated = make_zip({{"file", to_bytes("0123456789012345678901234567890123456789")}}, true);
  deflated.at(30 + 4 + 2) ^= std::byte{0xff};
  EXPECT_NE(objection(deflated), "");
}

TEST(ZipArchive, RefusesNamesThatAreReadDifferently) {
  for (const char* name : {"a\\b", "a//b", "./a", "a/./b", "a/.", "//", "a\nb", "caf\xc3\xa9"}) {
    EXPECT_NE(objection(make_zip({{name, to_bytes("x")}})), "") << name;
  }
  EXPECT_THAT(objection(make_zip({{std::string(513, 'a'), {}}})), HasSubstr("name of entry 0"));
  EXPECT_THAT(objection(make_zip({{std::string(256, 'a'), {}}})), HasSubstr("256 characters"));
  EXPECT_THAT(objection(make_zip({{"", to_bytes("x")}})), HasSubstr("the name of entry 0"));
  EXPECT_EQ(objection(make_zip({{"a b/c-d_(1).so", to_bytes("x")}, {"dir/", {}}}, false)), "");
  EXPECT_THAT(objection(make_zip({{"dir/", to_bytes("x")}})), HasSubstr("a directory of 1 bytes"));
}

TEST(ZipArchive, RefusesTwoFilesInOnePlace) {
  Bytes twice = make_zip({{"aa", to_bytes("x")}, {"ab", to_bytes("y")}});
  twice.at(zip_record(twice, "ab", 0) + 1) = std::byte{'a'};
  twice.at(zip_record(twice, "ab", 0) + 1) = std::byte{'a'};
  EXPECT_THAT(objection(twice), HasSubstr("entry 'aa': the name is there twice"));
  EXPECT_THAT(objection(make_zip({{"a", {}}, {"a/b/c", {}}})), HasSubstr("below 'a', which is a"));
  EXPECT_THAT(objection(make_zip({{"a", {}}, {"a/", {}}}, false)), HasSubstr("is there twice"));
}

TEST(ZipArchive, RefusesHeadersThatDoNotFitTheDirectory) {
  const Bytes whole = make_zip({{"file", to_bytes("0123456789")}}, false);
  struct Case {
    std::size_t offset;  // in the local header
    unsigned width;
    const char* message;
  };
  for (const Case& c : {Case{6, 2, "set of flags"},
                        {8, 2, "method"},
                        {14, 4, "CRC-32"},
                        {18, 4, "packed length"},
                        {22, 4, "length"}}) {
    Bytes archive = whole;
    set_field(archive, c.offset, c.width, 0x800);
    EXPECT_THAT(objection(archive), HasSubstr(std::string("its header has another ") + c.message));
  }
  Bytes renamed = whole;
  renamed.at(30) = std::byte{'p'};
  EXPECT_THAT(objection(renamed), HasSubstr("another name"));
}

TEST(ZipArchive, ReadsLengthsThatStandBehindTheData) {
  Bytes archive = make_zip({{"file", to_bytes("0123456789")}}, false);
  const std::size_t central = zip_record(archive, "PK\1\2");
  set_field(archive, 6, 2, 8);
  set_field(archive, central + 8, 2, 8);
  EXPECT_EQ(objection(archive), "");
  for (const std::size_t field : {14U, 18U, 22U}) set_field(archive, field, 4, 0);
  EXPECT_EQ(objection(archive), "");
  set_field(archive, 22, 4, 11);
  EXPECT_NE(objection(archive), "");
}

TEST(ZipArchive, RefusesLinksAndSpecialFiles) {
  const Bytes whole = make_zip({{"file", to_bytes("/etc/passwd")}});
  const std::size_t attributes = zip_record(whole, "PK\1\2") + 38;
  const auto with_type = [&](std::uint64_t type) {
    Bytes archive = whole;
    set_field(archive, attributes, 4, (type | 0777) << 16);
    return objection(archive);
  };
  EXPECT_EQ(with_type(0), "");
  EXPECT_EQ(with_type(0100000), "");
  for (const std::uint64_t type : {0120000U, 0040000U, 0010000U, 0020000U, 0060000U, 0140000U})
    EXPECT_THAT(with_type(type), HasSubstr("is not that of a regular file"));
}

TEST(ZipArchive, RefusesOtherKindsOfArchives) {
  const Bytes whole = make_zip({{"file", to_bytes("0123456789")}});
  const std::size_t central = zip_record(whole, "PK\1\2");
  const std::size_t end = zip_record(whole, "PK\5\6");
  const auto with = [&](std::size_t offset, unsigned width, std::uint64_t value) {
    Bytes archive = whole;
    set_field(archive, offset, width, value);
    return objection(archive);
  };
  EXPECT_THAT(with(central + 8, 2, 1), HasSubstr("encrypted"));
  EXPECT_THAT(with(central + 8, 2, 1U << 13), HasSubstr("flags: found 0x2000"));
  EXPECT_THAT(with(central + 6, 2, 63), HasSubstr("needs version 63"));
  EXPECT_THAT(with(central + 10, 2, 12), HasSubstr("packed by method 12"));
  EXPECT_THAT(with(central + 34, 2, 1), HasSubstr("lies on volume 1"));
  EXPECT_THAT(with(end + 4, 2, 1), HasSubstr("one volume of several"));
  EXPECT_THAT(with(end + 8, 2, 0), HasSubstr("one volume of several"));
  EXPECT_THAT(with(end + 20, 2, 5), HasSubstr("comment: found a length of 5, expected the 0"));
  EXPECT_THAT(with(end + 12, 4, 0xffffffff), HasSubstr("does not end where"));
  Bytes zip64 = whole;
  const Bytes locator = to_bytes(std::string("PK\6\7", 4) + std::string(16, '\0'));
  zip64.insert(zip64.begin() + static_cast<std::ptrdiff_t>(end), locator.begin(), locator.end());
  EXPECT_THAT(objection(zip64), HasSubstr("ZIP64"));
  // Something in front, as of an archive that unpacks itself.
  Bytes behind = to_bytes("#!/bin/sh\n");
  behind.insert(behind.end(), whole.begin(), whole.end());
  EXPECT_THAT(objection(behind), HasSubstr("does not end where its end is recorded"));
}

// Adds an extra field of 4 + 4 bytes to the entry of a directory, or to its local header.
Bytes with_extra(Bytes archive, std::uint16_t id, bool local) {
  const std::size_t header = local ? 0 : zip_record(archive, "PK\1\2");
  const std::size_t name = header + (local ? 30 : 46);
  const Bytes field(8);
  archive.insert(archive.begin() + static_cast<std::ptrdiff_t>(name + 4), field.begin(),
                 field.end());
  set_field(archive, name + 4, 2, id);
  set_field(archive, name + 6, 2, 4);
  set_field(archive, header + (local ? 28 : 30), 2, 8);
  const std::size_t end = zip_record(archive, "PK\5\6");
  if (local)
    set_field(archive, end + 16, 4, get_field(archive, end + 16, 4) + 8);
  else
    set_field(archive, end + 12, 4, get_field(archive, end + 12, 4) + 8);
  return archive;
}

TEST(ZipArchive, RefusesExtraFieldsThatChangeAnEntry) {
  const Bytes whole = make_zip({{"file", to_bytes("0123456789")}});
  for (const bool local : {false, true}) {
    EXPECT_EQ(objection(with_extra(whole, 0x5455, local)), "");
    EXPECT_THAT(objection(with_extra(whole, 0x0001, local)), HasSubstr("ZIP64"));
    EXPECT_THAT(objection(with_extra(whole, 0x7075, local)), HasSubstr("another name"));
    Bytes cut = with_extra(whole, 0x5455, local);
    set_field(cut, (local ? 34 : zip_record(cut, "PK\1\2") + 50) + 2, 2, 5);
    EXPECT_THAT(objection(cut), HasSubstr("an extra field is cut short"));
  }
}

TEST(ZipArchive, RefusesEntriesThatShareData) {
  // The second one lies inside the first: unpacked, the same data count twice.
  Bytes archive = make_zip({{"a", to_bytes(std::string(100, 'x'))}, {"b", to_bytes("yy")}}, false);
  const std::size_t second = zip_record(archive, "PK\1\2", 1);
  const std::uint64_t place = get_field(archive, second + 42, 4);
  Bytes nested = archive;
  std::copy_n(archive.begin() + static_cast<std::ptrdiff_t>(place), 33, nested.begin() + 40);
  set_field(nested, second + 42, 4, 40);
  EXPECT_THAT(objection(nested), HasSubstr("entry 'a': its data overlap with those of 'b'"));
}

TEST(ZipArchive, RefusesWhatUnpacksToFarMore) {
  constexpr std::size_t kMebibyte = std::size_t{1} << 20;
  // A mebibyte that unpacks to a thousand, in one file or in many.
  const Bytes zeros(kMebibyte);
  std::map<std::string, Bytes> many;
  for (int i = 0; i < 100; ++i) many["file" + std::to_string(i)] = zeros;
  EXPECT_THAT(objection(make_zip(many)), HasSubstr("claim to unpack to 104857600 bytes, expected"));
  EXPECT_EQ(objection(make_zip({{"file", zeros}})), "");
  // One that says that it is small.
  Bytes liar = make_zip({{"file", Bytes(2 * kMebibyte)}});
  const std::size_t central = zip_record(liar, "PK\1\2");
  for (const std::size_t field : {std::size_t{22}, central + 24}) set_field(liar, field, 4, 10);
  EXPECT_THAT(objection(liar), HasSubstr("unpacks to more than the 10 bytes announced"));
  EXPECT_EQ(ZipArchive::most_unpacked_bytes(kMebibyte), 80 * kMebibyte);
  EXPECT_EQ(ZipArchive::most_unpacked_bytes(UINT64_MAX), 1024 * kMebibyte);
}

TEST(ZipArchive, RefusesTooManyEntries) {
  std::map<std::string, Bytes> files;
  for (std::size_t i = 0; i < ZipArchive::kMostEntries; ++i) files[std::to_string(i)] = {};
  EXPECT_EQ(objection(make_zip(files, false)), "");
  files["one more"] = {};
  EXPECT_THAT(objection(make_zip(files, false)), HasSubstr("found 4097 entries"));
}

TEST(ZipArchive, FindsDataThatGoOnOrEndTooEarly) {
  // A deflated file in front of which a byte of the next one is taken, or one of its own is not.
  const Bytes whole = make_zip({{"file", to_bytes(std::string(1000, 'x'))}});
  const std::size_t central = zip_record(whole, "PK\1\2");
  const std::uint64_t packed = get_field(whole, 18, 4);
  Bytes shorter = whole;
  for (const std::size_t field : {std::size_t{18}, central + 20})
    set_field(shorter, field, 4, packed - 1);
  EXPECT_THAT(objection(shorter), HasSubstr("the packed data are cut short"));
  Bytes longer = whole;
  longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(central), std::byte{0});
  for (const std::size_t field : {std::size_t{18}, central + 1 + 20})
    set_field(longer, field, 4, packed + 1);
  const std::size_t end = zip_record(longer, "PK\5\6");
  set_field(longer, end + 16, 4, central + 1);
  EXPECT_THAT(objection(longer), HasSubstr("the packed data go on after their end"));
}

// What is accepted is what unzip unpacks, and it asks nothing.
TEST(ZipArchive, AgreesWithUnzip) {
  const xrt_test::ScratchDirectory directory;
  for (const bool deflate : {true, false}) {
    const Bytes bytes = make_zip(
        {{"a/b.txt", to_bytes("hello")}, {"c", to_bytes(std::string(70000, 'x'))}}, deflate);
    ASSERT_EQ(objection(bytes), "");
    xrt_test::write_file(directory.path() / "x.zip", bytes);
    const fs::path out = directory.path() / (deflate ? "deflated" : "stored");
    const auto result = xrt_test::run_process(
        {.command = {"unzip", "-q", (directory.path() / "x.zip").string(), "-d", out.string()},
         .working_directory = directory.path(),
         .environment = {}});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(read_text(out / "a/b.txt"), "hello");
    EXPECT_EQ(fs::file_size(out / "c"), 70000U);
  }
}

// Every number of every record at the edges of its type; what is accepted is as it was before.
TEST(ZipArchive, SurvivesEveryFieldAtItsEdges) {
  const Bytes whole = make_zip({{"a", to_bytes("some text")}, {"b", to_bytes("other text")}});
  struct Record {
    const char* signature;
    unsigned count;
    std::vector<std::pair<std::size_t, unsigned>> fields;
  };
  const Record records[] = {
      {"PK\3\4",
       2,
       {{0, 4},
        {4, 2},
        {6, 2},
        {8, 2},
        {10, 2},
        {12, 2},
        {14, 4},
        {18, 4},
        {22, 4},
        {26, 2},
        {28, 2}}},
      {"PK\1\2",
       2,
       {{0, 4},
        {4, 2},
        {6, 2},
        {8, 2},
        {10, 2},
        {12, 2},
        {14, 2},
        {16, 4},
        {20, 4},
        {24, 4},
        {28, 2},
        {30, 2},
        {32, 2},
        {34, 2},
        {36, 2},
        {38, 4},
        {42, 4}}},
      {"PK\5\6", 1, {{0, 4}, {4, 2}, {6, 2}, {8, 2}, {10, 2}, {12, 4}, {16, 4}, {20, 2}}}};
  for (const Record& record : records) {
    for (unsigned i = 0; i < record.count; ++i) {
      for (const auto& [offset, width] : record.fields) {
        const std::size_t at = zip_record(whole, record.signature, i) + offset;
        for (unsigned bit = 0; bit <= 8 * width; ++bit) {
          for (const std::int64_t step : {-1, 0, 1}) {
            Bytes archive = whole;
            set_field(archive, at, width,
                      (bit == 64 ? 0 : std::uint64_t{1} << bit) + static_cast<std::uint64_t>(step));
            if (!objection(archive).empty()) continue;
            const ZipArchive same(archive);
            ASSERT_EQ(same.entries().size(), 2U);
            EXPECT_EQ(same.read(*same.find("a")), to_bytes("some text"));
            EXPECT_EQ(same.read(*same.find("b")), to_bytes("other text"));
          }
        }
      }
    }
  }
}

TEST(ZipArchive, RefusesEveryTruncation) {
  const Bytes whole = make_zip({{"a", to_bytes("some text")}, {"b", to_bytes("other text")}});
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_NE(objection({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}), "")
        << length;
}

}  // namespace
}  // namespace lightloop::xclbin
