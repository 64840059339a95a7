// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "sim/golden/checks.hpp"
#include "sim/golden/gf.hpp"
#include "sim/golden/rs_chien.hpp"
#include "sim/golden/rs_code.hpp"
#include "sim/golden/rs_syndromes.hpp"

namespace lightloop::golden {
namespace {

template <RsCode Code>
class Decoder {
 public:
  using Positions = std::array<std::int16_t, parameters(Code).t>;

  // Corrects `word` in place; `positions` receives the corrected indices, ascending.
  CodewordStatus operator()(std::span<FecSymbol> word, Positions& positions) const {
    constexpr CodewordStatus kUncorrectable{true, 0};
    Syndromes syndromes;
    if (!find_syndromes_(word, syndromes)) return {};
    const Locator locator = find_locator(syndromes);
    if (locator.length > kP.t) return kUncorrectable;
    // A root outside of the shortened code, or a multiple one, means more than t errors.
    const auto length = static_cast<std::size_t>(locator.length);
    const int found = find_positions_(std::span(locator.coefficients).first(length + 1), positions);
    if (found != locator.length) return kUncorrectable;
    correct(word, syndromes, locator, std::span(positions).first(length));
    return {false, static_cast<std::uint8_t>(found)};
  }

 private:
  static constexpr RsParameters kP = parameters(Code);
  using Syndromes = typename RsSyndromes<kP.parity()>::Syndromes;
  using Polynomial = std::array<gf::Element, kP.parity() + 1>;  // element i belongs to x^i

  struct Locator {
    Polynomial coefficients{};  // Lambda(x), Lambda(0) = 1
    int length = 0;             // L, the number of errors it claims
  };

  // Berlekamp-Massey: the shortest recurrence that generates the syndromes.
  static Locator find_locator(const Syndromes& syndromes) {
    Locator locator;
    locator.coefficients[0] = 1;
    Polynomial previous{1};
    int previous_length = 0;
    gf::Element previous_discrepancy = 1;
    int shift = 1;
    for (int step = 0; step < kP.parity(); ++step) {
      gf::Element discrepancy = syndromes[step];
      for (int i = 1; i <= locator.length; ++i) {
        discrepancy =
            gf::add(discrepancy, gf::multiply(locator.coefficients[i], syndromes[step - i]));
      }
      if (discrepancy == 0) {
        ++shift;
        continue;
      }
      const gf::Element factor = gf::divide(discrepancy, previous_discrepancy);
      const Locator before = locator;
      const int last = std::min(previous_length, kP.parity() - shift);
      for (int i = 0; i <= last; ++i) {
        locator.coefficients[i + shift] =
            gf::add(locator.coefficients[i + shift], gf::multiply(factor, previous[i]));
      }
      if (2 * locator.length <= step) {
        locator.length = step + 1 - locator.length;
        previous = before.coefficients;
        previous_length = before.length;
        previous_discrepancy = discrepancy;
        shift = 1;
        // More errors than the code corrects: the answer is known.
        if (locator.length > kP.t) return locator;
      } else {
        ++shift;
      }
    }
    return locator;
  }

  // Forney: with first root alpha^0, e = X Omega(1/X) / Lambda'(1/X), Omega = S Lambda mod x^2t,
  // whose degree is below L.
  static void correct(std::span<FecSymbol> word, const Syndromes& syndromes, const Locator& locator,
                      std::span<const std::int16_t> positions) {
    Polynomial omega{};
    for (int i = 0; i < locator.length; ++i) {
      for (int j = 0; j <= i; ++j) {
        omega[i] = gf::add(omega[i], gf::multiply(locator.coefficients[j], syndromes[i - j]));
      }
    }
    for (const std::int16_t position : positions) {
      const gf::Element x = gf::alpha_to(kP.n - 1 - position);
      const gf::Element inverse = gf::inverse(x);
      const gf::Element inverse_squared = gf::multiply(inverse, inverse);
      gf::Element numerator = 0;
      for (int i = locator.length - 1; i >= 0; --i) {
        numerator = gf::add(gf::multiply(numerator, inverse), omega[i]);
      }
      // The derivative keeps the odd coefficients, as a polynomial in x^2.
      gf::Element denominator = 0;
      for (int i = (locator.length - 1) | 1; i >= 1; i -= 2) {
        denominator = gf::add(gf::multiply(denominator, inverse_squared), locator.coefficients[i]);
      }
      word[position] = gf::add(word[position], gf::multiply(x, gf::divide(numerator, denominator)));
    }
  }

  RsSyndromes<kP.parity()> find_syndromes_;
  RsChien<Code> find_positions_;
};

template <RsCode Code>
void decode_batch(std::span<const FecSymbol> received, std::span<FecSymbol> corrected,
                  std::span<CodewordStatus> status, std::span<std::int16_t> positions) {
  static const Decoder<Code> decoder;
  constexpr RsParameters kP = parameters(Code);
  if (corrected.data() != received.data()) {
    std::copy(received.begin(), received.end(), corrected.begin());
  }
  for (std::size_t c = 0; c < status.size(); ++c) {
    typename Decoder<Code>::Positions found;
    status[c] = decoder(corrected.subspan(c * kP.n, kP.n), found);
    if (positions.empty()) continue;
    const auto out = positions.subspan(c * kP.t, kP.t);
    const auto end = std::copy_n(found.begin(), status[c].corrected_symbols, out.begin());
    std::fill(end, out.end(), std::int16_t{-1});
  }
}

// `positions` is empty where they are not wanted.
void decode(RsCode code, std::span<const FecSymbol> received, std::span<FecSymbol> corrected,
            std::span<CodewordStatus> status, std::span<std::int16_t> positions) {
  const std::size_t count = batch_size("rs_decode: received", received.size(), parameters(code).n);
  require_size("rs_decode: corrected", corrected.size(), received.size());
  require_size("rs_decode: status", status.size(), count);
  require_ten_bits("rs_decode: received", received);
  if (code == RsCode::kKp4) {
    decode_batch<RsCode::kKp4>(received, corrected, status, positions);
  } else {
    decode_batch<RsCode::kKr4>(received, corrected, status, positions);
  }
}

}  // namespace

void rs_decode(RsCode code, std::span<const FecSymbol> received, std::span<FecSymbol> corrected,
               std::span<CodewordStatus> status) {
  decode(code, received, corrected, status, {});
}

void rs_decode(RsCode code, std::span<const FecSymbol> received, std::span<FecSymbol> corrected,
               std::span<CodewordStatus> status, std::span<std::int16_t> positions) {
  require_size("rs_decode: positions", positions.size(), status.size() * parameters(code).t);
  decode(code, received, corrected, status, positions);
}

}  // namespace lightloop::golden
