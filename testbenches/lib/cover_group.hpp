// SPDX-License-Identifier: Apache-2.0
// Functional coverage: which cases a bench has put to a model.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "testbenches/lib/cover_cross.hpp"
#include "testbenches/lib/cover_point.hpp"
#include "testbenches/lib/source_line.hpp"

namespace lightloop::testbench {

/// Points and crosses of a group, whatever is sampled; gives its counts to the coverage file of the
/// process (sim/verilated/coverage.hpp) when it goes, beside the lines and toggles of the models.
/// Groups of one name and instance, in one test or in many, are added up.
class CoverGroupBase {
 public:
  ~CoverGroupBase();
  CoverGroupBase(const CoverGroupBase&) = delete;
  CoverGroupBase& operator=(const CoverGroupBase&) = delete;

  const std::string& name() const { return name_; }
  const std::string& instance() const { return instance_; }

  /// Counts the combinations of bins of these points of the group, all but the ignored ones. Throws
  /// CoverError.
  CoverCross& cross(std::string name, std::vector<const CoverPoint*> points,
                    const std::vector<CrossPattern>& ignored = {});

  /// Bins and combinations that were hit, and how many there are.
  std::pair<std::size_t, std::size_t> covered() const;

  /// No transition goes on over this point: for use at a reset.
  void break_transitions();

 protected:
  CoverGroupBase(std::string name, std::string instance, SourceLine where);
  CoverPoint& add_point(std::string name, std::vector<CoverBin> bins);
  void sample_crosses();

 private:
  void check_name(const std::string& name) const;
  void report(std::string_view point, std::string_view bin, std::uint64_t hits) const;

  std::string name_;
  std::string instance_;
  SourceLine where_;
  std::vector<std::unique_ptr<CoverPoint>> points_;
  std::vector<std::unique_ptr<CoverCross>> crosses_;
};

/// A cover group of samples of type Sample:
///
///   CoverGroup<Frame> frames("frames", "encoder_w8");
///   auto& length = frames.point("length", &Frame::length,
///                               {bin("one", {1}), bin("more", {{2, 64}})});
///   auto& errors = frames.point("errors", [](const Frame& f) { return f.errors.size(); },
///                               each(0, 15));
///   frames.cross("length x errors", {&length, &errors}, {{"one", "15"}});
///   frames.sample(frame);
///
/// Instances of a group are counted apart: each must reach all of its bins.
template <typename Sample>
class CoverGroup : public CoverGroupBase {
 public:
  explicit CoverGroup(std::string name, std::string instance = "",
                      SourceLine where = SourceLine::here())
      : CoverGroupBase(std::move(name), std::move(instance), where) {}

  /// `value` takes what is counted out of a sample: a member, or a function that gives an integer,
  /// bool or enumeration. Throws CoverError.
  template <typename Value>
  CoverPoint& point(std::string name, Value value, std::vector<CoverBin> bins) {
    CoverPoint& added = add_point(std::move(name), std::move(bins));
    sampled_.push_back({&added, [value = std::move(value)](const Sample& sample) {
                          return static_cast<std::int64_t>(std::invoke(value, sample));
                        }});
    return added;
  }

  void sample(const Sample& sample) {
    for (const Sampled& sampled : sampled_) sampled.point->sample(sampled.value(sample));
    sample_crosses();
  }

 private:
  struct Sampled {
    CoverPoint* point;
    std::function<std::int64_t(const Sample&)> value;
  };
  std::vector<Sampled> sampled_;
};

}  // namespace lightloop::testbench
