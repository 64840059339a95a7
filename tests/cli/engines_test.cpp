// SPDX-License-Identifier: Apache-2.0
// The commands over all engines: the same results; and what a user sees when the emulated card, or
// what surrounds it, fails.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/cli/program.hpp"
#include "tests/host/json_schema.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kPoll = std::chrono::milliseconds(5);
// Longer than any limit of ours; only a hang reaches it.
constexpr auto kPatience = std::chrono::seconds(600);

template <typename Condition>
bool becomes_true(const Condition& condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(kPoll);
  }
  return true;
}

bool alive(pid_t process) { return ::kill(process, 0) == 0; }

class Engines : public ::testing::TestWithParam<const char*> {
 protected:
  TemporaryDirectory directory_;
  const std::string capture_ = LIGHTLOOP_CAPTURE;
};

TEST_P(Engines, RunCountsAsGolden) {
  const auto counters = [this](const std::string& engine, const char* channel) {
    const std::string file = directory_ / "r.json";
    const auto result = run_lightloop({"run", "--profile", "kp4-isi", "--engine", engine,
                                       "--channel", channel, "--codewords", "200", "--json", file});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return json::parse(read_file(file))["points"][0]["counters"];
  };
  for (const char* channel : {"digital", "systemc"})
    EXPECT_EQ(counters(GetParam(), channel), counters("golden", channel)) << channel;
}

