// SPDX-License-Identifier: Apache-2.0
// Pre-FEC distribution of a flow to two messages, and its inverse: docs/pcs.md section 10.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/rs_code.hpp"
#include "sim/phy/ethernet_rate.hpp"
#include "sim/phy/line_block.hpp"

namespace lightloop::golden::pcs {

/// Symbols of a message and of a codeword.
inline constexpr std::size_t kMessageSymbols = parameters(RsCode::kKp4).k;
inline constexpr std::size_t kCodewordSymbols = parameters(RsCode::kKp4).n;

/// The bits of a flow's 40 blocks, with a word to spare for reads across its end.
using GroupBits = std::array<std::uint64_t, 162>;

/// 40 blocks in, message A and then message B out.
class MessageSplitter {
 public:
  void feed(std::span<const phy::Block257> blocks, std::vector<FecSymbol>& messages);
  void reset();

 private:
  GroupBits bits_{};
  int blocks_ = 0;
};

/// Message A and then message B in, 40 blocks out.
class MessageJoiner {
 public:
  void feed(std::span<const FecSymbol> messages, std::vector<phy::Block257>& blocks);
  void reset() { waiting_.clear(); }

 private:
  std::vector<FecSymbol> waiting_;
};

/// The 40 blocks of messages A and B.
void join_messages(std::span<const FecSymbol, kMessageSymbols> a,
                   std::span<const FecSymbol, kMessageSymbols> b,
                   std::vector<phy::Block257>& blocks);

}  // namespace lightloop::golden::pcs
