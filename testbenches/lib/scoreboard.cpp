// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/scoreboard.hpp"

#include <gtest/gtest.h>

namespace lightloop::testbench {

void report_test_failure(const std::string& message) { ADD_FAILURE() << message; }

std::string ScoreboardBase::numbered(std::uint64_t transaction, std::uint64_t cycle) const {
  return "transaction " + std::to_string(transaction) + " (cycle " + std::to_string(cycle) + ")";
}

void ScoreboardBase::count_mismatch(const std::string& where, const std::string& what) {
  ++mismatched_;
  if (mismatched_ > 1) return;
  first_mismatch_ = "scoreboard '" + name_ + "': first mismatch in " + where + what;
  report_(first_mismatch_);
}

void ScoreboardBase::report_finish(std::size_t missing, const std::string& first_missing) {
  if (missing > 0) {
    report_("scoreboard '" + name_ + "': " + std::to_string(missing) +
            " expected transactions did not come (" + std::to_string(matched_) +
            " matched), first of them " + first_missing);
  }
  if (mismatched_ > 1) {
    report_("scoreboard '" + name_ + "': " + std::to_string(mismatched_) + " mismatches in all, " +
            std::to_string(matched_) + " matched");
  }
}

}  // namespace lightloop::testbench
