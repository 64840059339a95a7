// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/cover_group.hpp"

#include <algorithm>

#include "sim/verilated/coverage.hpp"

namespace lightloop::testbench {

CoverGroupBase::CoverGroupBase(std::string name, std::string instance, SourceLine where)
    : name_(std::move(name)), instance_(std::move(instance)), where_(where) {}

CoverGroupBase::~CoverGroupBase() {
  if (!verilated::coverage_wanted()) return;
  for (const auto& point : points_) {
    for (std::size_t b = 0; b < point->bins().size(); ++b) {
      report(point->name(), point->bins()[b].name(), point->hits(b));
    }
  }
  for (const auto& cross : crosses_) {
    for (std::size_t c = 0; c < cross->size(); ++c) {
      report(cross->name(), cross->bin_name(c), cross->hits(c));
    }
  }
}

void CoverGroupBase::report(std::string_view point, std::string_view bin,
                            std::uint64_t hits) const {
  verilated::process_coverage().add({.group = name_,
                                     .instance = instance_,
                                     .point = point,
                                     .bin = bin,
                                     .file = where_.file,
                                     .line = where_.line},
                                    hits);
}

void CoverGroupBase::check_name(const std::string& name) const {
  const auto same = [&](const auto& item) { return item->name() == name; };
  if (std::ranges::any_of(points_, same) || std::ranges::any_of(crosses_, same)) {
    throw CoverError("cover group '" + name_ + "': two points or crosses '" + name + "'");
  }
}

CoverPoint& CoverGroupBase::add_point(std::string name, std::vector<CoverBin> bins) {
  check_name(name);
  points_.push_back(std::make_unique<CoverPoint>(std::move(name), std::move(bins)));
  return *points_.back();
}

CoverCross& CoverGroupBase::cross(std::string name, std::vector<const CoverPoint*> points,
                                  const std::vector<CrossPattern>& ignored) {
  check_name(name);
  for (const CoverPoint* point : points) {
    if (std::ranges::none_of(points_, [&](const auto& own) { return own.get() == point; })) {
      throw CoverError("cross '" + name + "': a point is not of the group '" + name_ + "'");
    }
  }
  crosses_.push_back(std::make_unique<CoverCross>(std::move(name), std::move(points), ignored));
  return *crosses_.back();
}

std::pair<std::size_t, std::size_t> CoverGroupBase::covered() const {
  std::size_t hit = 0;
  std::size_t all = 0;
  for (const auto& point : points_) {
    for (std::size_t b = 0; b < point->bins().size(); ++b, ++all) hit += point->hits(b) > 0 ? 1 : 0;
  }
  for (const auto& cross : crosses_) {
    for (std::size_t c = 0; c < cross->size(); ++c, ++all) hit += cross->hits(c) > 0 ? 1 : 0;
  }
  return {hit, all};
}

void CoverGroupBase::break_transitions() {
  for (const auto& point : points_) point->break_transitions();
}

void CoverGroupBase::sample_crosses() {
  for (const auto& cross : crosses_) cross->sample();
}

}  // namespace lightloop::testbench
