// SPDX-License-Identifier: Apache-2.0
// lightloop completion and profiles: what shells and man(1) read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/program.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Words = std::vector<std::string>;

std::string completion(const char* format) {
  const auto result = run_lightloop({"completion", format});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  return result.out;
}

class BashCompletion : public ::testing::Test {
 protected:
  BashCompletion() {
    write_file(directory_ / "completion", completion("bash"));
    write_file(directory_ / "capture.pcap", "");
  }

  // What bash offers behind the words of a line. The last one is being written, and may be empty.
  Words offered(const std::string& words) {
    const auto result =
        run_program({"bash", "-uc",
                     "PATH=$(dirname \"$LL\"):$PATH; source ./completion; COMP_WORDS=(" + words +
                         "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _lightloop; "
                         "printf '%s\\n' \"${COMPREPLY[@]}\""},
                    {.working_directory = directory_.path(), .set = {{"LL", lightloop_program()}}});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.err, IsEmpty());
    std::istringstream lines(result.out);
    Words offers;
    for (std::string line; std::getline(lines, line);)
      if (!line.empty()) offers.push_back(line);
    return offers;
  }

  TemporaryDirectory directory_;
};

TEST_F(BashCompletion, OffersCommandsAndOptions) {
  EXPECT_THAT(offered("lightloop ''"), IsSupersetOf({"run", "send", "fec", "emu", "--version"}));
  EXPECT_THAT(offered("lightloop r"), ElementsAre("run"));
  EXPECT_THAT(offered("lightloop fec ''"), IsSupersetOf({"encode", "decode"}));
  EXPECT_THAT(offered("lightloop run --c"), ElementsAre("--channel", "--csv", "--codewords"));
  EXPECT_THAT(offered("lightloop fec decode --l"), ElementsAre("--length"));
  EXPECT_THAT(offered("lightloop fec encode --l"), IsEmpty());
}

TEST_F(BashCompletion, OffersValues) {
  EXPECT_THAT(offered("lightloop run --engine ''"), ElementsAre("golden", "rtl", "emu", "card"));
  EXPECT_THAT(offered("lightloop run --engine = g"), ElementsAre("golden"));
  EXPECT_THAT(offered("lightloop run --engine ="), Contains("rtl"));
  EXPECT_THAT(offered("lightloop fec encode --code k"), ElementsAre("kp4", "kr4"));
  EXPECT_THAT(offered("lightloop run --seed ''"), IsEmpty());
  EXPECT_THAT(offered("lightloop completion z"), ElementsAre("zsh"));
}

TEST_F(BashCompletion, OffersProfilesAndFiles) {
  EXPECT_THAT(offered("lightloop run --profile kp4-a"), ElementsAre("kp4-awgn"));
  EXPECT_THAT(offered("lightloop run --profile ''"), IsSupersetOf({"800g-dr8", "capture.pcap"}));
  EXPECT_THAT(offered("lightloop run --json cap"), ElementsAre("capture.pcap"));
  EXPECT_THAT(offered("lightloop send --profile kp4-awgn --engine golden cap"),
              ElementsAre("capture.pcap"));
}

TEST_F(BashCompletion, OffersProgramsBehindTheDashesOfEmu) {
  EXPECT_THAT(offered("lightloop emu -- mkdi"), Contains("mkdir"));
  EXPECT_THAT(offered("lightloop emu --devices = 2 -- mkdi"), Contains("mkdir"));
  EXPECT_THAT(offered("lightloop emu -- cat cap"), ElementsAre("capture.pcap"));
  EXPECT_THAT(offered("lightloop emu -- lightloop run --engine ''"),
              UnorderedElementsAre("capture.pcap", "completion"));
}

TEST_F(BashCompletion, AProgramIsNoFunctionAndAFileOnlyWithASlash) {
  EXPECT_THAT(offered("lightloop emu -- _lightloop"), IsEmpty());
  EXPECT_THAT(offered("lightloop emu -- whil"), IsEmpty());
  EXPECT_THAT(offered("lightloop emu -- capt"), Not(Contains("capture.pcap")));
  EXPECT_THAT(offered("lightloop emu -- ./capt"), ElementsAre("./capture.pcap"));
}

TEST_F(BashCompletion, EmuWantsTheDashesFirst) {
  EXPECT_THAT(offered("lightloop emu ''"),
              AllOf(IsSupersetOf({"--", "--devices"}), Not(Contains("capture.pcap"))));
  EXPECT_THAT(offered("lightloop emu --devices ''"), IsEmpty());
}

