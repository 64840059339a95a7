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
  // SIGUSR1 is none of those after which the directory is removed at once.
  EXPECT_EQ(run_process(emulated_script("exit 0")).exit_code, 0);
}

TEST_F(Emulation, SetsUpTheEnvironmentOfXrt) {
  const ProcessResult result = run_process(
      emulated_script("echo $XCL_EMULATION_MODE; stat -c %a $LIGHTLOOP_EMU_DIR; "
                      "test -e $XILINX_XRT/lib/libxrt_hwemu.so.2 && echo driver; "
                      "test \"$SDACCEL_EM_RUN_DIR\" = \"$LIGHTLOOP_EMU_DIR\" && echo run_dir; "
                      "echo \"[$EMCONFIG_PATH]\""));
  EXPECT_EQ(result.out, "hw_emu\n700\ndriver\nrun_dir\n[]\n") << result.err;
}

TEST_F(Emulation, KeepsWhatTheUserHasSet) {
  ProcessOptions own = emulated_script("echo $SDACCEL_EM_RUN_DIR $EMCONFIG_PATH $LD_PRELOAD");
  own.environment["SDACCEL_EM_RUN_DIR"] = "/my/run";
  own.environment["EMCONFIG_PATH"] = "/my/config";
  own.environment["LD_PRELOAD"] = "libm.so.6";
  // In a sanitized build the driver of this test would refuse to come after another library.
  own.environment["ASAN_OPTIONS"] = "verify_asan_link_order=0";
  EXPECT_THAT(run_process(own).out, AllOf(HasSubstr("/my/run /my/config "),
                                          HasSubstr("liblightloop_xrt_compat.so:libm.so.6")));
}

TEST_F(Emulation, DescribesTheDevicesAskedFor) {
  const ProcessResult result =
      run_process(emulated_script("cat $EMCONFIG_PATH/emconfig.json", {"--devices", "3"}));
  const auto config = nlohmann::json::parse(result.out);
  EXPECT_EQ(config["Version"]["FileVersion"], "2.0");
  EXPECT_EQ(config["Platform"]["Boards"][0]["Devices"][0]["NumDevices"], "3");
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

TEST_F(Emulation, FindsAnotherPlaceWhenTmpdirIsOfNoUse) {
  const ScratchDirectory parent;
  const fs::path with_space = parent.path() / "with space";
  const fs::path long_name = parent.path() / std::string(60, 'x');
  fs::create_directory(with_space);
  fs::create_directory(long_name);
  for (const fs::path& place :
       {with_space, long_name, fs::path("/nonexistent"), fs::path("/proc"), fs::path("relative")}) {
    ProcessOptions elsewhere = emulated_script("echo $LIGHTLOOP_EMU_DIR");
    elsewhere.environment["TMPDIR"] = place.string();
    const ProcessResult result = run_process(elsewhere);
    EXPECT_THAT(result.out, StartsWith("/tmp/lightloop-emu-")) << place << result.err;
    EXPECT_FALSE(fs::exists(result.out.substr(0, result.out.size() - 1)));
  }
}

TEST_F(Emulation, RemovesWhatADeadProcessLeft) {
  // Three ways to be left behind, and one directory that looks alike but belongs to this process.
  Process gone(options({"/bin/true"}));
  gone.wait();
  const fs::path stale =
      temporary_.path() / ("lightloop-emu-" + std::to_string(gone.pid()) + "-aaaaaa");
  fs::create_directories(stale / "deep/down");
  fs::path namespace_link = fs::path("/proc/self/ns/pid");
  struct stat status {};
  ASSERT_EQ(stat(namespace_link.c_str(), &status), 0);
  std::ofstream(stale / "owner") << gone.pid() << " 12345 " << status.st_ino << '\n';
  const fs::path other_container = temporary_.path() / "lightloop-emu-1-bbbbbb";
  fs::create_directory(other_container);
  std::ofstream(other_container / "owner") << gone.pid() << " 12345 1\n";
  const fs::path unrelated = temporary_.path() / "lightloop-something";
  fs::create_directory(unrelated);

  EXPECT_EQ(run_process(emulated_script("exit 0")).exit_code, 0);
  EXPECT_FALSE(fs::exists(stale));
  EXPECT_TRUE(fs::exists(other_container)) << "its process cannot be seen from here";
  EXPECT_TRUE(fs::exists(unrelated));
  fs::remove_all(other_container);
  fs::remove_all(unrelated);
}

TEST_F(Emulation, KeepsTheDirectoryWhenAskedTo) {
  ProcessOptions keep = emulated_script("echo $LIGHTLOOP_EMU_DIR");
  keep.environment["LIGHTLOOP_EMU_KEEP"] = "1";
  std::string directory = run_process(keep).out;
  ASSERT_THAT(directory, Not(IsEmpty()));
  directory.pop_back();
  EXPECT_TRUE(fs::exists(fs::path(directory) / "emconfig.json"));
  fs::remove_all(directory);
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
