// SPDX-License-Identifier: Apache-2.0
// Output that is lost is no success: standard output that is closed or full, and files that the
// command line would overwrite.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "tests/cli/program.hpp"
#include "tests/host/json_schema.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kRun = "run --profile kp4-awgn --engine golden --codewords 64";
constexpr const char* kSend = "send --profile kp4-awgn --engine golden";
constexpr const char* kEncode = "fec encode --code kp4 --engine golden";

struct Command {
  const char* name;
  const char* arguments;  // IN and OUT are a capture and a file that is not there yet
};

void PrintTo(const Command& command, std::ostream* out) { *out << command.name; }

class Output : public ::testing::Test {
 protected:
  Output() { write_file(directory_ / "IN", read_file(LIGHTLOOP_CAPTURE)); }

  // What a shell does in the directory; $LL is the program.
  ProgramResult shell(const std::string& line) const {
    return run_program({"bash", "-c", line}, {.working_directory = directory_.path(),
                                              .set = {{"LL", lightloop_program()}}});
  }

  TemporaryDirectory directory_;
};

class EachCommand : public Output, public ::testing::WithParamInterface<Command> {};

TEST_P(EachCommand, SaysThatAFullStandardOutputIsNoSuccess) {
  const auto result = shell(std::string("$LL ") + GetParam().arguments + " > /dev/full");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("lightloop: error: cannot write to standard output"));
}

TEST_P(EachCommand, SaysThatAPipeThatNobodyReadsIsNoSuccess) {
  // The reader ends first: the program waits for it.
  const auto result =
      shell(std::string("exec 3>err; (sleep 0.2; exec $LL ") + GetParam().arguments +
            ") 2>&3 | true; echo ${PIPESTATUS[0]}; cat err >&2");
  EXPECT_EQ(result.out, "2\n");
  EXPECT_THAT(result.err, HasSubstr("lightloop: error: cannot write to standard output"));
}

TEST_P(EachCommand, RefusesAClosedStandardOutputBeforeAnythingIsDone) {
  const auto result = shell(std::string("$LL ") + GetParam().arguments + " >&-");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, StartsWith("lightloop: error: standard output: found it closed"));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "OUT"));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "OUT.json"));
}

TEST_P(EachCommand, NeedsNeitherStandardInputNorStandardError) {
  const auto result = shell(std::string("$LL ") + GetParam().arguments + " <&- 2>&-");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(
    All, EachCommand,
    ::testing::Values(
        Command{"Version", "--version"}, Command{"Help", "--help"},
        Command{"RunHelp", "run --help"}, Command{"Devices", "devices"},
        Command{"Run", "run --profile kp4-awgn --engine golden --codewords 64 --json OUT.json"},
        Command{"RunOnRtl", "run --profile kp4-awgn --engine rtl --codewords 8 --json OUT.json"},
        Command{"RunOnEmu", "run --profile kp4-awgn --engine emu --codewords 8 --json OUT.json"},
        Command{"Send", "send --profile kp4-awgn --engine golden --json OUT.json IN OUT"},
        Command{"FecEncode", "fec encode --code kp4 --engine golden IN OUT"},
        Command{"FecDecode", "fec decode --code kp4 --engine golden /dev/null OUT"}),
    [](const auto& info) { return info.param.name; });

TEST_F(Output, AReportThatIsLostLeavesTheJson) {
  for (const char* engine : {"golden", "emu"}) {
    const auto result =
        shell(std::string("$LL run --profile kp4-awgn --codewords 64 --json OUT --engine ") +
              engine + " > /dev/full");
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(json::parse(read_file(directory_ / "OUT"))["points"][0]["counters"]["codewords"], 64);
  }
}

TEST_F(Output, AListOfPointsThatNobodySeesEnds) {
  // Months of work.
  const auto result = shell(
      "$LL run --profile kp4-awgn --engine golden --codewords 1000000000000 --snr 15,16 > "
      "/dev/full");
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.exit_code, 2);
}

TEST_F(Output, StandardInputThatIsClosedIsNoFile) {
  const auto result = shell("$LL " + std::string(kEncode) + " /dev/stdin OUT <&-");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("/dev/stdin: cannot read"));
}

TEST_F(Output, ThatIsStandardOutputHasItToItself) {
  const auto result = shell("$LL " + std::string(kRun) + " --json /dev/stdout");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(json::parse(result.out)["command"], "run");
  EXPECT_THAT(result.err, HasSubstr("  17.655 |"));
  const auto appended = shell("echo before > all; $LL " + std::string(kEncode) +
                              " IN /dev/fd/1 >> all; $LL " + std::string(kEncode) + " IN OUT");
  EXPECT_EQ(read_file(directory_ / "all"), "before\n" + read_file(directory_ / "OUT"));
}

