// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/cover_point.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace lightloop::testbench {
namespace {

bool contains(const CoverBin& bin, std::int64_t value) {
  return std::ranges::any_of(bin.ranges(),
                             [value](const ValueRange& range) { return range.contains(value); });
}

}  // namespace

CoverPoint::CoverPoint(std::string name, std::vector<CoverBin> bins) : name_(std::move(name)) {
  std::set<std::string> names;
  for (CoverBin& bin : bins) {
    if (!names.insert(bin.name()).second) {
      throw CoverError("cover point '" + name_ + "': two bins '" + bin.name() + "'");
    }
    (bin.kind() == CoverBin::Kind::kIgnored ? ignored_ : bins_).push_back(std::move(bin));
  }
  if (bins_.empty()) throw CoverError("cover point '" + name_ + "': it has no bins");
  hits_.resize(bins_.size());
  begun_.resize(bins_.size());
  break_transitions();
}

void CoverPoint::break_transitions() {
  for (std::size_t b = 0; b < bins_.size(); ++b) begun_[b].assign(bins_[b].ranges().size(), false);
}

void CoverPoint::sample(std::int64_t value) {
  last_hit_.clear();
  if (std::ranges::any_of(ignored_, [value](const CoverBin& b) { return contains(b, value); })) {
    break_transitions();
    return;
  }
  for (std::size_t b = 0; b < bins_.size(); ++b) {
    const bool transition = bins_[b].kind() == CoverBin::Kind::kTransition;
    if (transition ? advance(b, value) : contains(bins_[b], value)) hit(b);
  }
}

bool CoverPoint::advance(std::size_t bin, std::int64_t value) {
  const std::vector<ValueRange>& steps = bins_[bin].ranges();
  std::vector<bool>& begun = begun_[bin];
  for (std::size_t s = steps.size(); s-- > 0;) {
    begun[s] = (s == 0 || begun[s - 1]) && steps[s].contains(value);
  }
  return begun.back();
}

void CoverPoint::hit(std::size_t bin) {
  ++hits_[bin];
  last_hit_.push_back(bin);
}

std::uint64_t CoverPoint::hits(std::string_view bin) const {
  for (std::size_t b = 0; b < bins_.size(); ++b) {
    if (bins_[b].name() == bin) return hits_[b];
  }
  throw CoverError("cover point '" + name_ + "': no bin '" + std::string(bin) + "'");
}

}  // namespace lightloop::testbench
