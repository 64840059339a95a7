// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/ways.hpp"

#include <stdexcept>
#include <string>

#include "sim/base/whole_blocks.hpp"

namespace lightloop::golden::inner {
namespace {

std::vector<std::size_t> places_in_group(const Ways& ways) {
  check(ways);
  std::vector<std::size_t> places;
  for (int j = 0; j < ways.count; ++j) {
    for (int n = 0; n < kLevels; ++n) places.push_back(place_in_group(ways, j, n));
  }
  return places;
}

Pam4Symbol symbol_at(const Codeword& codeword, int n) {
  const std::uint64_t pair = codeword[n / 32] >> n % 32 * 2;
  return gray_encode(pair & 1U, pair >> 1U & 1U);
}

}  // namespace

void check(const Ways& ways) {
  if (ways.count < 1) {
    throw std::invalid_argument("inner ways: found " + std::to_string(ways.count) +
                                ", expected at least 1");
  }
  if (ways.shift < 0 || ways.shift >= kLevels) {
    throw std::invalid_argument("inner shift: found " + std::to_string(ways.shift) +
                                ", expected 0 to 63 symbols");
  }
}

WayInterleaver::WayInterleaver(Ways ways) : ways_(ways), places_(places_in_group(ways)) {}

void WayInterleaver::feed(std::span<const Codeword> codewords, std::vector<Pam4Symbol>& symbols) {
  take_blocks(waiting_, codewords, ways_.count, [&](std::span<const Codeword> group) {
    const std::size_t begin = symbols.size();
    symbols.resize(begin + places_.size());
    for (std::size_t i = 0; i < places_.size(); ++i) {
      symbols[begin + places_[i]] = symbol_at(group[i / kLevels], static_cast<int>(i % kLevels));
    }
  });
}

template <typename Sample>
WayDeinterleaver<Sample>::WayDeinterleaver(Ways ways) : places_(places_in_group(ways)) {}

template <typename Sample>
void WayDeinterleaver<Sample>::feed(std::span<const Sample> in, std::vector<Sample>& out) {
  take_blocks(waiting_, in, places_.size(), [&](std::span<const Sample> group) {
    const std::size_t begin = out.size();
    out.resize(begin + places_.size());
    Sample* to = out.data() + begin;
    for (std::size_t i = 0; i < places_.size(); ++i) to[i] = group[places_[i]];
  });
}

template class WayDeinterleaver<Pam4Symbol>;
template class WayDeinterleaver<SoftValue>;

}  // namespace lightloop::golden::inner
