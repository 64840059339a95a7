// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/cover_bin.hpp"

#include <utility>

namespace lightloop::testbench {

CoverBin::CoverBin(Kind kind, std::string name, std::vector<ValueRange> ranges)
    : kind_(kind), name_(std::move(name)), ranges_(std::move(ranges)) {
  if (ranges_.empty()) throw CoverError("bin '" + name_ + "': it has no values");
  for (const ValueRange& range : ranges_) {
    if (range.low > range.high) {
      throw CoverError("bin '" + name_ + "': the range " + std::to_string(range.low) + ".." +
                       std::to_string(range.high) + " is empty");
    }
  }
}

CoverBin CoverBin::values(std::string name, std::vector<ValueRange> ranges) {
  return {Kind::kValues, std::move(name), std::move(ranges)};
}

CoverBin CoverBin::transition(std::string name, std::vector<ValueRange> steps) {
  if (steps.size() < 2) throw CoverError("bin '" + name + "': a transition has at least two steps");
  return {Kind::kTransition, std::move(name), std::move(steps)};
}

CoverBin CoverBin::ignored(std::string name, std::vector<ValueRange> ranges) {
  return {Kind::kIgnored, std::move(name), std::move(ranges)};
}

std::vector<CoverBin> each(std::int64_t low, std::int64_t high) {
  std::vector<CoverBin> bins;
  for (std::int64_t value = low; value <= high; ++value) {
    bins.push_back(CoverBin::values(std::to_string(value), {value}));
  }
  return bins;
}

std::vector<CoverBin> no_yes() { return {bin("no", {0}), bin("yes", {1})}; }

}  // namespace lightloop::testbench
