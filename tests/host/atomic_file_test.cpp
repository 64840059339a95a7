// SPDX-License-Identifier: Apache-2.0
#include "host/base/atomic_file.hpp"

#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

#include "host/base/errors.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using tests::read_file;
using tests::TemporaryDirectory;
using tests::write_file;

void write(AtomicFile& file, std::string_view text) {
  file.write({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

TEST(AtomicFile, AppearsWithCommit) {
  TemporaryDirectory directory;
  AtomicFile file(directory / "a");
  write(file, "new");
  EXPECT_FALSE(std::filesystem::exists(directory / "a"));
  file.commit();
  EXPECT_EQ(read_file(directory / "a"), "new");
  EXPECT_EQ(directory.entries(), 1);
}

TEST(AtomicFile, WithoutCommitTheFormerFileStays) {
  TemporaryDirectory directory;
  write_file(directory / "a", "old");
  {
    AtomicFile file(directory / "a");
    write(file, "new");
  }
  EXPECT_EQ(read_file(directory / "a"), "old");
  EXPECT_EQ(directory.entries(), 1);
}

TEST(AtomicFile, OfAKilledProgramNothingIsLeft) {
  TemporaryDirectory directory;
  const int nameless = ::open(directory.path().c_str(), O_TMPFILE | O_WRONLY, 0600);
  if (nameless < 0) GTEST_SKIP() << "the file system knows no files without a name";
  ::close(nameless);
  const pid_t child = ::fork();
  if (child == 0) {
    AtomicFile file(directory / "a");
    write(file, "half");
    static_cast<void>(::raise(SIGKILL));
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  EXPECT_EQ(directory.entries(), 0);
}

TEST(AtomicFile, HasThePermissionsOfTheFileThatItReplaces) {
  TemporaryDirectory directory;
  write_file(directory / "a", "old");
  constexpr auto kPrivate =
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
  std::filesystem::permissions(directory / "a", kPrivate);
  AtomicFile file(directory / "a");
  file.commit();
  EXPECT_EQ(std::filesystem::status(directory / "a").permissions(), kPrivate);
}

TEST(AtomicFile, ALinkStaysALink) {
  TemporaryDirectory directory;
  write_file(directory / "target", "old");
  std::filesystem::create_symlink("target", directory / "link");
  AtomicFile file(directory / "link");
  write(file, "new");
  file.commit();
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "link"));
  EXPECT_EQ(read_file(directory / "target"), "new");
}

TEST(AtomicFile, ADeviceIsWrittenDirectly) {
  AtomicFile file("/dev/null");
  write(file, "gone");
  file.commit();
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(AtomicFile, AFullDiskIsAnError) {
  AtomicFile file("/dev/full");
  write(file, "x");
  EXPECT_THROW(file.commit(), InputError);
}

TEST(AtomicFile, MissingDirectoryAndDirectoryAsFileAreErrors) {
  TemporaryDirectory directory;
  EXPECT_THROW(AtomicFile(directory / "none/a"), InputError);
  EXPECT_THROW(AtomicFile(directory.path()), InputError);
}

}  // namespace
}  // namespace lightloop::host
