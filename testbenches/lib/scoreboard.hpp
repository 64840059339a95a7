// SPDX-License-Identifier: Apache-2.0
// What a model should give out against what it gave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "testbenches/lib/difference.hpp"

namespace lightloop::testbench {

/// Takes the text of a failure. The first one of a scoreboard comes in the cycle of the mismatch.
using FailureReport = std::function<void(const std::string&)>;

/// A failure of the GoogleTest test that is running (ADD_FAILURE).
void report_test_failure(const std::string& message);

/// Common part of the scoreboards: counts, and what is reported when.
class ScoreboardBase {
 public:
  ScoreboardBase(const ScoreboardBase&) = delete;
  ScoreboardBase& operator=(const ScoreboardBase&) = delete;

  /// Transactions found that were as expected.
  std::uint64_t matched() const { return matched_; }
  /// Transactions found that were not, those that nobody expected included.
  std::uint64_t mismatched() const { return mismatched_; }
  /// Text of the first mismatch; empty without one.
  const std::string& first_mismatch() const { return first_mismatch_; }

 protected:
  ScoreboardBase(std::string name, FailureReport report)
      : name_(std::move(name)), report_(std::move(report)) {}
  ~ScoreboardBase() = default;

  const std::string& name() const { return name_; }
  void count_match() { ++matched_; }
  /// Reports the first one only: what follows is mostly its consequence. `where` is the transaction
  /// and its cycle.
  void count_mismatch(const std::string& where, const std::string& what);
  void report_finish(std::size_t missing, const std::string& first_missing);
  std::string numbered(std::uint64_t transaction, std::uint64_t cycle) const;
  bool unwinding() const { return std::uncaught_exceptions() > exceptions_; }

 private:
  std::string name_;
  FailureReport report_;
  std::uint64_t matched_ = 0;
  std::uint64_t mismatched_ = 0;
  std::string first_mismatch_;
  int exceptions_ = std::uncaught_exceptions();
};

/// Transactions that must come in the order in which they were expected. Transactions are compared
/// as differences() does. The first mismatch is reported at once, with the number of the
/// transaction (from 0), the clock cycle, and what differs; leftovers are reported at the end.
///
///   Scoreboard<Frame> frames("frames");
///   frames.expect(golden_frame);
///   frames.found(frame, cycle);   // in the monitor
template <typename Transaction>
class Scoreboard : public ScoreboardBase {
 public:
  explicit Scoreboard(std::string name, FailureReport report = report_test_failure)
      : ScoreboardBase(std::move(name), std::move(report)) {}
  /// Finishes, unless finish() was called or an exception is on its way.
  ~Scoreboard() {
    if (!finished_ && !unwinding()) finish();
  }

  void expect(Transaction transaction) { expected_.push_back(std::move(transaction)); }

  /// True when it is as expected. A transaction that comes before anything is expected is a
  /// mismatch.
  bool found(const Transaction& transaction, std::uint64_t cycle) {
    const std::uint64_t number = number_++;
    if (expected_.empty()) {
      count_mismatch(numbered(number, cycle),
                     "\n  expected nothing, found " + detail::shown(transaction));
      return false;
    }
    const Transaction expected = std::move(expected_.front());
    expected_.pop_front();
    const std::vector<Difference> different = differences(expected, transaction);
    if (different.empty()) {
      count_match();
      return true;
    }
    count_mismatch(numbered(number, cycle), describe(different));
    return false;
  }

  /// Expected and not yet found.
  std::size_t pending() const { return expected_.size(); }

  /// What is pending will not come: the model was reset.
  void forget() { expected_.clear(); }

  /// Reports what is still expected, and how many mismatches followed the first. True when every
  /// transaction was found as expected. Forgets what is pending.
  bool finish() {
    finished_ = true;
    report_finish(expected_.size(), expected_.empty() ? "" : detail::shown(expected_.front()));
    const bool good = expected_.empty() && mismatched() == 0;
    expected_.clear();
    return good;
  }

 private:
  std::deque<Transaction> expected_;
  std::uint64_t number_ = 0;
  bool finished_ = false;
};

/// Transactions that may overtake each other when their keys differ (an identifier, an address);
/// those of one key must come in the order in which they were expected.
template <typename Key, typename Transaction>
class KeyedScoreboard : public ScoreboardBase {
 public:
  explicit KeyedScoreboard(std::string name, FailureReport report = report_test_failure)
      : ScoreboardBase(std::move(name), std::move(report)) {}
  ~KeyedScoreboard() {
    if (!finished_ && !unwinding()) finish();
  }

  void expect(const Key& key, Transaction transaction) {
    expected_[key].push_back(std::move(transaction));
    ++pending_;
  }

  bool found(const Key& key, const Transaction& transaction, std::uint64_t cycle) {
    const std::string where = numbered(number_++, cycle) + ", key " + detail::shown(key);
    const auto queue = expected_.find(key);
    if (queue == expected_.end()) {
      count_mismatch(where, "\n  expected nothing, found " + detail::shown(transaction));
      return false;
    }
    const Transaction expected = std::move(queue->second.front());
    queue->second.pop_front();
    if (queue->second.empty()) expected_.erase(queue);
    --pending_;
    const std::vector<Difference> different = differences(expected, transaction);
    if (different.empty()) {
      count_match();
      return true;
    }
    count_mismatch(where, describe(different));
    return false;
  }

  std::size_t pending() const { return pending_; }

  bool finish() {
    finished_ = true;
    std::string first;
    if (!expected_.empty()) {
      first = "key " + detail::shown(expected_.begin()->first) + ": " +
              detail::shown(expected_.begin()->second.front());
    }
    report_finish(pending_, first);
    const bool good = pending_ == 0 && mismatched() == 0;
    expected_.clear();
    pending_ = 0;
    return good;
  }

 private:
  std::map<Key, std::deque<Transaction>> expected_;
  std::size_t pending_ = 0;
  std::uint64_t number_ = 0;
  bool finished_ = false;
};

}  // namespace lightloop::testbench
