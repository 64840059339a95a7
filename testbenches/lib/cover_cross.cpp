// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/cover_cross.hpp"

#include <algorithm>
#include <utility>

namespace lightloop::testbench {

CoverCross::CoverCross(std::string name, std::vector<const CoverPoint*> points,
                       const std::vector<CrossPattern>& ignored)
    : name_(std::move(name)), points_(std::move(points)) {
  if (points_.size() < 2) {
    throw CoverError("cross '" + name_ + "': expected at least two points, found " +
                     std::to_string(points_.size()));
  }
  std::size_t total = 1;
  for (const CoverPoint* point : points_) total *= point->bins().size();
  hits_.resize(total);
  for (const CrossPattern& pattern : ignored) {
    if (pattern.size() != points_.size()) {
      throw CoverError("cross '" + name_ + "': a pattern names " + std::to_string(pattern.size()) +
                       " bins, the cross has " + std::to_string(points_.size()) + " points");
    }
    for (std::size_t p = 0; p < points_.size(); ++p) {
      if (pattern[p] != "*") static_cast<void>(points_[p]->hits(pattern[p]));  // throws if unknown
    }
  }
  for (std::size_t place = 0; place < total; ++place) {
    const std::vector<std::size_t> bins = bins_of(place);
    const bool left_out = std::ranges::any_of(ignored, [&](const CrossPattern& pattern) {
      for (std::size_t p = 0; p < points_.size(); ++p) {
        if (pattern[p] != "*" && pattern[p] != points_[p]->bins()[bins[p]].name()) return false;
      }
      return true;
    });
    if (!left_out) combinations_.push_back(place);
  }
  if (combinations_.empty()) throw CoverError("cross '" + name_ + "': nothing is left of it");
}

void CoverCross::sample() { count(0, 0); }

void CoverCross::count(std::size_t point, std::size_t place) {
  if (point == points_.size()) {
    ++hits_[place];
    return;
  }
  for (const std::size_t bin : points_[point]->last_hit()) {
    count(point + 1, place * points_[point]->bins().size() + bin);
  }
}

std::vector<std::size_t> CoverCross::bins_of(std::size_t place) const {
  std::vector<std::size_t> bins(points_.size());
  for (std::size_t p = points_.size(); p-- > 0;) {
    bins[p] = place % points_[p]->bins().size();
    place /= points_[p]->bins().size();
  }
  return bins;
}

std::string CoverCross::bin_name(std::size_t combination) const {
  const std::vector<std::size_t> bins = bins_of(combinations_[combination]);
  std::string name;
  for (std::size_t p = 0; p < points_.size(); ++p) {
    if (p > 0) name += ',';
    name += points_[p]->bins()[bins[p]].name();
  }
  return name;
}

std::uint64_t CoverCross::hits(std::string_view bin_name) const {
  for (std::size_t c = 0; c < size(); ++c) {
    if (this->bin_name(c) == bin_name) return hits(c);
  }
  throw CoverError("cross '" + name_ + "': no combination '" + std::string(bin_name) + "'");
}

}  // namespace lightloop::testbench
