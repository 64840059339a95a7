// SPDX-License-Identifier: Apache-2.0
// Dealing blocks to flows in turns, and collecting them: docs/pcs.md section 5.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace lightloop::golden::pcs {

/// Deals a stream to flows, `turn` elements at a time, flow 0 first.
template <typename T>
class FlowDealer {
 public:
  explicit FlowDealer(std::size_t turn) : turn_(turn) {}

  /// `flows` holds one vector a flow.
  void feed(std::span<const T> in, std::span<std::vector<T>> flows) {
    while (!in.empty()) {
      const std::size_t count = std::min(turn_ - dealt_, in.size());
      flows[flow_].insert(flows[flow_].end(), in.begin(), in.begin() + count);
      in = in.subspan(count);
      dealt_ += count;
      if (dealt_ < turn_) continue;
      dealt_ = 0;
      flow_ = (flow_ + 1) % flows.size();
    }
  }

  void reset() { flow_ = dealt_ = 0; }

 private:
  std::size_t turn_;
  std::size_t flow_ = 0;
  std::size_t dealt_ = 0;
};

/// Collects what FlowDealer dealt. Elements of a flow that came too early wait.
template <typename T>
class FlowCollector {
 public:
  FlowCollector(std::size_t turn, std::size_t flows) : turn_(turn), waiting_(flows) {}

  /// `flows` holds the new elements of each flow, any number of each.
  void feed(std::span<const std::vector<T>> flows, std::vector<T>& out) {
    for (std::size_t f = 0; f < waiting_.size(); ++f) {
      waiting_[f].insert(waiting_[f].end(), flows[f].begin(), flows[f].end());
    }
    std::vector<std::size_t>& used = used_;
    used.assign(waiting_.size(), 0);
    while (used[flow_] < waiting_[flow_].size()) {
      const auto from = waiting_[flow_].begin() + static_cast<std::ptrdiff_t>(used[flow_]);
      const std::size_t count = std::min(turn_ - taken_, waiting_[flow_].size() - used[flow_]);
      out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(count));
      used[flow_] += count;
      taken_ += count;
      if (taken_ < turn_) continue;
      taken_ = 0;
      flow_ = (flow_ + 1) % waiting_.size();
    }
    for (std::size_t f = 0; f < waiting_.size(); ++f) {
      waiting_[f].erase(waiting_[f].begin(),
                        waiting_[f].begin() + static_cast<std::ptrdiff_t>(used[f]));
    }
  }

  void reset() {
    for (std::vector<T>& flow : waiting_) flow.clear();
    flow_ = taken_ = 0;
  }

 private:
  std::size_t turn_;
  std::vector<std::vector<T>> waiting_;
  std::vector<std::size_t> used_;
  std::size_t flow_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace lightloop::golden::pcs
