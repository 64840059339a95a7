// SPDX-License-Identifier: Apache-2.0
// lightloop fec
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/program.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

ProgramResult fec(const char* direction, const char* code, std::vector<std::string> more) {
  std::vector<std::string> arguments{"fec", direction, "--code", code, "--engine", "golden"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_lightloop(arguments);
}

class Fec : public ::testing::TestWithParam<const char*> {
 protected:
  TemporaryDirectory directory_;
  const std::string message_ = read_file(LIGHTLOOP_CAPTURE);
};

TEST_P(Fec, AFileComesBack) {
  write_file(directory_ / "m", message_);
  const auto encoded = fec("encode", GetParam(), {directory_ / "m", directory_ / "c"});
  EXPECT_EQ(encoded.exit_code, 0) << encoded.err;
  const auto decoded =
      fec("decode", GetParam(),
          {"--length", std::to_string(message_.size()), directory_ / "c", directory_ / "d"});
  EXPECT_EQ(decoded.exit_code, 0) << decoded.err;
  EXPECT_EQ(read_file(directory_ / "d"), message_);
  EXPECT_THAT(decoded.out, HasSubstr("uncorrectable codewords  0\n"));
}

TEST_P(Fec, UncorrectableCodewordsAreExitCodeOne) {
  write_file(directory_ / "m", message_);
  fec("encode", GetParam(), {directory_ / "m", directory_ / "c"});
  std::string codewords = read_file(directory_ / "c");
  for (std::size_t i = 0; i < 200; ++i)
    codewords[1000 + i] = static_cast<char>(~codewords[1000 + i]);
  write_file(directory_ / "c", codewords);
  const auto result = fec("decode", GetParam(), {directory_ / "c", directory_ / "d"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("uncorrectable codewords  1\n"));
  EXPECT_THAT(result.err, AllOf(HasSubstr("1 of 63 codewords are uncorrectable"),
                                HasSubstr("written as received: 1\n")));
  EXPECT_TRUE(std::filesystem::exists(directory_ / "d"));
}

TEST_P(Fec, ACutFileIsExitCodeTwoAndLeavesNoOutput) {
  write_file(directory_ / "m", message_);
  fec("encode", GetParam(), {directory_ / "m", directory_ / "c"});
  write_file(directory_ / "c", read_file(directory_ / "c").substr(0, 700));
  const auto result = fec("decode", GetParam(), {directory_ / "c", directory_ / "d"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("codeword 1 is cut short: the file ends after byte 700"));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "d"));
}

TEST_P(Fec, ALengthThatDoesNotFitIsExitCodeTwo) {
  write_file(directory_ / "m", message_);
  fec("encode", GetParam(), {directory_ / "m", directory_ / "c"});
  const auto result =
      fec("decode", GetParam(), {"--length", "99999999", directory_ / "c", directory_ / "d"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("found 63 codewords, expected"));
}

TEST_P(Fec, PipesWork) {
  const auto result =
      run_program({"sh", "-c",
                   "'" + lightloop_program() + "' fec encode --code " + GetParam() +
                       " --engine golden '" LIGHTLOOP_CAPTURE "' /dev/fd/3 3>&1 >/dev/null | '" +
                       lightloop_program() + "' fec decode --code " + GetParam() +
                       " --engine golden --length " + std::to_string(message_.size()) +
                       " /dev/stdin /dev/fd/3 3>&1 >/dev/null"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, message_);
}

INSTANTIATE_TEST_SUITE_P(Codes, Fec, ::testing::Values("kp4", "kr4"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace lightloop::tests
