// SPDX-License-Identifier: Apache-2.0
// Rate matching between MII and the line, which carries markers too: docs/pcs.md sections 3 and 16.
#pragma once

#include <span>
#include <vector>

#include "sim/golden/pcs/idle_credit.hpp"
#include "sim/phy/ethernet_rate.hpp"
#include "sim/phy/mii_word.hpp"

namespace lightloop::golden::pcs {

/// Deletes idle words to make room for markers.
class IdleDeleter {
 public:
  /// `am_period`: 257b blocks of a flow from marker group to marker group.
  /// `keep_first_idle`: an idle word right after a Terminate stays (placeholder).
  /// Throws std::invalid_argument as check_am_period() does.
  IdleDeleter(phy::EthernetRate rate, std::uint32_t am_period, bool keep_first_idle = true);

  void feed(std::span<const phy::MiiWord> words, std::vector<phy::MiiWord>& kept);
  void reset();

  /// Sticky: a deletion was given up because no idle word came in time.
  bool starved() const { return credit_.starved(); }

 private:
  bool deletable(const phy::MiiWord& word) const;

  IdleCredit credit_;
  bool keep_first_idle_;
  phy::MiiWord previous_ = phy::kIdleWord;
};

/// Inserts idle words where markers were.
class IdleInserter {
 public:
  /// Throws std::invalid_argument as check_am_period() does.
  IdleInserter(phy::EthernetRate rate, std::uint32_t am_period);

  void feed(std::span<const phy::MiiWord> words, std::vector<phy::MiiWord>& filled);
  void reset() { credit_.reset(); }

  /// A new alignment: nothing is owed from before.
  void restart() { credit_.restart(); }

  /// Sticky: an insertion was given up because no idle word came in time.
  bool starved() const { return credit_.starved(); }

 private:
  IdleCredit credit_;
};

}  // namespace lightloop::golden::pcs
