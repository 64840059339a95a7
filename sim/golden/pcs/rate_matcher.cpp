// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/rate_matcher.hpp"

#include "sim/golden/pcs/config_checks.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::MiiWord;

// Words of all flows in the time of one marker group.
std::uint32_t words_of_marker_group(const phy::RateShape& shape) {
  return static_cast<std::uint32_t>(phy::kBlocks66PerBlock257 * shape.marker_blocks * shape.flows);
}

bool is_ordered_set(const MiiWord& word) {
  return word.control == 0x01 && word.octet(0) == phy::kMiiSequence;
}

bool holds_terminate(const MiiWord& word) {
  for (int i = 0; i < 8; ++i) {
    if (word.is_control(i) && word.octet(i) == phy::kMiiTerminate) return true;
  }
  return false;
}

std::uint32_t marker_blocks(phy::EthernetRate rate) {
  return static_cast<std::uint32_t>(phy::shape(rate).marker_blocks);
}

}  // namespace

IdleDeleter::IdleDeleter(phy::EthernetRate rate, std::uint32_t am_period, bool keep_first_idle)
    : credit_(marker_blocks(rate), am_period, words_of_marker_group(phy::shape(rate))),
      keep_first_idle_(keep_first_idle) {
  check_am_period(rate, am_period);
}

bool IdleDeleter::deletable(const MiiWord& word) const {
  if (word == phy::kIdleWord) return !keep_first_idle_ || !holds_terminate(previous_);
  return is_ordered_set(word) && word == previous_;
}

void IdleDeleter::feed(std::span<const MiiWord> words, std::vector<MiiWord>& kept) {
  for (const MiiWord& word : words) {
    credit_.count_word();
    if (credit_.owed() && deletable(word)) {
      credit_.pay();
    } else {
      kept.push_back(word);
    }
    previous_ = word;
  }
}

void IdleDeleter::reset() {
  credit_.reset();
  previous_ = phy::kIdleWord;
}

IdleInserter::IdleInserter(phy::EthernetRate rate, std::uint32_t am_period)
    : credit_(marker_blocks(rate), am_period - marker_blocks(rate),
              words_of_marker_group(phy::shape(rate))) {
  check_am_period(rate, am_period);
}

void IdleInserter::feed(std::span<const MiiWord> words, std::vector<MiiWord>& filled) {
  for (const MiiWord& word : words) {
    credit_.count_word();
    filled.push_back(word);
    if (credit_.owed() && word == phy::kIdleWord) {
      credit_.pay();
      filled.push_back(phy::kIdleWord);
    }
  }
}

}  // namespace lightloop::golden::pcs
