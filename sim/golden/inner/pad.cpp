// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/pad.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "sim/golden/checks.hpp"
#include "sim/golden/prbs.hpp"

namespace lightloop::golden::inner {

std::vector<std::uint8_t> default_pad(std::size_t bits) {
  // The generator begins behind its seed.
  constexpr std::size_t kSeedBits = 13;
  std::vector<std::uint8_t> pad(bits, 1);
  if (bits > kSeedBits) {
    Prbs(PrbsPattern::kPrbs13, 0x1FFF).fill_bits(std::span(pad).subspan(kSeedBits));
  }
  return pad;
}

void check(const Frame& frame, int ways) {
  if (frame.pad.empty() || frame.pad.size() % 2 != 0) {
    throw std::invalid_argument("inner pad: found " + std::to_string(frame.pad.size()) +
                                " bits, expected an even number, at least 2");
  }
  require_at_most("inner pad", std::span<const std::uint8_t>(frame.pad), 1);
  if (frame.codewords == 0 || frame.codewords % ways != 0) {
    throw std::invalid_argument("inner frame: found " + std::to_string(frame.codewords) +
                                " codewords, expected a multiple of the ways, " +
                                std::to_string(ways));
  }
}

std::vector<Pam4Symbol> pad_symbols(const Frame& frame) {
  std::vector<Pam4Symbol> symbols(frame.pad_symbols());
  pam4_map_bits(frame.pad, symbols);
  return symbols;
}

PadInserter::PadInserter(const Frame& frame) : data_symbols_(frame.data_symbols()) {
  check(frame, 1);
  pad_ = pad_symbols(frame);
}

void PadInserter::feed(std::span<const Pam4Symbol> in, std::vector<Pam4Symbol>& out) {
  while (!in.empty()) {
    if (sent_ == 0) out.insert(out.end(), pad_.begin(), pad_.end());
    const std::size_t now = std::min(in.size(), data_symbols_ - sent_);
    out.insert(out.end(), in.begin(), in.begin() + static_cast<std::ptrdiff_t>(now));
    in = in.subspan(now);
    sent_ = sent_ + now == data_symbols_ ? 0 : sent_ + now;
  }
}

}  // namespace lightloop::golden::inner
