// SPDX-License-Identifier: Apache-2.0
// Consecutive codewords of the digital link, computed by one thread. Internal to DigitalLink.
//
// Only noise samples large enough to reach a threshold can make a wrong decision, so only those are
// looked at one by one; and a word with at most t wrong symbols is corrected by definition of the
// decoder, so only words with more are decoded.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/gf2_matrix.hpp"
#include "sim/golden/link_channel.hpp"
#include "sim/golden/link_noise.hpp"
#include "sim/golden/pam4.hpp"

namespace lightloop::golden {

/// The sent levels before a codeword, newest first: all that the next one must know of its past.
struct LinkTail {
  std::array<Pam4Symbol, kLinkTaps> levels{};  ///< L[j-1], L[j-2], ...
  bool start_of_session = true;                ///< nothing was sent: the amplitudes are 0
};

/// Tables that follow from the configuration alone; shared by all threads.
class LinkTables {
 public:
  explicit LinkTables(const DigitalLinkConfig& config);

  const DigitalLinkConfig& config() const { return config_; }

  /// State of the PRBS generator before codeword `index`.
  std::uint32_t prbs_state(std::uint64_t index) const;

  /// The five levels of a FEC symbol, first one in the lowest byte, after the level `previous`.
  std::uint64_t levels(unsigned previous, FecSymbol symbol) const {
    return levels_[(previous & 3U) * kSymbols + symbol];
  }

  /// With precoding, the last level of a FEC symbol is (sum - level before it) mod 4.
  unsigned next_previous(unsigned previous, FecSymbol symbol) const {
    return (alternating_sum_[symbol] - previous) & precoding_mask_;
  }

  /// Samples with u[30:0] above this cannot make a wrong decision; -1 when none can.
  std::int32_t critical_uniform() const { return critical_uniform_; }

 private:
  static constexpr unsigned kSymbols = 1024;

  DigitalLinkConfig config_;
  Gf2Jump prbs_jump_;
  std::vector<std::uint64_t> levels_;
  std::array<std::uint8_t, kSymbols> alternating_sum_{};
  unsigned precoding_mask_;
  std::int32_t critical_uniform_;
};

/// One thread's share of the link. Blocks must be given to it in ascending order.
class LinkBlock {
 public:
  /// Room for blocks of up to `capacity` codewords.
  LinkBlock(const LinkTables& tables, std::size_t capacity);

  /// Makes the codewords `first` .. `first + count - 1`.
  void transmit(std::uint64_t first, std::size_t count);

  /// The levels after the block of transmit(), when `before` is what was sent before it.
  LinkTail tail(const LinkTail& before) const;

  /// Sends the block of transmit() through the channel and the decoder; adds to `counters`.
  void receive(const LinkTail& before, LinkCounters& counters);

 private:
  void set_levels(std::span<const FecSymbol> codeword);
  void decide_all();
  Pam4Symbol decision(int j, std::uint32_t uniform) const;
  void find_symbol_errors(std::span<const FecSymbol> codeword);
  void add_symbol_error(std::span<const FecSymbol> codeword, int j);
  void inject();
  void decode(std::span<const FecSymbol> codeword, LinkCounters& counters);
  std::span<const FecSymbol> codeword(std::size_t index) const;

  const LinkTables& tables_;
  const DigitalLinkConfig& config_;
  RsParameters p_;
  int pam4_;  // PAM4 symbols a codeword

  std::uint64_t first_ = 0;
  std::size_t count_ = 0;
  std::vector<FecSymbol> messages_;
  std::vector<FecSymbol> codewords_;

  LinkNoise noise_;
  std::vector<std::uint32_t> uniforms_;  // of one codeword
  // Levels and decisions of one codeword; element kLinkTaps + j is that of PAM4 symbol j.
  std::vector<Pam4Symbol> sent_;
  std::vector<Pam4Symbol> decided_;
  bool start_of_session_ = true;
  std::vector<int> wrong_;         // j with a wrong decision, ascending
  std::vector<FecSymbol> errors_;  // received XOR sent, all 0 between codewords
  std::vector<int> touched_;       // FEC symbols whose entry of errors_ may not be 0, ascending
  std::vector<FecSymbol> word_;    // for the decoder
};

}  // namespace lightloop::golden
