// SPDX-License-Identifier: Apache-2.0
#include "host/base/input_file.hpp"

#include <array>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include "host/base/errors.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using tests::TemporaryDirectory;
using tests::write_file;

constexpr auto kNever = [] { return false; };

std::string read_all(InputFile& file) {
  std::string text;
  std::array<std::uint8_t, 3> buffer{};
  for (std::size_t count = buffer.size(); count == buffer.size();) {
    count = file.read(buffer, kNever);
    text.append(reinterpret_cast<const char*>(buffer.data()), count);
  }
  return text;
}

std::filesystem::path make_pipe(const TemporaryDirectory& directory) {
  const auto path = directory / "pipe";
  EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
  return path;
}

void expect_refused(const std::filesystem::path& path, const char* message) {
  EXPECT_THAT([&] { InputFile file(path); }, ThrowsMessage<InputError>(HasSubstr(message)));
}

TEST(InputFile, ReadsAFileToItsEnd) {
  TemporaryDirectory directory;
  write_file(directory / "a", "0123456789");
  InputFile file(directory / "a");
  EXPECT_EQ(read_all(file), "0123456789");
  InputFile nothing("/dev/null");
  EXPECT_EQ(read_all(nothing), "");
}

TEST(InputFile, RefusesWhatHasNoEnd) {
  TemporaryDirectory directory;
  expect_refused("/dev/zero", "/dev/zero: found a device, expected a file or a pipe");
  expect_refused(directory.path(), "found a directory, expected a file or a pipe");
  expect_refused(directory / "missing", "missing: cannot read: No such file");
}

TEST(InputFile, APipeThatNobodyWritesIsRefusedInTime) {
  TemporaryDirectory directory;
  expect_refused(make_pipe(directory), "found a pipe that nobody writes");
}

TEST(InputFile, APipeIsReadHoweverSlowItsWriterIs) {
  TemporaryDirectory directory;
  const auto path = make_pipe(directory);
  std::jthread writer([&path] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    const Descriptor pipe(::open(path.c_str(), O_WRONLY));
    for (const char* part : {"ab", "cde", "f"}) {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      EXPECT_GT(::write(pipe.get(), part, std::char_traits<char>::length(part)), 0);
    }
  });
  InputFile file(path);
  EXPECT_EQ(read_all(file), "abcdef");
}

TEST(InputFile, ASilentPipeEndsWithAnInterrupt) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Descriptor from(ends[0]);
  const Descriptor to(ends[1]);
  ASSERT_EQ(::write(to.get(), "x", 1), 1);
  InputFile file("/dev/fd/" + std::to_string(from.get()));
  std::array<std::uint8_t, 8> buffer{};
  int asked = 0;
  EXPECT_EQ(file.read(buffer, [&asked] { return ++asked == 3; }), 1U);
}

TEST(InputFile, ADescriptorIsReadFromWhereItStands) {
  TemporaryDirectory directory;
  write_file(directory / "a", "0123456789");
  const Descriptor open(::open((directory / "a").c_str(), O_RDONLY));
  ASSERT_EQ(::lseek(open.get(), 7, SEEK_SET), 7);
  InputFile file("/dev/fd/" + std::to_string(open.get()));
  EXPECT_EQ(read_all(file), "789");
}

TEST(ReadRegularFile, HasALimit) {
  TemporaryDirectory directory;
  write_file(directory / "a", "12345");
  EXPECT_EQ(read_regular_file(directory / "a", 5, "a text"), "12345");
  EXPECT_THAT([&] { read_regular_file(directory / "a", 4, "a text"); },
              ThrowsMessage<InputError>(HasSubstr("found 5 bytes, expected a text of at most 4")));
}

TEST(ReadRegularFile, RefusesAllElse) {
  TemporaryDirectory directory;
  const auto expect = [](const std::filesystem::path& path, const char* found) {
    EXPECT_THAT([&] { read_regular_file(path, 100, "a text"); },
                ThrowsMessage<InputError>(HasSubstr(found)));
  };
  expect("/dev/zero", "found a device, expected a text");
  expect("/dev/null", "found a device, expected a text");
  expect(make_pipe(directory), "found a pipe, expected a text");
  expect(directory.path(), "found a directory, expected a text");
  expect(directory / "missing", "cannot read: No such file");
  // Of the size 0 and longer.
  expect("/proc/self/smaps", "found more than 100 bytes, expected a text");
}

}  // namespace
}  // namespace lightloop::host
