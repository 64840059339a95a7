// SPDX-License-Identifier: Apache-2.0
// A program that knows only XRT, inside the emulation, against a device process without a
// simulator. Every test also checks that nothing is left: no process, no file.
#include <chrono>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <signal.h>
#include <string.h>
#include <string>
#include <vector>

#include "tests/xrt/support/process.hpp"
#include "tests/xrt/support/xclbin_builder.hpp"

namespace lightloop::xrt_compat {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using xrt_test::Bytes;
using xrt_test::Process;
using xrt_test::ProcessOptions;
using xrt_test::ProcessResult;
using xrt_test::ScratchDirectory;
using xrt_test::TestXclbin;
using xrt_test::to_bytes;

constexpr int kDeviceFailure = 3;

Bytes read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return to_bytes({std::istreambuf_iterator<char>(stream), {}});
}

// An xclbin whose device process behaves in one of the ways of fake_device.cpp.
TestXclbin device(const std::string& behaviour = "good") {
  TestXclbin xclbin;
  xclbin.files = {
      {"behav_waveform/xsim/simulate.sh",
       to_bytes("#!/bin/sh\nexec ./fake_device " + behaviour + "\n")},
      {"behav_waveform/xsim/fake_device", read_file(LIGHTLOOP_FAKE_DEVICE)},
  };
  return xclbin;
}

class EmulatedHost : public testing::Test {
 protected:
  fs::path put(const TestXclbin& xclbin, const std::string& name = "test.xclbin") {
    return put(xclbin.build(), name);
  }

  fs::path put(const Bytes& bytes, const std::string& name) {
    const fs::path path = files_.path() / name;
    fs::create_directories(path.parent_path());
    xrt_test::write_file(path, bytes);
    return path;
  }

  ProcessOptions options(const std::vector<std::string>& arguments,
                         const std::vector<std::string>& emulation = {}) const {
    ProcessOptions result;
    result.command = {LIGHTLOOP_EMU_DRIVER};
    result.command.insert(result.command.end(), emulation.begin(), emulation.end());
    result.command.insert(result.command.end(), {"--", program_.string()});
    result.command.insert(result.command.end(), arguments.begin(), arguments.end());
    result.working_directory = work_.path();
    result.environment = {{"TMPDIR", temporary_.path().string()}};
    return result;
  }

  ProcessResult run(const ProcessOptions& options) {
    Process process(options);
    const ProcessResult result = process.wait();
    EXPECT_FALSE(result.timed_out) << result.err;
    expect_nothing_left(process);
    return result;
  }

  ProcessResult run(const std::vector<std::string>& arguments,
                    const std::vector<std::string>& emulation = {}) {
    return run(options(arguments, emulation));
  }

  void expect_nothing_left(Process& process) {
    EXPECT_TRUE(process.nothing_is_left());
    EXPECT_THAT(temporary_.listing(), IsEmpty());
    EXPECT_THAT(work_.listing(), IsEmpty());
    for (const auto& entry : fs::directory_iterator(program_.parent_path()))
      EXPECT_THAT(entry.path().filename().string(),
                  testing::AnyOf(HasSubstr("host_program"), HasSubstr(".xclbin")));
  }

  static void expect_pass(const ProcessResult& result) {
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, "passed\n");
  }

  void SetUp() override {
    program_ = files_.path() / "host_program";
    fs::copy_file(LIGHTLOOP_HOST_PROGRAM, program_);
  }

  ScratchDirectory temporary_;  // for TMPDIR: empty again after each run
  ScratchDirectory work_;       // the working directory
  ScratchDirectory files_;
  fs::path program_;
};

TEST_F(EmulatedHost, RunsAKernelAndKeepsStandardOutputClean) {
  const ProcessResult result = run({"run", put(device())});
  expect_pass(result);
  EXPECT_EQ(result.err, "");
}

TEST_F(EmulatedHost, ReadsAndWritesRegisters) { expect_pass(run({"registers", put(device())})); }

TEST_F(EmulatedHost, RunsSeveralComputeUnits) {
  TestXclbin xclbin = device();
  xclbin.compute_units = 3;
  expect_pass(run({"units", put(xclbin)}));
}

TEST_F(EmulatedHost, UsesTwoDevices) {
  expect_pass(run({"two_devices", put(device())}, {"--devices", "2"}));
}

TEST_F(EmulatedHost, LoadsASecondXclbin) {
  TestXclbin other = device();
  other.uuid_byte = 0x43;
  expect_pass(run({"second_xclbin", put(device()), put(other, "other.xclbin")}));
}

