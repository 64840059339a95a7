// SPDX-License-Identifier: Apache-2.0
// Each file argument with what is no such file: a message and exit code 2, and no waiting.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/cli/program.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

struct Argument {
  const char* name;
  std::vector<std::string> command;  // FILE is the file
};

void PrintTo(const Argument& argument, std::ostream* out) { *out << argument.name; }

class HostileFiles : public ::testing::TestWithParam<Argument> {
 protected:
  HostileFiles() {
    ::mkfifo((directory_ / "pipe.toml").c_str(), 0600);
    std::filesystem::create_directory(directory_ / "folder.toml");
    write_file(directory_ / "empty.toml", "");
    write_file(directory_ / "zeros.toml", std::string(4096, '\0'));
    // Has no blocks on the disk.
    write_file(directory_ / "huge.toml", "");
    std::filesystem::resize_file(directory_ / "huge.toml", std::uintmax_t{1} << 40);
    std::string parts;
    for (int i = 0; i < 100000; ++i) parts += "a.";
    write_file(directory_ / "deep.toml", parts + "a = 1\n");
    std::filesystem::create_symlink("loop.toml", directory_ / "loop.toml");
    std::filesystem::create_symlink("/dev/zero", directory_ / "endless.toml");
  }

  TemporaryDirectory directory_;
};

// In little memory, except with a sanitizer, which takes terabytes of address space itself.
#ifdef LIGHTLOOP_SANITIZE_ADDRESS
constexpr const char* kLimited = "exec \"$0\" \"$@\"";
#else
constexpr const char* kLimited = "ulimit -d 1000000; exec \"$0\" \"$@\"";
#endif

TEST_P(HostileFiles, AreExitCodeTwo) {
  std::vector<std::string> files{"/dev/zero", "/dev/full"};
  for (const char* name : {"pipe", "folder", "zeros", "huge", "deep", "loop", "endless", "missing"})
    files.push_back(directory_ / (std::string(name) + ".toml"));
  for (const std::string& file : files) {
    auto command = GetParam().command;
    std::replace(command.begin(), command.end(), std::string("FILE"), file);
    std::replace(command.begin(), command.end(), std::string("OUT"), (directory_ / "out").string());
    // What would wait is ended; what would fill the memory has not so much.
    command.insert(command.begin(), {"bash", "-c", kLimited, lightloop_program()});
    const auto result = run_program(command, {.limit = std::chrono::seconds(60)});
    SCOPED_TRACE(file);
    EXPECT_FALSE(result.timed_out);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_THAT(result.err, AllOf(StartsWith("lightloop: error: "), HasSubstr(file)));
    EXPECT_FALSE(std::filesystem::exists(directory_ / "out"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, HostileFiles,
    ::testing::Values(
        Argument{"Profile", {"run", "--engine", "golden", "--profile", "FILE"}},
        Argument{"ProfileOfSend", {"send", "--engine", "golden", "--profile", "FILE", "a", "OUT"}},
        Argument{"Xclbin", {"run", "--profile", "kp4-awgn", "--engine", "emu", "--xclbin", "FILE"}},
        Argument{"Capture", {"send", "--profile", "kp4-awgn", "--engine", "golden", "FILE", "OUT"}},
        Argument{"Codewords",
                 {"fec", "decode", "--code", "kp4", "--engine", "golden", "--length", "1", "FILE",
                  "OUT"}}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lightloop::tests