TEST_P(Engines, SweepsInOneProcess) {
  const auto result = run_lightloop({"run", "--profile", "kp4-awgn", "--engine", GetParam(),
                                     "--snr", "15:17:1", "--codewords", "50"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const char* row : {"  15.000 |", "  16.000 |", "  17.000 |"})
    EXPECT_THAT(result.out, HasSubstr(row));
}

TEST_P(Engines, SendGivesTheSameFileAndCounters) {
  const std::string data = LIGHTLOOP_TEST_DATA "/";
  const auto send = [this](const std::string& engine, const std::string& capture) {
    const auto result =
        run_lightloop({"send", "--profile", "kp4-awgn", "--engine", engine, "--json",
                       directory_ / "s.json", capture, directory_ / "out"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(read_file(directory_ / "out"), read_file(capture));
    return json::parse(read_file(directory_ / "s.json"))["counters"];
  };
  for (const auto& capture : {capture_, data + "with_fcs.pcap", data + "frames.pcapng"})
    EXPECT_EQ(send(GetParam(), capture), send("golden", capture)) << capture;
}

TEST_P(Engines, FecGivesTheSameBytes) {
  for (const char* code : {"kp4", "kr4"}) {
    const auto fec = [&](const char* direction, const std::string& engine, const std::string& in,
                         const std::string& out) {
      const auto result =
          run_lightloop({"fec", direction, "--code", code, "--engine", engine, in, out});
      EXPECT_EQ(result.exit_code, 0) << result.err;
      return read_file(out);
    };
    const std::string codewords = fec("encode", "golden", capture_, directory_ / "c");
    EXPECT_EQ(fec("encode", GetParam(), capture_, directory_ / "d"), codewords) << code;
    std::string damaged = codewords;
    for (std::size_t i = 0; i < damaged.size(); i += 200)
      damaged[i] = static_cast<char>(damaged[i] ^ 1);
    write_file(directory_ / "c", damaged);
    EXPECT_EQ(fec("decode", GetParam(), directory_ / "c", directory_ / "m"),
              fec("decode", "golden", directory_ / "c", directory_ / "n"))
        << code;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Engines, ::testing::Values("rtl", "emu"),
                         [](const auto& info) { return std::string(info.param); });

// The emulated card with a directory for temporary files of its own, so that what is left can be
// seen.
class EmulatedCard : public ::testing::Test {
 protected:
  std::vector<std::string> command(std::vector<std::string> more) const {
    std::vector<std::string> words{lightloop_program(), "run",      "--profile",
                                   "kp4-awgn",          "--engine", "emu"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  ProgramOptions options() const {
    return {.working_directory = {}, .set = {{"TMPDIR", temporary_.path()}}, .unset = {}};
  }
  bool nothing_is_left() const {
    return becomes_true([this] { return temporary_.entries() == 0; });
  }

  // A long run on the emulated card whose table has begun, with its device at work.
  std::unique_ptr<Program> start_long_run() const {
    auto program = std::make_unique<Program>(command({"--codewords", "1000000000"}), options());
    EXPECT_TRUE(becomes_true([&program] { return !program->out_so_far().empty(); }));
    EXPECT_THAT(card_processes_of(program->process()), ::testing::Not(IsEmpty()));
    return program;
  }

  const std::string capture_ = LIGHTLOOP_CAPTURE;
  TemporaryDirectory temporary_;
  TemporaryDirectory directory_;
};

TEST_F(EmulatedCard, LeavesNothingBehind) {
  const auto result = run_program(command({"--codewords", "50"}), options());
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_TRUE(nothing_is_left());
  // The platform that its xclbin is built for, as on a card.
  EXPECT_THAT(result.out, HasSubstr("emulated card 0 (lightloop_emulation)"));
}

TEST_F(EmulatedCard, CtrlCEndsTheRunWithAReportAndLeavesNothingBehind) {
  const auto program = start_long_run();
  const auto device = card_processes_of(program->process());
  // As a terminal does it: to the whole group.
  ::kill(-program->process(), SIGINT);
  const auto result = program->wait();
  EXPECT_EQ(result.exit_code, 130) << result.err;
  EXPECT_THAT(result.out, HasSubstr("  17.655 |"));
  EXPECT_TRUE(nothing_is_left());
  for (const pid_t process : device)
    EXPECT_TRUE(becomes_true([process] { return !alive(process); }));
}

TEST_F(EmulatedCard, AKilledHostTakesTheDeviceWithIt) {
  const auto program = start_long_run();
  const auto device = card_processes_of(program->process());
  program->send_signal(SIGKILL);
  EXPECT_EQ(program->wait().signal, SIGKILL);
  for (const pid_t process : device)
    EXPECT_TRUE(becomes_true([process] { return !alive(process); }));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(EmulatedCard, AKilledDeviceIsExitCodeThree) {
  const auto program = start_long_run();
  for (const pid_t process : card_processes_of(program->process())) ::kill(process, SIGKILL);
  const auto result = program->wait();
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_THAT(result.err, HasSubstr("the device process ended"));
  EXPECT_TRUE(nothing_is_left());
}

// Starts `command`, kills its device after a while, longer each time, until `counted` says that
// something had been counted by then.
template <typename Counted>
ProgramResult run_until_device_dies(const std::vector<std::string>& command,
                                    const ProgramOptions& options, const Counted& counted) {
  ProgramResult result;
  for (std::chrono::milliseconds wait(300); wait < kPatience; wait *= 2) {
    Program program(command, options);
    std::jthread killer([&program, wait](const std::stop_token& ended) {
      std::this_thread::sleep_for(wait);
      // Again and again: it may not have been there yet.
      for (; !ended.stop_requested(); std::this_thread::sleep_for(kPoll))
        for (const pid_t process : card_processes_of(program.process())) ::kill(process, SIGKILL);
    });
    result = program.wait();
    EXPECT_FALSE(result.timed_out);
    EXPECT_EQ(result.exit_code, 3) << result.err;
    if (counted(result)) return result;
  }
  ADD_FAILURE() << "nothing was ever counted before the device died: " << result.out << result.err;
  return result;
}

TEST_F(EmulatedCard, ARunWhoseDeviceDiesReportsWhatItHasCounted) {
  const std::string file = directory_ / "r.json";
  const auto result = run_until_device_dies(
      command({"--codewords", "1000000000", "--json", file}), options(), [&file](const auto&) {
        return std::filesystem::exists(file) &&
               json::parse(read_file(file))["points"][0]["counters"]["codewords"] > 0;
      });
  const auto report = json::parse(read_file(file));
  EXPECT_THAT(schema_errors(LIGHTLOOP_DOCS "/run-schema.json", report), IsEmpty());
  EXPECT_THAT(report["failure"].get<std::string>(), HasSubstr("the device process ended"));
  EXPECT_EQ(report["points"][0]["stop_reason"], "failed");
  EXPECT_THAT(result.out, AllOf(HasSubstr("  17.655 |"), HasSubstr("\n# incomplete: ")));
}

TEST_F(EmulatedCard, ASendWhoseDeviceDiesReportsWhatHasArrived) {
  // The same capture over and over: some minutes of work.
  const std::string one = read_file(capture_);
  std::string many = one.substr(0, 24);
  for (int i = 0; i < 2000; ++i) many += one.substr(24);
  write_file(directory_ / "many.pcap", many);
  const std::string out = directory_ / "out.pcap";
  const std::string file = directory_ / "s.json";
  const auto result =
      run_until_device_dies({lightloop_program(), "send", "--profile", "kp4-awgn", "--engine",
                             "emu", "--json", file, directory_ / "many.pcap", out},
                            options(), [&file](const auto&) {
                              return std::filesystem::exists(file) &&
                                     json::parse(read_file(file))["frames"]["received"] > 0;
                            });
  const auto report = json::parse(read_file(file));
  EXPECT_THAT(schema_errors(LIGHTLOOP_DOCS "/send-schema.json", report), IsEmpty());
  EXPECT_THAT(report["failure"].get<std::string>(), HasSubstr("the device process ended"));
  EXPECT_THAT(result.out, HasSubstr("\n# incomplete: "));
  // What has arrived is the beginning of what was sent.
  const std::string arrived = read_file(out);
  EXPECT_GT(arrived.size(), 24U);
  EXPECT_EQ(arrived, many.substr(0, arrived.size()));
}

TEST_F(EmulatedCard, AFileWhoseDeviceDiesIsCountedAndNotWritten) {
  // NOLINTNEXTLINE(bugprone-string-constructor): so that the device dies before the end
  write_file(directory_ / "m", std::string(200'000'000, 'x'));
  const std::string out = directory_ / "c";
  const auto result = run_until_device_dies(
      {lightloop_program(), "fec", "encode", "--code", "kp4", "--engine", "emu", directory_ / "m",
       out},
      options(), [](const ProgramResult& result) {
        return result.out.find("\ncodewords ") != std::string::npos &&
               result.out.find("codewords                0\n") == std::string::npos;
      });
  EXPECT_THAT(result.out, HasSubstr("\n# incomplete: "));
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("the device process ended"), HasSubstr("was not written")));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(EmulatedCard, TwoAtOnceDoNotDisturbEachOther) {
  Program first(command({"--codewords", "300"}), options());
  Program second(command({"--codewords", "300"}), options());
  const auto histogram = [](const ProgramResult& result) {
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const auto from = result.out.find("# Codewords by");
    return result.out.substr(from, result.out.find("16+") - from);
  };
  EXPECT_EQ(histogram(first.wait()), histogram(second.wait()));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(EmulatedCard, NeedsNeitherAWritableWorkingDirectoryNorAUser) {
  auto surroundings = options();
  surroundings.working_directory = directory_.path();
  surroundings.unset = {"USER", "LOGNAME", "HOME"};
  std::filesystem::permissions(
      directory_.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const auto result = run_program(command({"--codewords", "50"}), surroundings);
  std::filesystem::permissions(directory_.path(), std::filesystem::perms::owner_all);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(directory_.entries(), 0);
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(EmulatedCard, AMissingOrDamagedXclbinIsExitCodeTwo) {
  const std::string whole = read_file(LIGHTLOOP_EMU_XCLBIN);
  ASSERT_GT(whole.size(), 100000U);
  std::string corrupted = whole;
  corrupted.replace(0, 7, "garbage");
  write_file(directory_ / "truncated.xclbin", whole.substr(0, whole.size() / 2));
  write_file(directory_ / "corrupted.xclbin", corrupted);
  write_file(directory_ / "empty.xclbin", "");
  for (const char* name :
       {"missing.xclbin", "truncated.xclbin", "corrupted.xclbin", "empty.xclbin"}) {
    const auto result = run_program(command({"--xclbin", directory_ / name}), options());
    EXPECT_EQ(result.exit_code, 2) << name;
    EXPECT_THAT(result.out, IsEmpty());
    EXPECT_THAT(result.err, AllOf(HasSubstr("lightloop: error: xclbin "), HasSubstr(name)));
  }
  EXPECT_TRUE(nothing_is_left());
}

TEST(Card, WithoutOneSaysWhatIsMissing) {
  const ProgramOptions options{.working_directory = {}, .set = {}, .unset = {"XCL_EMULATION_MODE"}};
  if (run_lightloop({"devices"}, options).out.find("XRT sees no card") == std::string::npos)
    GTEST_SKIP() << "there is a card";
  const auto result = run_lightloop({"run", "--profile", "kp4-awgn", "--engine", "card"}, options);
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("lightloop: error: engine card: "),
                                HasSubstr("`lightloop devices`"), HasSubstr("--engine emu")));
}

}  // namespace
}  // namespace lightloop::tests
