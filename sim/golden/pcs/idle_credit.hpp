// SPDX-License-Identifier: Apache-2.0
// How many words of rate matching are due: docs/pcs.md sections 3 and 16.
#pragma once

#include <cstdint>

namespace lightloop::golden::pcs {

/// `share` words in every `period` words, spread evenly, at most `limit` owed at a time.
class IdleCredit {
 public:
  IdleCredit(std::uint32_t share, std::uint32_t period, std::uint32_t limit)
      : share_(share), period_(period), limit_(limit) {}

  /// One more word has come.
  void count_word() {
    due_ += share_;
    if (due_ < period_) return;
    due_ -= period_;
    if (credit_ < limit_) {
      ++credit_;
    } else {
      starved_ = true;
    }
  }

  bool owed() const { return credit_ > 0; }
  void pay() { --credit_; }

  /// A word that was due found no room within a whole marker group of words.
  bool starved() const { return starved_; }

  /// Forgets what is owed; `starved` stays.
  void restart() { due_ = credit_ = 0; }
  void reset() {
    restart();
    starved_ = false;
  }

 private:
  std::uint32_t share_;
  std::uint32_t period_;
  std::uint32_t limit_;
  std::uint32_t due_ = 0;
  std::uint32_t credit_ = 0;
  bool starved_ = false;
};

}  // namespace lightloop::golden::pcs
