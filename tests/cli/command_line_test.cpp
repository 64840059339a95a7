// SPDX-License-Identifier: Apache-2.0
// What every command has in common: help, version, wrong usage, streams.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/cli/program.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

using Arguments = std::vector<std::string>;

struct Help {
  const char* name;
  Arguments arguments;
  Arguments words;  // that the text must have
};

void PrintTo(const Help& help, std::ostream* out) { *out << help.name; }

class HelpTexts : public ::testing::TestWithParam<Help> {};

TEST_P(HelpTexts, GoToStandardOutput) {
  auto arguments = GetParam().arguments;
  arguments.push_back("--help");
  const auto result = run_lightloop(arguments);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, IsEmpty());
  for (const auto& word : GetParam().words) EXPECT_THAT(result.out, HasSubstr(word));
}

INSTANTIATE_TEST_SUITE_P(
    All, HelpTexts,
    ::testing::Values(
        Help{"Top",
             {},
             {"run", "send", "fec", "profiles", "devices", "emu", "completion", "--version",
              "Exit codes"}},
        Help{"Run",
             {"run"},
             {"--profile", "--engine", "--channel", "--snr", "--codewords", "--errors", "--seed",
              "--json", "--csv", "--max-errors", "--xclbin", "--device", "--threads"}},
        Help{"Send", {"send"}, {"--profile", "--engine", "--snr", "--seed", "--json", "IN", "OUT"}},
        Help{"Fec", {"fec"}, {"encode", "decode"}},
        Help{"FecEncode", {"fec", "encode"}, {"--code", "--engine", "IN", "OUT"}},
        Help{"FecDecode", {"fec", "decode"}, {"--code", "--engine", "--length", "IN", "OUT"}},
        Help{"Devices", {"devices"}, {"devices"}}, Help{"Emu", {"emu"}, {"PROGRAM", "--devices"}}),
    [](const auto& info) { return info.param.name; });

