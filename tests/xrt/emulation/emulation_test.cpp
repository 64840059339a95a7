// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/emulation/emulation.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "sim/xrt/emulation/private_directory.hpp"
#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_emulation {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;
using xrt_test::Process;
using xrt_test::ProcessOptions;
using xrt_test::ProcessResult;
using xrt_test::run_process;
using xrt_test::ScratchDirectory;

class Emulation : public testing::Test {
 protected:
  ProcessOptions options(std::vector<std::string> command) const {
    ProcessOptions result;
    result.command = std::move(command);
    result.environment = {{"TMPDIR", temporary_.path().string()}, {"XILINX_XRT", std::nullopt}};
    return result;
  }

  ProcessOptions emulated(const std::vector<std::string>& program,
                          const std::vector<std::string>& emulation = {}) const {
    std::vector<std::string> command = {LIGHTLOOP_EMU_DRIVER};
    command.insert(command.end(), emulation.begin(), emulation.end());
    command.emplace_back("--");
    command.insert(command.end(), program.begin(), program.end());
    return options(command);
  }

  ProcessOptions emulated_script(const std::string& script,
                                 const std::vector<std::string>& emulation = {}) const {
    return emulated({"/bin/sh", "-c", script}, emulation);
  }

  void TearDown() override { EXPECT_THAT(temporary_.listing(), IsEmpty()); }

  ScratchDirectory temporary_;
};

TEST_F(Emulation, TheProgramTakesTheProcessOver) {
  Process process(emulated_script("echo $$; exit 17"));
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, 17);
  EXPECT_EQ(result.out, std::to_string(process.pid()) + "\n");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(run_process(emulated_script("kill -USR1 $$")).signal, SIGUSR1);
}

TEST_F(Emulation, SetsUpTheEnvironmentOfXrt) {
  const ProcessResult result = run_process(
      emulated_script("echo $XCL_EMULATION_MODE; "
                      "test -e $XILINX_XRT/lib/libxrt_hwemu.so.2 && echo driver; "
                      "echo \"[$EMCONFIG_PATH][$XRT_INI_PATH][$LIGHTLOOP_EMU_DEVICES]\""));
  EXPECT_EQ(result.out, "hw_emu\ndriver\n[][][]\n") << result.err;
}

// A program that opens no card leaves nothing behind, because it makes nothing.
TEST_F(Emulation, MakesNoFiles) {
  EXPECT_EQ(run_process(emulated_script("ls -A $TMPDIR")).out, "");
}

TEST_F(Emulation, KeepsWhatTheUserHasSet) {
  ProcessOptions own =
      emulated_script("echo $SDACCEL_EM_RUN_DIR $EMCONFIG_PATH $LD_PRELOAD; echo $XILINX_XRT");
  own.environment["SDACCEL_EM_RUN_DIR"] = "/my/run";
  own.environment["EMCONFIG_PATH"] = "/my/config";
  own.environment["LD_PRELOAD"] = "libm.so.6";
  const ScratchDirectory xrt;
  fs::create_directory(xrt.path() / "lib");
  std::ofstream(xrt.path() / "lib/libxrt_hwemu.so.2") << "a driver\n";
  own.environment["XILINX_XRT"] = xrt.path().string();
  // In a sanitized build the driver of this test would refuse to come after another library.
  own.environment["ASAN_OPTIONS"] = "verify_asan_link_order=0";
  EXPECT_THAT(run_process(own).out,
              AllOf(HasSubstr("/my/run /my/config "),
                    HasSubstr("liblightloop_xrt_compat-libasan.so:libm.so.6\n"),
                    HasSubstr(xrt.path().string() + "\n")));
}

TEST_F(Emulation, TellsTheNumberOfDevicesAskedFor) {
  EXPECT_EQ(run_process(emulated_script("echo $LIGHTLOOP_EMU_DEVICES", {"--devices", "3"})).out,
            "3\n");
}

// Directories of other users' choice: the dynamic loader knows no quoting.
TEST_F(Emulation, PreloadsFromADirectoryWithASpace) {
  const ScratchDirectory parent;
  const fs::path directory = parent.path() / "with a space";
  fs::create_directory(directory);
  for (const char* name :
       {"liblightloop_xrt_compat.so", "liblightloop_xrt_compat-libasan.so", "xrt"})
    fs::create_symlink(fs::path(LIGHTLOOP_COMPAT_LIBRARY).parent_path() / name, directory / name);
  fs::copy_file(LIGHTLOOP_REEXEC_PROGRAM, directory / "program");
  const ProcessResult result = run_process(options({(directory / "program").string()}));
  EXPECT_EQ(result.exit_code, 5) << result.err;
  EXPECT_THAT(result.out, HasSubstr(" inside\n"));
}

TEST_F(Emulation, SaysWhereItCannotPreloadFrom) {
  const ScratchDirectory parent;
  const fs::path directory = parent.path() / "with:colon";
  fs::create_directory(directory);
  fs::copy_file(LIGHTLOOP_COMPAT_LIBRARY, directory / "liblightloop_xrt_compat.so");
  fs::copy_file(LIGHTLOOP_REEXEC_PROGRAM, directory / "program");
  const ProcessResult result = run_process(options({(directory / "program").string()}));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("with:colon"), HasSubstr("no colon")));
}

