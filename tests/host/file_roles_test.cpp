// SPDX-License-Identifier: Apache-2.0
#include "host/base/file_roles.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/descriptor.hpp"
#include "host/base/errors.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class FileRolesTest : public ::testing::Test {
 protected:
  FileRolesTest() {
    tests::write_file(directory_ / "in", "x");
    std::filesystem::create_hard_link(directory_ / "in", directory_ / "hard");
    std::filesystem::create_symlink("in", directory_ / "soft");
    std::filesystem::create_symlink("nowhere", directory_ / "dangling");
    std::filesystem::create_directory_symlink(".", directory_ / "here");
    roles_.add_input("IN", directory_ / "in");
  }

  void expect_clash(const std::filesystem::path& output, const char* with) {
    EXPECT_THAT([&] { roles_.add_output("OUT", output); },
                ThrowsMessage<InputError>(
                    HasSubstr("OUT: found " + output.string() + ", the file of " + with)))
        << output;
  }

  tests::TemporaryDirectory directory_;
  FileRoles roles_;
};

TEST_F(FileRolesTest, AnOutputIsNoInputUnderWhateverName) {
  for (const char* name : {"in", "hard", "soft", "here/in", "here/here/soft"})
    expect_clash(directory_ / name, "IN");
  expect_clash(directory_.path() / "." / "in", "IN");
}

TEST_F(FileRolesTest, TwoOutputsAreTwoFiles) {
  roles_.add_output("--json", directory_ / "new");
  expect_clash(directory_ / "new", "--json");
  expect_clash(directory_ / "here/new", "--json");
  roles_.add_output("--other", directory_ / "newer");
  roles_.add_output("--link", directory_ / "dangling");
  expect_clash(directory_ / "nowhere", "--link");
}

TEST_F(FileRolesTest, TwoInputsMayBeOneFile) {
  EXPECT_NO_THROW(roles_.add_input("--profile", directory_ / "soft"));
}

TEST_F(FileRolesTest, DevicesAndMissingInputsNeverClash) {
  roles_.add_output("OUT", "/dev/null");
  roles_.add_output("--json", "/dev/null");
  roles_.add_input("IN", "/dev/null");
  EXPECT_NO_THROW(roles_.add_input("IN", directory_ / "missing"));
}

TEST_F(FileRolesTest, AnOpenDescriptorIsTheFileBehindIt) {
  const Descriptor same(::open((directory_ / "in").c_str(), O_WRONLY | O_APPEND));
  expect_clash("/dev/fd/" + std::to_string(same.get()), "IN");
  const Descriptor other(::open((directory_ / "other").c_str(), O_WRONLY | O_CREAT, 0600));
  roles_.add_output("--json", "/dev/fd/" + std::to_string(other.get()));
  expect_clash(directory_ / "other", "--json");
}

TEST_F(FileRolesTest, KnowsStandardOutput) {
  EXPECT_FALSE(roles_.output_is_standard_output());
  std::filesystem::create_symlink("/dev/stdout", directory_ / "out");
  roles_.add_output("--json", directory_ / "out");
  EXPECT_TRUE(roles_.output_is_standard_output());
}

TEST_F(FileRolesTest, ADashIsNoName) {
  EXPECT_THROW(roles_.add_input("IN", "-"), InputError);
  EXPECT_THROW(roles_.add_output("OUT", "-"), InputError);
  EXPECT_NO_THROW(roles_.add_output("OUT", "./-"));
}

TEST_F(FileRolesTest, AnEmptyNameIsNoOutput) {
  EXPECT_THROW(roles_.add_output("OUT", ""), InputError);
}

}  // namespace
}  // namespace lightloop::host
