// SPDX-License-Identifier: Apache-2.0
#include "host/base/atomic_file.hpp"

#include <climits>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

#include "host/base/descriptor.hpp"
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

TEST(AtomicFile, WhatALinkPointsToIsMade) {
  TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "folder");
  std::filesystem::create_symlink("folder/target", directory / "inner");
  std::filesystem::create_symlink(directory / "inner", directory / "outer");
  AtomicFile file(directory / "outer");
  write(file, "new");
  file.commit();
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "outer"));
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "inner"));
  EXPECT_EQ(read_file(directory / "folder/target"), "new");
}

TEST(AtomicFile, LinksThatLeadNowhereAreErrors) {
  TemporaryDirectory directory;
  std::filesystem::create_symlink("a", directory / "b");
  std::filesystem::create_symlink("b", directory / "a");
  std::filesystem::create_symlink("none/target", directory / "c");
  std::filesystem::create_symlink(".", directory / "d");
  for (const char* name : {"a", "c", "d"}) EXPECT_THROW(AtomicFile(directory / name), InputError);
  EXPECT_EQ(directory.entries(), 4);
}

TEST(AtomicFile, ADescriptorIsWrittenWhereItStands) {
  TemporaryDirectory directory;
  const Descriptor open(::open((directory / "a").c_str(), O_WRONLY | O_CREAT, 0600));
  ASSERT_EQ(::write(open.get(), "head ", 5), 5);
  std::filesystem::create_symlink("/dev/fd/" + std::to_string(open.get()), directory / "link");
  {
    AtomicFile file(directory / "link");
    write(file, "body");
    file.commit();
  }
  ASSERT_EQ(::write(open.get(), " tail", 5), 5);
  EXPECT_EQ(read_file(directory / "a"), "head body tail");
}

TEST(AtomicFile, ADescriptorForReadingOnlyIsAnError) {
  const Descriptor open(::open("/dev/null", O_RDONLY));
  EXPECT_THROW(AtomicFile("/dev/fd/" + std::to_string(open.get())), InputError);
  EXPECT_THROW(AtomicFile("/dev/fd/987"), InputError);
}

TEST(AtomicFile, TheLongestNamesWork) {
  TemporaryDirectory directory;
  const auto longest = directory / std::string(NAME_MAX, 'x');
  AtomicFile file(longest);
  write(file, "new");
  file.commit();
  EXPECT_EQ(read_file(longest), "new");
  EXPECT_THROW(AtomicFile(directory / std::string(NAME_MAX + 1, 'x')), InputError);
}

TEST(AtomicFile, NamesThatMeanNoFileAreErrors) {
  TemporaryDirectory directory;
  for (const std::string& name : {std::string(), (directory / "a/").string(),
                                  (directory / ".").string(), (directory / "..").string()})
    EXPECT_THROW(AtomicFile{name}, InputError) << name;
}

TEST(AtomicFile, MovesWithItsDirectory) {
  TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "before");
  AtomicFile file(directory / "before/a");
  write(file, "new");
  std::filesystem::rename(directory / "before", directory / "after");
  file.commit();
  EXPECT_EQ(read_file(directory / "after/a"), "new");
}

// Runs `work` as a user without rights; false when this process cannot become one.
template <typename Work>
bool as_nobody(const Work& work) {
  constexpr uid_t kNobody = 65534;
  if (::seteuid(kNobody) != 0) return false;
  work();
  return ::seteuid(0) == 0;
}

TEST(AtomicFile, AFileThatMayOnlyBeWrittenIsWritten) {
  TemporaryDirectory directory;
  write_file(directory / "a", "old and longer");
  std::filesystem::permissions(directory / "a", std::filesystem::perms(0666));
  // As /tmp: everybody may make files there, and only the owner of one may replace it.
  std::filesystem::permissions(directory.path(), std::filesystem::perms(01777));
  if (!as_nobody([&] {
        AtomicFile file(directory / "a");
        write(file, "new");
        file.commit();
      }))
    GTEST_SKIP() << "only root can become another user";
  EXPECT_EQ(read_file(directory / "a"), "new");
  EXPECT_EQ(directory.entries(), 1);
}

TEST(AtomicFile, WhatMayNotBeWrittenIsAnErrorBeforehand) {
  TemporaryDirectory directory;
  write_file(directory / "a", "old");
  std::filesystem::permissions(directory / "a", std::filesystem::perms(0444));
  std::filesystem::create_directory(directory / "locked");
  std::filesystem::permissions(directory.path(), std::filesystem::perms(01777));
  if (!as_nobody([&] {
        EXPECT_THROW(AtomicFile(directory / "a"), InputError);
        EXPECT_THROW(AtomicFile(directory / "locked/a"), InputError);
      }))
    GTEST_SKIP() << "only root can become another user";
  EXPECT_EQ(read_file(directory / "a"), "old");
}

TEST(AtomicFile, WhatWentWrongInTheStreamIsAnErrorAtTheEnd) {
  // A library writes, the disk is full, and nobody asks; what comes later would fit.
  AtomicFile file("/dev/full");
  EXPECT_NE(std::fputc('x', file.stream()), EOF);
  EXPECT_EQ(std::fflush(file.stream()), EOF);
  EXPECT_THROW(file.commit(), InputError);
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
