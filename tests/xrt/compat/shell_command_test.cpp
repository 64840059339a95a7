// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/shell_command.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "tests/xrt/support/process.hpp"
#include "tests/xrt/support/xclbin_builder.hpp"

namespace lightloop::xrt_compat {
namespace {

namespace fs = std::filesystem;
using xrt_test::to_bytes;

class ShellCommand : public testing::Test {
 protected:
  fs::path put(const std::string& name, const std::string& content) const {
    const fs::path path = directory() / name;
    xrt_test::write_file(path, to_bytes(content));
    return path;
  }

  static std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  // Spaces in every path: what a shell would take apart.
  fs::path directory() const { return scratch_.path() / "with two spaces"; }

  void SetUp() override { fs::create_directory(directory()); }

  xrt_test::ScratchDirectory scratch_;
};

TEST_F(ShellCommand, Unzips) {
  const fs::path zip = directory() / "a.zip";
  xrt_test::write_file(zip, xrt_test::make_zip({{"dir/file", to_bytes("content")}}));
  const std::string command = "unzip -q " + zip.string() + " -d " + (directory() / "out").string();
  EXPECT_EQ(run_known_command(command), 0);
  EXPECT_EQ(read(directory() / "out/dir/file"), "content");
}

TEST_F(ShellCommand, SaysWhenAnArchiveIsBad) {
  const std::string command =
      "unzip -q " + put("bad.zip", "no archive").string() + " -d " + directory().string();
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_known_command(command), 256);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("zip archive"), std::string::npos);
}

TEST_F(ShellCommand, GivesRightsToTheOwnerOnly) {
  const fs::path file = put("file", "x");
  fs::permissions(file, fs::perms::owner_read);
  EXPECT_EQ(run_known_command("chmod -R 777 " + directory().string()), 0);
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_all);
}

TEST_F(ShellCommand, CopiesAndAppends) {
  const fs::path from = put("from", "new\n");
  const fs::path to = put("to", "old\n");
  EXPECT_EQ(run_known_command("cat " + from.string() + ">> '" + to.string() + "'"), 0);
  EXPECT_EQ(read(to), "old\nnew\n");
  EXPECT_EQ(run_known_command("cp " + from.string() + " '" + to.string() + "'"), 0);
  EXPECT_EQ(read(to), "new\n");
}

TEST_F(ShellCommand, MakesDirectories) {
  EXPECT_EQ(run_known_command("mkdir -p " + (directory() / "a/b").string()), 0);
  EXPECT_TRUE(fs::is_directory(directory() / "a/b"));
}

TEST_F(ShellCommand, LeavesOtherCommandsAlone) {
  for (const char* command : {"", "ls", "rm -rf /nonexistent", "unzip a", "chmod 777 x", "cp a b"})
    EXPECT_EQ(run_known_command(command), std::nullopt) << command;
}

}  // namespace
}  // namespace lightloop::xrt_compat