TEST_F(Emulation, RefusesAProgramWithOtherRights) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a program another user's rights";
  const ScratchDirectory files;
  const fs::path program = files.path() / "program";
  fs::copy_file("/bin/true", program);
  ASSERT_EQ(chown(program.c_str(), 65534, 65534), 0);
  ASSERT_EQ(chmod(program.c_str(), 04755), 0);
  const ProcessResult result = run_process(emulated({program.string()}));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr(program.string() + ": a program with set-user-ID"));
}

TEST_F(Emulation, RefusesANumberOfDevicesThatMakesNoSense) {
  for (const char* number : {"0", "17"}) {
    const ProcessResult result = run_process(emulated_script("exit 0", {"--devices", number}));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("expected 1 to 16"));
  }
}

TEST_F(Emulation, SaysWhenTheProgramCannotBeRun) {
  const ProcessResult result = run_process(emulated({"/nonexistent/program"}));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("cannot run /nonexistent/program: No such file"));
  EXPECT_THAT(run_process(emulated({})).err, HasSubstr("no program given"));
}

TEST_F(Emulation, AProgramOfOursStartsItselfAnewOnce) {
  Process process(options({LIGHTLOOP_REEXEC_PROGRAM, "a b", ""}));
  const ProcessResult result = process.wait();
  const std::string pid = std::to_string(process.pid());
  EXPECT_EQ(result.exit_code, 5) << result.err;
  EXPECT_EQ(result.out, "start " + pid + "\nstart " + pid + " inside\nargument a b\nargument \n");
}

TEST_F(Emulation, AProgramOfOursThatIsInsideStaysAsItIs) {
  const ProcessResult result = run_process(emulated({LIGHTLOOP_REEXEC_PROGRAM}));
  EXPECT_EQ(result.exit_code, 5);
  EXPECT_THAT(result.out, MatchesRegex("start [0-9]+ inside\n"));
}

class Directories : public testing::Test {
 protected:
  // What create_private_directory gives with this TMPDIR, or why it gives none.
  static fs::path make_in(const fs::path& place) {
    setenv("TMPDIR", place.c_str(), 1);
    const fs::path directory = create_private_directory();
    unsetenv("TMPDIR");
    return directory;
  }

  ScratchDirectory temporary_;
};

TEST_F(Directories, LieInTmpdir) {
  const fs::path directory = make_in(temporary_.path());
  EXPECT_EQ(directory.parent_path(), temporary_.path());
  EXPECT_EQ(fs::status(directory).permissions(), fs::perms::owner_all);
  remove_private_directory(directory);
}

TEST_F(Directories, AreFoundAnotherPlaceWhenTmpdirIsOfNoUse) {
  const fs::path with_space = temporary_.path() / "with space";
  const fs::path long_name = temporary_.path() / std::string(60, 'x');
  fs::create_directory(with_space);
  fs::create_directory(long_name);
  for (const fs::path& place :
       {with_space, long_name, fs::path("/nonexistent"), fs::path("/proc"), fs::path("relative")}) {
    const fs::path directory = make_in(place);
    EXPECT_THAT(directory.string(), StartsWith("/tmp/lightloop-emu-")) << place;
    remove_private_directory(directory);
  }
}

TEST_F(Directories, OfDeadProcessesAreSwept) {
  // Three ways to be left behind, and one directory that looks alike but is none.
  ProcessOptions short_lived;
  short_lived.command = {"/bin/true"};
  Process gone(short_lived);
  gone.wait();
  const fs::path stale =
      temporary_.path() / ("lightloop-emu-" + std::to_string(gone.pid()) + "-aaaaaa");
  fs::create_directories(stale / "deep/down");
  struct stat status {};
  ASSERT_EQ(stat("/proc/self/ns/pid", &status), 0);
  std::ofstream(stale / "owner") << gone.pid() << " 12345 " << status.st_ino << '\n';
  const fs::path other_container = temporary_.path() / "lightloop-emu-1-bbbbbb";
  fs::create_directory(other_container);
  std::ofstream(other_container / "owner") << gone.pid() << " 12345 1\n";
  const fs::path unrelated = temporary_.path() / "lightloop-something";
  fs::create_directory(unrelated);

  setenv("TMPDIR", temporary_.path().c_str(), 1);
  sweep_stale_directories();
  unsetenv("TMPDIR");
  EXPECT_FALSE(fs::exists(stale));
  EXPECT_TRUE(fs::exists(other_container)) << "its process cannot be seen from here";
  EXPECT_TRUE(fs::exists(unrelated));
}

TEST_F(Directories, StayWhenAskedTo) {
  const fs::path directory = make_in(temporary_.path());
  setenv(kKeepVariable, "1", 1);
  remove_private_directory(directory);
  unsetenv(kKeepVariable);
  EXPECT_TRUE(fs::exists(directory));
}

TEST(PrivateDirectory, IsNotRemovedUnderAnotherName) {
  const ScratchDirectory precious;
  remove_private_directory(precious.path());
  EXPECT_TRUE(fs::exists(precious.path()));
  EXPECT_FALSE(is_own_private_directory(precious.path()));
  remove_private_directory("");
  remove_private_directory("/");
}

TEST(PrivateDirectory, BelongsToItsMaker) {
  const fs::path directory = create_private_directory();
  EXPECT_TRUE(is_own_private_directory(directory));
  sweep_stale_directories();
  EXPECT_TRUE(fs::exists(directory));
  remove_private_directory(directory);
  EXPECT_FALSE(fs::exists(directory));
}

}  // namespace
}  // namespace lightloop::xrt_emulation
