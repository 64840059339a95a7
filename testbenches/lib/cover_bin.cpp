// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/cover_bin.hpp"

#include <utility>

namespace lightloop::testbench {
namespace {

constexpr std::uint64_t kMostBins = 65536;

}  // namespace

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
  // Computed without a sign: the distance of two ends may not fit one.
  const auto last = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  if (low > high || last >= kMostBins) {
    throw CoverError("each(" + std::to_string(low) + ", " + std::to_string(high) +
                     "): expected 1 to " + std::to_string(kMostBins) + " values");
  }
  std::vector<CoverBin> bins;
  for (std::uint64_t i = 0; i <= last; ++i) {
    const std::int64_t value = low + static_cast<std::int64_t>(i);
    bins.push_back(CoverBin::values(std::to_string(value), {value}));
  }
  return bins;
}

std::vector<CoverBin> no_yes() { return {bin("no", {0}), bin("yes", {1})}; }

}  // namespace lightloop::testbench
