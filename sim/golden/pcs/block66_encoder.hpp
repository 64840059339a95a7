// SPDX-License-Identifier: Apache-2.0
// 64B/66B encoder: docs/pcs.md section 4, IEEE 802.3 82.2.3.
#pragma once

#include <span>
#include <vector>

#include "sim/phy/line_block.hpp"
#include "sim/phy/mii_word.hpp"

namespace lightloop::golden::pcs {

/// The block of one word. A word that no block can carry becomes the error block.
phy::Block66 encode_block66(const phy::MiiWord& word);

/// Appends one block a word. There is no state.
class Block66Encoder {
 public:
  void feed(std::span<const phy::MiiWord> words, std::vector<phy::Block66>& blocks);
  void reset() {}
};

}  // namespace lightloop::golden::pcs