// _command_offset is bash-completion's.
TEST_F(BashCompletion, TheProgramsOwnCompletionIsAskedWhereThatIsPossible) {
  write_file(directory_ / "completion",
             "_command_offset() { COMPREPLY=(from \"$1\"); }\n" + completion("bash"));
  EXPECT_THAT(offered("lightloop emu --devices 2 -- cat cap"), ElementsAre("from", "5"));
}

std::vector<std::string> all_options(const nlohmann::json& description) {
  std::vector<std::string> names;
  for (const auto& option : description["options"]) names.push_back(option["name"]);
  for (const auto& sub : description["commands"]) {
    const auto more = all_options(sub);
    names.insert(names.end(), more.begin(), more.end());
  }
  return names;
}

// What a shell makes of its text is tried where there is one.
bool available(const char* program) {
  return run_program({"sh", "-c", std::string("command -v ") + program}).exit_code == 0;
}

TEST(Completion, OfEveryKindHasEveryOption) {
  const auto options = all_options(nlohmann::json::parse(completion("json")));
  EXPECT_GT(options.size(), 40U);
  const std::string bash = completion("bash");
  const std::string zsh = completion("zsh");
  const std::string fish = completion("fish");
  for (const auto& option : options) {
    EXPECT_THAT(bash, HasSubstr(option));
    EXPECT_THAT(zsh, HasSubstr("'" + option));
    EXPECT_THAT(fish, HasSubstr("--long-option " + option.substr(2) + " "));
  }
}

TEST(Completion, OfZshAndFishAreTakenByTheirShells) {
  TemporaryDirectory directory;
  write_file(directory / "_lightloop", completion("zsh"));
  write_file(directory / "lightloop.fish", completion("fish"));
  bool tried = false;
  if (available("zsh")) {
    const auto result = run_program({"zsh", "-n", directory / "_lightloop"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    tried = true;
  }
  if (available("fish")) {
    const auto result = run_program(
        {"fish", "-c",
         "source " + (directory / "lightloop.fish").string() + "; complete -C 'lightloop r'"},
        {.set = {{"HOME", directory.path().string()}}});
    EXPECT_THAT(result.out, HasSubstr("run\t"));
    EXPECT_THAT(result.err, IsEmpty());
    tried = true;
  }
  if (!tried) GTEST_SKIP() << "neither zsh nor fish is installed";
}

TEST(ManualPage, HasEveryOptionAndNoLineThatIsARequestByAccident) {
  const std::string page = completion("man");
  for (auto option : all_options(nlohmann::json::parse(completion("json")))) {
    for (std::size_t at = 0; (at = option.find('-', at)) != std::string::npos; at += 2)
      option.insert(at, "\\");
    EXPECT_THAT(page, HasSubstr(option));
  }
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with('.') || line.starts_with('\'')) {
      EXPECT_THAT((Words{".TH", ".SH", ".SS", ".B", ".PP", ".TP", ".br"}),
                  Contains(line.substr(0, line.find(' '))));
    }
}

TEST(ManualPage, IsTakenByGroffWithoutAWord) {
  if (!available("groff")) GTEST_SKIP() << "groff is not installed";
  TemporaryDirectory directory;
  write_file(directory / "lightloop.1", completion("man"));
  const auto result =
      run_program({"groff", "-man", "-Tutf8", "-ww", "-z", directory / "lightloop.1"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, IsEmpty());
}

TEST(Profiles, AreListedWithTheirDescriptions) {
  const auto result = run_lightloop({"profiles"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("kp4-awgn        one 100G lane, KP4"),
                                HasSubstr("\n# from /"), Not(HasSubstr("error"))));
}

TEST(Profiles, OfAFolderOfOnesOwnAreThereToo) {
  TemporaryDirectory directory;
  write_file(directory / "mine.toml", "name = 7\n");
  const auto result =
      run_lightloop({"profiles"}, {.set = {{"LIGHTLOOP_PROFILE_PATH", directory.path().string()}}});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("mine            " + directory.path().string()));
}

TEST(Profiles, ALinkToNothingIsSaidBesideTheOthers) {
  TemporaryDirectory directory;
  std::filesystem::create_symlink("nowhere", directory / "lost.toml");
  const ProgramOptions options{.set = {{"LIGHTLOOP_PROFILE_PATH", directory.path().string()}}};
  const auto listed = run_lightloop({"profiles"}, options);
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_THAT(listed.out, AllOf(HasSubstr("\nkp4-awgn "),
                                HasSubstr("\nlost            " + directory.path().string()),
                                HasSubstr("No such file")));
  const auto run = run_lightloop({"run", "--profile", "lost", "--engine", "golden"}, options);
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, AllOf(HasSubstr("lost.toml: cannot read"), HasSubstr("No such file")));
}

}  // namespace
}  // namespace lightloop::tests