TEST_F(EmulatedHost, OpensADeviceAgainAndAgain) { expect_pass(run({"reopen", put(device())})); }

TEST_F(EmulatedHost, CopiesBuffersAndUsesPartsOfThem) {
  expect_pass(run({"buffers", put(device())}));
}

TEST_F(EmulatedHost, SendsMessagesThatGrow) { expect_pass(run({"growing", put(device())})); }

TEST_F(EmulatedHost, NeedsNoDevice) { expect_pass(run({"no_load"})); }

TEST_F(EmulatedHost, LeavesTheProgramItsOwnChildren) {
  expect_pass(run({"own_child", put(device())}));
}

TEST_F(EmulatedHost, GetsAnExceptionForAWrongKernelName) {
  const ProcessResult result = run({"wrong_kernel", put(device())});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("no_such_kernel"));
}

TEST_F(EmulatedHost, DiesOfItsOwnUncaughtExceptionAlone) {
  const ProcessResult result = run({"throw_uncaught", put(device())});
  EXPECT_EQ(result.signal, SIGABRT);
  EXPECT_THAT(result.err, HasSubstr("terminate called"));
}

TEST_F(EmulatedHost, WorksWithoutUserVariable) {
  ProcessOptions without = options({"run", put(device())});
  without.environment["USER"] = std::nullopt;
  expect_pass(run(without));
}

TEST_F(EmulatedHost, WorksWhereverTheLibrariesOfXrtAreSaidToBe) {
  ProcessOptions wrong = options({"run", put(device())});
  wrong.environment["XILINX_XRT"] = "/usr";
  expect_pass(run(wrong));
}

TEST_F(EmulatedHost, WorksInAReadOnlyWorkingDirectory) {
  ProcessOptions read_only = options({"run", put(device())});
  read_only.working_directory = "/proc";
  expect_pass(run(read_only));
}

TEST_F(EmulatedHost, WorksWithSpacesInPaths) {
  const fs::path xclbin = put(device(), "a directory/with a space.xclbin");
  program_ = xclbin.parent_path() / "host_program";
  fs::copy_file(LIGHTLOOP_HOST_PROGRAM, program_);
  expect_pass(run({"run", xclbin}));
}

TEST_F(EmulatedHost, WorksWithoutUnzip) {
  const ScratchDirectory programs;
  fs::create_symlink("/bin/chmod", programs.path() / "chmod");
  ProcessOptions bare = options({"run", put(device())});
  bare.environment["PATH"] = programs.path().string();
  expect_pass(run(bare));
}

// Newer XRTs take root's settings from beside the program only; they ask a function of theirs.
bool settings_must_be_beside_the_program() {
  using IsElevated = bool();
  void* const core = dlopen("libxrt_coreutil.so.2", RTLD_LAZY);
  auto* const is_elevated = reinterpret_cast<IsElevated*>(
      core ? dlsym(core, "_ZN8xrt_core5utils19is_elevated_processEv") : nullptr);
  return is_elevated && is_elevated();
}

TEST_F(EmulatedHost, HonoursSettingsOfTheProgramAndOfTheUser) {
  // A setting whose effect can be seen: the driver logs register writes into the working directory.
  const std::string log_memory = "[Emulation]\nenable_mem_logs=true\n";
  const fs::path xclbin = put(device());
  const fs::path elsewhere = files_.path() / "settings.xclbin.ini";
  for (const fs::path& settings :
       {work_.path() / "xrt.ini", program_.parent_path() / "xrt.ini", elsewhere}) {
    std::ofstream(settings) << log_memory;
    ProcessOptions with_settings = options({"run", xclbin});
    if (settings == elsewhere) with_settings.environment["XRT_INI_PATH"] = settings.string();
    Process process(with_settings);
    expect_pass(process.wait());
    const bool honoured =
        settings == program_.parent_path() / "xrt.ini" || !settings_must_be_beside_the_program();
    EXPECT_EQ(fs::exists(work_.path() / "add_one_1_control.mem"), honoured) << settings;
    for (const auto& entry : fs::directory_iterator(work_.path())) fs::remove(entry.path());
    fs::remove(settings);
  }
}

TEST_F(EmulatedHost, SeveralRunAtOnce) {
  const fs::path xclbin = put(device());
  for (const int count : {2, 4}) {
    std::vector<std::unique_ptr<Process>> processes;
    for (int i = 0; i < count; ++i)
      processes.push_back(std::make_unique<Process>(options({"run", xclbin})));
    for (const auto& process : processes) {
      expect_pass(process->wait());
      EXPECT_TRUE(process->nothing_is_left());
    }
    EXPECT_THAT(temporary_.listing(), IsEmpty());
  }
}

