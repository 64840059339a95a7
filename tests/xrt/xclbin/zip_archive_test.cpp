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

namespace lightloop::xclbin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using xrt_test::Bytes;
using xrt_test::make_zip;
using xrt_test::to_bytes;

std::string complaint(const Bytes& archive) {
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
  EXPECT_THAT(complaint(make_zip({{"../evil", to_bytes("x")}})), HasSubstr("leads out"));
  EXPECT_THAT(complaint(make_zip({{"a/../../evil", to_bytes("x")}})), HasSubstr("leads out"));
  EXPECT_THAT(complaint(make_zip({{"/etc/evil", to_bytes("x")}})), HasSubstr("absolute"));
}

TEST(ZipArchive, FindsDamagedContent) {
  Bytes stored = make_zip({{"file", to_bytes("0123456789")}}, false);
  stored.at(30 + 4 + 5) ^= std::byte{1};
  EXPECT_THAT(complaint(stored), HasSubstr("CRC-32"));
  Bytes deflated = make_zip({{"file", to_bytes("0123456789012345678901234567890123456789")}}, true);
  deflated.at(30 + 4 + 2) ^= std::byte{0xff};
  EXPECT_NE(complaint(deflated), "");
}

TEST(ZipArchive, RefusesEveryTruncation) {
  const Bytes whole = make_zip({{"a", to_bytes("some text")}, {"b", to_bytes("other text")}});
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_NE(complaint({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}), "")
        << length;
}

}  // namespace
}  // namespace lightloop::xclbin