TEST(Version, IsPrinted) {
  const auto result = run_lightloop({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, MatchesRegex("lightloop " LIGHTLOOP_VERSION "\n"
                                       "commit     (unknown|[0-9a-f]+\\+?)\n"
                                       "Verilator  [0-9.]+\n"
                                       "SystemC    [0-9.]+\n"
                                       "XRT        [0-9.]+\n"
                                       "compiler   [A-Za-z]+ [0-9.]+\n"));
}

TEST(Help, IsWhatTheProgramAlonePrints) {
  const auto alone = run_lightloop({});
  EXPECT_EQ(alone.exit_code, 0);
  EXPECT_THAT(alone.err, IsEmpty());
  EXPECT_EQ(alone.out, run_lightloop({"--help"}).out);
  EXPECT_EQ(run_lightloop({"help"}).out, alone.out);
  EXPECT_EQ(run_lightloop({"help", "fec", "encode"}).out,
            run_lightloop({"fec", "encode", "--help"}).out);
}

struct Wrong {
  const char* name;
  Arguments arguments;
  const char* message;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongUsage : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongUsage, IsExitCodeTwoWithAMessageOnStandardError) {
  const auto result = run_lightloop(GetParam().arguments);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, AllOf(StartsWith("lightloop: error: "), HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongUsage,
    ::testing::Values(
        Wrong{"UnknownCommand", {"fly"}, "unknown command 'fly': expected run, send"},
        Wrong{"UnknownOption",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--turbo"},
              "--turbo"},
        Wrong{"NoProfile", {"run", "--engine", "golden"}, "--profile is required"},
        Wrong{"NoEngine", {"run", "--profile", "kp4-awgn"}, "--engine is required"},
        Wrong{"UnknownEngine",
              {"run", "--profile", "kp4-awgn", "--engine", "gpu"},
              "--engine: found 'gpu', expected golden, rtl, emu or card"},
        Wrong{"UnknownProfile",
              {"run", "--profile", "kp5", "--engine", "golden"},
              "unknown profile 'kp5': expected one of 800g-dr8, kp4-awgn"},
        Wrong{"MissingProfileFile",
              {"run", "--profile", "./none.toml", "--engine", "golden"},
              "./none.toml: no such profile file"},
        Wrong{"SnrNotANumber",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--snr", "loud"},
              "--snr: found 'loud', expected a number of dB"},
        Wrong{"SnrNan",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--snr", "nan"},
              "--snr: found 'nan'"},
        Wrong{"SnrOutOfRange",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--snr", "99"},
              "--snr: found '99', expected 1 to 60 dB"},
        Wrong{"UnknownChannel",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--channel", "air"},
              "--channel"},
        Wrong{"NoCodewords",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--codewords", "0"},
              "--codewords"},
        Wrong{"NegativeErrors",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--errors", "-5"},
              "--errors"},
        Wrong{"SeedNotANumber",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--seed", "x"},
              "--seed"},
        Wrong{"SeedNegative",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--seed", "-1"},
              "--seed: found '-1', expected a whole number from 0 to 18446744073709551615"},
        Wrong{"SeedTooLarge",
              {"send", "--profile", "kp4-awgn", "--engine", "golden", "--seed",
               "18446744073709551616", "a", "b"},
              "--seed: found '18446744073709551616', expected a whole number"},
        Wrong{"CodewordsOctal",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--codewords", "010"},
              "--codewords: found '010', expected a whole number"},
        Wrong{"MaxErrorsNegative",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--max-errors", "-1"},
              "--max-errors: found '-1', expected a whole number"},
        Wrong{"LengthNegative",
              {"fec", "decode", "--code", "kp4", "--engine", "golden", "--length", "-1", "a", "b"},
              "--length: found '-1', expected a whole number"},
        Wrong{"ProfileNameTooLong",
              {"run", "--profile", std::string(300, 'x'), "--engine", "golden"},
              "unknown profile 'xxx"},
        Wrong{"XclbinForGolden",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--xclbin", "a.xclbin"},
              "--xclbin: found with engine golden, expected emu or card"},
        Wrong{"DeviceForRtl",
              {"run", "--profile", "kp4-awgn", "--engine", "rtl", "--device", "0"},
              "--device: found with engine rtl, expected emu or card"},
        Wrong{"ThreadsForEmu",
              {"run", "--profile", "kp4-awgn", "--engine", "emu", "--threads", "2"},
              "--threads: found with engine emu, expected golden"},
        Wrong{"DashForStandardInput",
              {"fec", "encode", "--code", "kp4", "--engine", "golden", "-", "out"},
              "IN: found '-', expected a file, /dev/stdin"},
        Wrong{"DashForStandardOutput",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--json", "-"},
              "--json: found '-', expected a file, /dev/stdin"},
        Wrong{"ProfileWithoutDigital",
              {"run", "--profile", "kp4-touchstone", "--engine", "golden"},
              "found no table [digital], expected one or --channel systemc"},
        Wrong{"JsonDirectoryMissing",
              {"run", "--profile", "kp4-awgn", "--engine", "golden", "--codewords", "1", "--json",
               "/nonexistent/a.json"},
              "/nonexistent/a.json"},
        Wrong{"FecWithoutDirection", {"fec"}, "fec: found no command, expected encode or decode"},
        Wrong{"OptionBeforeTheCommand",
              {"--profile", "kp4-awgn", "run"},
              "found the option '--profile' before the command, expected run"},
        Wrong{"ProfileMisspelt",
              {"run", "--profile", "kp4-agwn", "--engine", "golden"},
              "did you mean 'kp4-awgn'?"},
        Wrong{"UnknownCode",
              {"fec", "encode", "--code", "bch", "--engine", "golden", "a", "b"},
              "--code"},
        Wrong{"FecInputMissing",
              {"fec", "encode", "--code", "kp4", "--engine", "golden", "/nonexistent", "b"},
              "/nonexistent: cannot read"},
        Wrong{"EmuWithoutProgram", {"emu"}, "emu: found no program, expected lightloop emu"},
        Wrong{"EmuWithoutSeparator", {"emu", "ls", "-l"}, "emu: found 'ls' without -- before it"},
        Wrong{"SendDigital",
              {"send", "--profile", "kp4-awgn", "--engine", "golden", "--channel", "digital", "a",
               "b"},
              "--channel: found 'digital', expected systemc"},
        Wrong{"SendSnrList",
              {"send", "--profile", "kp4-awgn", "--engine", "golden", "--snr", "15,16", "a", "b"},
              "expected a single value"},
        Wrong{"SendInputMissing",
              {"send", "--profile", "kp4-awgn", "--engine", "golden", "/nonexistent.pcap", "b"},
              "/nonexistent.pcap: cannot read"},
        Wrong{"SendInputNoPcap",
              {"send", "--profile", "kp4-awgn", "--engine", "golden", "/etc/passwd", "b"},
              "expected a pcap or pcapng file"}),
    [](const auto& info) { return info.param.name; });

TEST(Streams, OfARunThatEndedWellLeavesStandardErrorEmpty) {
  const auto result =
      run_lightloop({"run", "--profile", "kp4-awgn", "--engine", "golden", "--codewords", "64"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out, Not(HasSubstr("\r")));
}

TEST(Streams, AreAsWideAsTheTerminal) {
  const std::string run = "run --profile kp4-awgn --engine golden --codewords 200";
  const auto on_terminal = [&](const std::string& columns) {
    return run_program({"script", "-qec", "'" + lightloop_program() + "' " + run, "/dev/null"},
                       {.set = {{"COLUMNS", columns}}})
        .out;
  };
  const std::string narrow_titles = "#   time |      CW/s |        FE |";
  EXPECT_THAT(on_terminal("80"), HasSubstr(narrow_titles));
  EXPECT_THAT(on_terminal("166"), HasSubstr(narrow_titles));
  EXPECT_THAT(on_terminal("wide"), HasSubstr(narrow_titles));
  EXPECT_THAT(on_terminal("200"), Not(HasSubstr(narrow_titles)));
  // Elsewhere always 80 columns.
  const auto piped = run_program({"bash", "-c", "'" + lightloop_program() + "' " + run},
                                 {.set = {{"COLUMNS", "200"}}});
  EXPECT_THAT(piped.out, HasSubstr(narrow_titles));
  std::istringstream lines(piped.out);
  for (std::string line; std::getline(lines, line);)
    if (!line.ends_with(".toml")) {
      EXPECT_LE(line.size(), 80U) << line;
    }
}

TEST(Streams, AProgressBarIsNarrowerThanTheTerminal) {
  for (const std::size_t columns : {40U, 80U, 200U}) {
    const auto result = run_program(
        {"script", "-qec",
         "'" + lightloop_program() + "' run --profile kp4-awgn --engine golden --codewords 500",
         "/dev/null"},
        {.set = {{"COLUMNS", std::to_string(columns)}}});
    std::size_t bars = 0;
    for (auto at = result.out.find("\033[K["); at != std::string::npos;
         at = result.out.find("\033[K[", at + 1)) {
      EXPECT_LT(result.out.find('\r', at) - at - 3, columns);
      ++bars;
    }
    EXPECT_GT(bars, 0U);
  }
}

TEST(Streams, OnATerminalHasAProgressBarThatIsTakenAway) {
  // script(1) runs the program on a terminal of its own.
  const auto result = run_program(
      {"script", "-qec",
       "'" + lightloop_program() + "' run --profile kp4-awgn --engine golden --codewords 500",
       "/dev/null"});
  EXPECT_EQ(result.exit_code, 0);
  const auto bar = result.out.find("\r\033[K[");
  const auto row = result.out.find("\r\033[K  17.655 |");
  ASSERT_NE(bar, std::string::npos);
  ASSERT_NE(row, std::string::npos);
  EXPECT_LT(bar, row);
}

TEST(Surroundings, ReadOnlyWorkingDirectoryAndNoUserAreNoObstacle) {
  TemporaryDirectory directory;
  std::filesystem::permissions(
      directory.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const auto result = run_lightloop(
      {"run", "--profile", "kp4-awgn", "--engine", "golden", "--codewords", "64"},
      {.working_directory = directory.path(), .set = {}, .unset = {"USER", "HOME", "TERM"}});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  std::filesystem::permissions(directory.path(), std::filesystem::perms::owner_all);
  EXPECT_EQ(directory.entries(), 0);
}

TEST(Devices, SaysHowToGetOne) {
  const auto result = run_lightloop(
      {"devices"}, {.working_directory = {}, .set = {}, .unset = {"XCL_EMULATION_MODE"}});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("# index | bus address   | platform"));
  if (result.out.find("XRT sees no card") != std::string::npos) {
    EXPECT_THAT(result.out, AllOf(HasSubstr("--engine card"), HasSubstr("--engine emu")));
  }
}

TEST(Emu, TheProgramsExitCodeAndArgumentsAreItsOwn) {
  EXPECT_EQ(run_lightloop({"emu", "--", "sh", "-c", "exit 7"}).exit_code, 7);
  EXPECT_EQ(run_lightloop({"emu", "--", "echo", "--engine", "emu", "-h"}).out, "--engine emu -h\n");
  EXPECT_EQ(run_lightloop({"emu", "--devices", "2", "--", "echo", "--", "--help"}).out,
            "-- --help\n");
  EXPECT_EQ(run_lightloop({"emu", "--", "sh", "-c", "echo $XCL_EMULATION_MODE"}).out, "hw_emu\n");
}

TEST(Emu, AProgramThatIsNotThereIsExitCodeTwo) {
  const auto result = run_lightloop({"emu", "--", "/nonexistent/program"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("/nonexistent/program"));
}

}  // namespace
}  // namespace lightloop::tests