TEST_F(EmulatedHost, AScriptMayStartSeveralHosts) {
  const std::string host = program_.string() + " run " + put(device()).string();
  ProcessOptions script = options({});
  script.command = {LIGHTLOOP_EMU_DRIVER, "--", "/bin/sh", "-c",
                    host + " && " + host + " & " + host + " & wait"};
  const ProcessResult result = run(script);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "passed\npassed\npassed\n") << result.err;
}

// ---- the device fails ----

TEST_F(EmulatedHost, EndsWhenTheDeviceDiesBeforeItConnects) {
  const ProcessResult result = run({"run", put(device("exit_before_connect"))});
  EXPECT_EQ(result.exit_code, kDeviceFailure);
  EXPECT_THAT(result.err, HasSubstr("the device process ended before it connected"));
}

TEST_F(EmulatedHost, EndsWhenTheDeviceCannotBeStarted) {
  TestXclbin xclbin = device();
  xclbin.files["behav_waveform/xsim/simulate.sh"] = to_bytes("no script, no program\n");
  const ProcessResult result = run({"run", put(xclbin)});
  EXPECT_EQ(result.exit_code, kDeviceFailure);
  EXPECT_THAT(result.err, AllOf(HasSubstr("cannot start the device: "), HasSubstr("simulate.sh")));
}

TEST_F(EmulatedHost, EndsWhenTheDeviceDoesNotConnect) {
  ProcessOptions impatient = options({"run", put(device("never_connect"))});
  impatient.environment["LIGHTLOOP_EMU_TIMEOUT"] = "1";
  const ProcessResult result = run(impatient);
  EXPECT_EQ(result.exit_code, kDeviceFailure);
  EXPECT_THAT(result.err, HasSubstr("did not connect within 1 s"));
}

TEST_F(EmulatedHost, EndsWhenTheDeviceDiesDuringARun) {
  for (const char* behaviour : {"die_on_start", "die_on_write"}) {
    const ProcessResult result = run({"run", put(device(behaviour))});
    EXPECT_EQ(result.exit_code, kDeviceFailure) << behaviour;
    EXPECT_THAT(result.err, HasSubstr("the device process ended")) << behaviour;
    EXPECT_THAT(result.out, Not(HasSubstr("passed"))) << behaviour;
  }
}

TEST_F(EmulatedHost, EndsWhenTheDeviceStopsAnswering) {
  ProcessOptions impatient = options({"run", put(device("silent_on_start"))});
  impatient.environment["LIGHTLOOP_EMU_TIMEOUT"] = "1";
  const ProcessResult result = run(impatient);
  EXPECT_EQ(result.exit_code, kDeviceFailure);
  EXPECT_THAT(result.err, HasSubstr("did not answer a request within 1 s"));
}

struct Nonsense {
  const char* behaviour;
  const char* message;
};

class MisledHost : public EmulatedHost, public testing::WithParamInterface<Nonsense> {};

