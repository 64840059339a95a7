// SPDX-License-Identifier: Apache-2.0
// lightloop run --errors over millions of codewords: the target is met, at the same codeword on
// every engine.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

using nlohmann::json;

// The one point of a run that has only an error target.
json point_of(const std::string& engine, const std::string& snr_db, const std::string& errors) {
  TemporaryDirectory directory;
  const auto result = run_lightloop({"run", "--profile", "kp4-awgn", "--engine", engine, "--snr",
                                     snr_db, "--errors", errors, "--json", directory / "r.json"},
                                    {.limit = std::chrono::seconds(1500)});
  EXPECT_FALSE(result.timed_out) << result.out;
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return json::parse(read_file(directory / "r.json"))["points"][0];
}

class RunErrors : public ::testing::TestWithParam<const char*> {};

TEST_P(RunErrors, AreMetBeyondAMillionCodewordsAtTheSameOneAsOnGolden) {
  const json point = point_of(GetParam(), "16.7", "25");
  EXPECT_EQ(point["stop_reason"], "errors");
  EXPECT_GE(point["counters"]["uncorrectable_codewords"], 25);
  EXPECT_GT(point["counters"]["codewords"], 1'000'000);
  EXPECT_EQ(point["counters"], point_of("golden", "16.7", "25")["counters"]);
}

INSTANTIATE_TEST_SUITE_P(Engines, RunErrors, ::testing::Values("rtl", "emu"),
                         [](const auto& info) { return std::string(info.param); });

TEST(RunErrorsOnGolden, AreMetBeyondFourMillionCodewords) {
  const json point = point_of("golden", "16.75", "40");
  EXPECT_EQ(point["stop_reason"], "errors");
  EXPECT_GE(point["counters"]["uncorrectable_codewords"], 40);
  EXPECT_GT(point["counters"]["codewords"], 4'000'000);
}

}  // namespace
}  // namespace lightloop::tests
