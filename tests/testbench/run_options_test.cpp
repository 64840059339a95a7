// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/run_options.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

namespace lightloop::testbench {
namespace {

/// An environment variable for the time of a test; none takes it away.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* former = std::getenv(name)) former_ = former;
    set(value);
  }
  ~Variable() { set(former_ ? former_->c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) {
    if (value == nullptr) {
      unsetenv(name_);
    } else {
      setenv(name_, value, 1);
    }
  }
  const char* name_;
  std::optional<std::string> former_;
};

class RunOptionsTest : public ::testing::Test {
 protected:
  RunOptions parse(std::vector<std::string> words) {
    words_ = std::move(words);
    std::vector<char*> argv;
    for (std::string& word : words_) argv.push_back(word.data());
    argv.push_back(nullptr);
    int argc = static_cast<int>(words_.size());
    RunOptions options = parse_run_options(argc, argv.data());
    left_.assign(argv.begin(), argv.begin() + argc);
    return options;
  }

  Variable seed_{"LIGHTLOOP_SEED", nullptr};
  Variable waves_{"LIGHTLOOP_FAILURE_WAVES", nullptr};
  std::vector<std::string> words_;
  std::vector<std::string> left_;
};

TEST_F(RunOptionsTest, DefaultsAreFixed) {
  const RunOptions options = parse({"bench"});
  EXPECT_EQ(options.seed, 1U);
  EXPECT_EQ(options.waves_window, 4096U);
  EXPECT_TRUE(options.failure_waves);
}

TEST_F(RunOptionsTest, TakesItsOwnOptionsAndLeavesTheOthers) {
  const RunOptions options = parse({"bench", "--gtest_filter=A.B", "--seed", "42",
                                    "--waves-window=10", "--other", "--no-failure-waves"});
  EXPECT_EQ(options.seed, 42U);
  EXPECT_EQ(options.waves_window, 10U);
  EXPECT_FALSE(options.failure_waves);
  EXPECT_THAT(left_, ::testing::ElementsAre("bench", "--gtest_filter=A.B", "--other"));
}

TEST_F(RunOptionsTest, TheCommandLineGoesBeforeTheEnvironment) {
  const Variable seed("LIGHTLOOP_SEED", "7");
  const Variable waves("LIGHTLOOP_FAILURE_WAVES", "0");
  EXPECT_EQ(parse({"bench"}).seed, 7U);
  EXPECT_FALSE(parse({"bench"}).failure_waves);
  EXPECT_EQ(parse({"bench", "--seed=8"}).seed, 8U);
}

TEST_F(RunOptionsTest, ARandomSeedIsANewOneEachTime) {
  EXPECT_NE(parse({"bench", "--seed", "random"}).seed, parse({"bench", "--seed", "random"}).seed);
}

TEST_F(RunOptionsTest, TheReplayCommandIsWhatAShellTakes) {
  const RunOptions options =
      parse({"build dir/bench", "--seed", "18446744073709551615", "--waves-window", "99"});
  EXPECT_EQ(options.replay_command("Suite.Test/3"),
            "'build dir/bench' --gtest_filter=Suite.Test/3 --seed 18446744073709551615 "
            "--waves-window=99");
}

TEST_F(RunOptionsTest, BadValuesAreNamed) {
  const auto message = [&](std::vector<std::string> words) -> std::string {
    try {
      parse(std::move(words));
    } catch (const RunOptionsError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message({"bench", "--seed", "12x"}),
            "--seed: expected a number from 0 to 2^64-1, found '12x'");
  EXPECT_EQ(message({"bench", "--seed=18446744073709551616"}),
            "--seed: expected a number from 0 to 2^64-1, found '18446744073709551616'");
  EXPECT_EQ(message({"bench", "--waves-window"}),
            "--waves-window: expected a value, found the end of the line");
  const Variable waves("LIGHTLOOP_FAILURE_WAVES", "no");
  EXPECT_EQ(message({"bench"}), "LIGHTLOOP_FAILURE_WAVES: expected 0 or 1, found 'no'");
}

}  // namespace
}  // namespace lightloop::testbench