TEST_P(MisledHost, EndsWithAWord) {
  ProcessOptions impatient = options({"run", put(device(GetParam().behaviour))});
  impatient.environment["LIGHTLOOP_EMU_TIMEOUT"] = "2";
  const ProcessResult result = run(impatient);
  EXPECT_EQ(result.exit_code, kDeviceFailure) << result.signal << result.out;
  EXPECT_THAT(result.err, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    ByItsDevice, MisledHost,
    testing::Values(Nonsense{"reply_of_2_40", "a reply of 1099511627776 bytes"},
                    Nonsense{"reply_of_2_64", "a reply of 18446744073709551615 bytes"},
                    Nonsense{"garbage", "what is no message"},
                    Nonsense{"half_a_header", "did not answer a request within 2 s"},
                    Nonsense{"half_a_reply", "did not answer a request within 2 s"},
                    Nonsense{"drip", "did not answer a request within 2 s"},
                    Nonsense{"cut", "the device process ended"},
                    Nonsense{"short_memory", "a reply with 2000 bytes of memory"},
                    Nonsense{"long_memory", "a reply with 16000 bytes of memory"},
                    Nonsense{"no_memory", "a reply with 0 bytes of memory"},
                    Nonsense{"host_request_of_2_40", "a request of 1099511627776 bytes"},
                    Nonsense{"host_request_of_2_64", "a request of 18446744073709551615 bytes"},
                    Nonsense{"host_garbage", "what is no message"},
                    Nonsense{"host_unknown_call", "a request for call 99"},
                    Nonsense{"host_much_memory", "a request for memory of 4294967295 bytes"}),
    [](const auto& info) { return std::string(info.param.behaviour); });

// Half a request for the host's memory keeps nobody from going on.
TEST_F(EmulatedHost, GoesOnWhenTheDeviceStallsOnTheOtherSocket) {
  expect_pass(run({"run", put(device("host_stall"))}));
}

TEST_F(EmulatedHost, EndsWhenTheDeviceDiesWhileItCloses) {
  const ProcessResult result = run({"run", put(device("no_close_reply"))});
  EXPECT_EQ(result.exit_code, kDeviceFailure);
}

TEST_F(EmulatedHost, EndsWhenItsDeviceIsKilled) {
  Process process(options({"endless", put(device())}));
  ASSERT_TRUE(process.wait_for_output("ready"));
  EXPECT_THAT(process.children(), IsEmpty()) << "the device must not be a child of the program";
  const auto devices = process.elsewhere("fake_device");
  ASSERT_EQ(devices.size(), 1U);
  kill(devices[0], SIGKILL);
  const ProcessResult result = process.wait();
  EXPECT_EQ(result.exit_code, kDeviceFailure);
  EXPECT_THAT(result.err, HasSubstr("the device process ended"));
  EXPECT_EQ(result.out, "ready\n") << "what the program has printed must not be lost";
  expect_nothing_left(process);
}

// ---- the host is ended ----

class EndedHost : public EmulatedHost, public testing::WithParamInterface<int> {};

TEST_P(EndedHost, LeavesNothing) {
  Process process(options({"endless", put(device())}));
  ASSERT_TRUE(process.wait_for_output("ready"));
  kill(process.pid(), GetParam());
  EXPECT_EQ(process.wait().signal, GetParam());
  expect_nothing_left(process);
}

TEST_P(EndedHost, LeavesNothingWhenItsWholeGroupIsMeant) {
  Process process(options({"endless", put(device("never_done"))}));
  ASSERT_TRUE(process.wait_for_output("ready"));
  kill(-process.pid(), GetParam());
  EXPECT_EQ(process.wait().signal, GetParam());
  expect_nothing_left(process);
}

INSTANTIATE_TEST_SUITE_P(Signals, EndedHost,
                         testing::Values(SIGINT, SIGTERM, SIGHUP, SIGKILL, SIGSEGV),
                         [](const auto& info) { return std::string(sigabbrev_np(info.param)); });

TEST_F(EmulatedHost, TheNextRunClearsUpWhenNobodyWasLeftToDoSo) {
  Process process(options({"endless", put(device())}));
  ASSERT_TRUE(process.wait_for_output("ready"));
  for (const pid_t other : process.elsewhere()) kill(other, SIGKILL);
  kill(process.pid(), SIGKILL);
  process.wait();
  ASSERT_TRUE(process.nothing_is_left());
  ASSERT_THAT(temporary_.listing(), Not(IsEmpty()));
  expect_pass(run({"run", put(device())}));
}

// ---- the xclbin is bad ----

TEST_F(EmulatedHost, GetsAnExceptionForATruncatedXclbin) {
  const Bytes whole = device().build();
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{100},
                                   std::size_t{500}, whole.size() / 2, whole.size() - 1}) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    const fs::path path = put(cut, "cut.xclbin");
    const ProcessResult result = run({"run", path});
    EXPECT_EQ(result.exit_code, 1) << length;
    EXPECT_THAT(result.err, AllOf(HasSubstr("host_program: " + path.string()), HasSubstr("xclbin")))
        << length;
  }
}

TEST_F(EmulatedHost, GetsAnExceptionForACorruptXclbin) {
  Bytes bytes = device().build();
  bytes.at(bytes.size() * 3 / 4) ^= std::byte{0x55};  // inside the archive or the XML
  Bytes sizes = device().build();
  sizes.at(456 + 24 + 5) = std::byte{0x7f};  // the offset of the first section
  for (const Bytes& damaged : {bytes, sizes}) {
    const ProcessResult result = run({"run", put(damaged, "damaged.xclbin")});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("damaged.xclbin: section "));
  }
}

TEST_F(EmulatedHost, GetsAnExceptionForAnXclbinOfACard) {
  TestXclbin xclbin = device();
  xclbin.mode = 0;
  const ProcessResult result = run({"run", put(xclbin)});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("expected hw_emu"));
}

}  // namespace
}  // namespace lightloop::xrt_compat
