// SPDX-License-Identifier: Apache-2.0
// 66B/64B decoder, with and without memory: docs/pcs.md section 15, IEEE 802.3 82.2.3, 82.2.19.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/phy/line_block.hpp"
#include "sim/phy/mii_word.hpp"

namespace lightloop::golden::pcs {

/// What the receive machine tells apart.
enum class BlockClass : std::uint8_t { kControl, kStart, kData, kTerminate, kError };

struct DecodedBlock66 {
  phy::MiiWord word;  ///< the Error word when the block is invalid
  BlockClass kind;
};

/// One block by itself.
DecodedBlock66 decode_block66(const phy::Block66& block);

class Block66Decoder {
 public:
  /// `stateless`: each block by itself (placeholder STATELESS_66B); otherwise a block that does not
  /// fit what came before it becomes an Error word.
  explicit Block66Decoder(bool stateless = true) : stateless_(stateless) {}

  void feed(std::span<const phy::Block66> blocks, std::vector<phy::MiiWord>& words);
  void reset() { state_ = State::kInit; }

 private:
  enum class State : std::uint8_t { kInit, kControl, kData, kTerminate, kError };
  State next(BlockClass kind) const;

  bool stateless_;
  State state_ = State::kInit;
};

}  // namespace lightloop::golden::pcs