TEST_F(Output, MayBeADeviceOrAPipe) {
  EXPECT_EQ(shell("$LL " + std::string(kSend) + " --json /dev/null IN /dev/null").exit_code, 0);
  const auto result = shell("mkfifo pipe; cat pipe > copy & $LL " + std::string(kSend) +
                            " IN pipe; wait; cmp IN copy");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(std::filesystem::is_fifo(directory_ / "pipe"));
}

TEST_F(Output, ADanglingLinkIsFollowed) {
  std::filesystem::create_symlink("target", directory_ / "link");
  EXPECT_EQ(shell("$LL " + std::string(kSend) + " IN link").exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_symlink(directory_ / "link"));
  EXPECT_EQ(read_file(directory_ / "target"), read_file(LIGHTLOOP_CAPTURE));
}

TEST_F(Output, NamesAreAnyBytes) {
  const auto result = shell("cp IN $'in\\xff'; $LL " + std::string(kSend) +
                            " --json $'r\\xfe' $'in\\xff' $'out\\x80'; cmp $'in\\xff' $'out\\x80'");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto report = json::parse(read_file(directory_ / "r\xfe"));
  EXPECT_EQ(report["input"], "in\uFFFD");
  EXPECT_THAT(schema_errors(LIGHTLOOP_DOCS "/send-schema.json", report), IsEmpty());
}

struct Clash {
  const char* name;
  const char* line;
  const char* message;
};

void PrintTo(const Clash& clash, std::ostream* out) { *out << clash.name; }

class Clashes : public Output, public ::testing::WithParamInterface<Clash> {};

TEST_P(Clashes, AreRefusedBeforeAnythingIsDone) {
  ASSERT_EQ(shell("ln IN hard; ln -s IN soft; ln -s new dangling; ln -s . here;"
                  "cp $(dirname $LL)/../share/lightloop/profiles/kp4-awgn.toml .")
                .exit_code,
            0);
  const auto result = shell(GetParam().line);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(StartsWith("lightloop: error: "), HasSubstr(GetParam().message)));
  EXPECT_EQ(read_file(directory_ / "IN"), read_file(LIGHTLOOP_CAPTURE));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "new"));
}

INSTANTIATE_TEST_SUITE_P(
    All, Clashes,
    ::testing::Values(
        Clash{"Send", "$LL send --profile kp4-awgn --engine golden IN IN",
              "OUT: found IN, the file of IN too, expected another"},
        Clash{"SendByHardLink", "$LL send --profile kp4-awgn --engine golden IN hard",
              "OUT: found hard, the file of IN too"},
        Clash{"SendByLink", "$LL send --profile kp4-awgn --engine golden soft IN",
              "OUT: found IN, the file of IN too"},
        Clash{"SendByFolder", "$LL send --profile kp4-awgn --engine golden IN here/./IN",
              "OUT: found here/./IN"},
        Clash{"Encode", "$LL fec encode --code kp4 --engine golden IN soft",
              "OUT: found soft, the file of IN too"},
        Clash{"Decode", "$LL fec decode --code kp4 --engine golden IN hard",
              "OUT: found hard, the file of IN too"},
        Clash{"EncodeAppended", "$LL fec encode --code kp4 --engine golden IN /dev/stdout >> IN",
              "IN: found IN, the file of standard output too"},
        Clash{"JsonIsInput", "$LL send --profile kp4-awgn --engine golden --json IN IN new",
              "--json: found IN, the file of IN too"},
        Clash{"JsonIsOutput", "$LL send --profile kp4-awgn --engine golden --json new IN dangling",
              "--json: found new, the file of OUT too"},
        Clash{"JsonIsProfile",
              "$LL run --profile ./kp4-awgn.toml --engine golden --json kp4-awgn.toml",
              "--json: found kp4-awgn.toml, the file of --profile too"},
        Clash{"JsonIsTheTable", "$LL run --profile kp4-awgn --engine golden --json table > table",
              "--json: found table, the file of standard output too"},
        Clash{"JsonIsNothing", "$LL run --profile kp4-awgn --engine golden --json ''",
              "found an empty name"},
        Clash{"OutIsNothing", "$LL send --profile kp4-awgn --engine golden IN ''",
              "found an empty name"},
        Clash{"JsonIsAFolder", "$LL run --profile kp4-awgn --engine golden --json here",
              "here: cannot write: Is a directory"},
        Clash{"OutIsAFolder", "$LL fec encode --code kp4 --engine golden IN new/",
              "new/: cannot write: Is a directory"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lightloop::tests
