// SPDX-License-Identifier: Apache-2.0
// Makes messages look random whatever they carry, so that all PAM4 levels and transitions occur.
#pragma once

#include <array>
#include <span>

#include "sim/golden/rs_code.hpp"

namespace lightloop::host {

/// Additive scrambler x^16 + x^12 + x^3 + x + 1, set to all ones at the start of each message, as
/// OTN does with its frames (ITU-T G.709 11.2). Applied twice it gives the message back. It spreads
/// no errors and needs no time to synchronise after damaged messages.
class MessageScrambler {
 public:
  static constexpr int kMessageSymbols = 514;  ///< of both codes

  MessageScrambler();

  /// XORs one message of kMessageSymbols symbols with the scrambler sequence.
  void apply(std::span<golden::FecSymbol> message) const;

 private:
  std::array<golden::FecSymbol, kMessageSymbols> sequence_{};
};

}  // namespace lightloop::host
