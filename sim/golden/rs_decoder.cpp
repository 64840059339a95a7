// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "sim/golden/checks.hpp"
#include "sim/golden/gf.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {
namespace {

constexpr int kMaxT = 15;

// Polynomials have element i as the coefficient of x^i.
using Syndromes = std::array<gf::Element, 2 * kMaxT>;
using Polynomial = std::array<gf::Element, 2 * kMaxT + 1>;

struct Locator {
  Polynomial coefficients{};  // Lambda(x), Lambda(0) = 1
  int length = 0;             // L, the number of errors it claims
};

// S_j = r(alpha^j); true when all are zero.
bool compute_syndromes(std::span<const FecSymbol> word, int count, Syndromes& syndromes) {
  bool clean = true;
  for (int j = 0; j < count; ++j) {
    gf::Element sum = 0;
    for (const FecSymbol symbol : word) {
      sum = gf::add(gf::multiply(sum, gf::alpha_to(j)), symbol);
    }
    syndromes[j] = sum;
    clean = clean && sum == 0;
  }
  return clean;
}

// Berlekamp-Massey: the shortest recurrence that generates the syndromes.
Locator find_locator(const Syndromes& syndromes, int count) {
  Locator locator;
  locator.coefficients[0] = 1;
  Polynomial previous{1};
  gf::Element previous_discrepancy = 1;
  int shift = 1;
  for (int step = 0; step < count; ++step) {
    gf::Element discrepancy = syndromes[step];
    for (int i = 1; i <= locator.length; ++i) {
      discrepancy =
          gf::add(discrepancy, gf::multiply(locator.coefficients[i], syndromes[step - i]));
    }
    if (discrepancy == 0) {
      ++shift;
      continue;
    }
    const Polynomial before = locator.coefficients;
    const gf::Element factor = gf::divide(discrepancy, previous_discrepancy);
    for (int i = 0; i + shift <= count; ++i) {
      locator.coefficients[i + shift] =
          gf::add(locator.coefficients[i + shift], gf::multiply(factor, previous[i]));
    }
    if (2 * locator.length <= step) {
      locator.length = step + 1 - locator.length;
      previous = before;
      previous_discrepancy = discrepancy;
      shift = 1;
    } else {
      ++shift;
    }
  }
  return locator;
}

gf::Element evaluate(const Polynomial& polynomial, int degree, gf::Element x) {
  gf::Element sum = 0;
  for (int i = degree; i >= 0; --i) sum = gf::add(gf::multiply(sum, x), polynomial[i]);
  return sum;
}

// Corrects `word` in place; `positions` receives the corrected indices, ascending.
CodewordStatus decode_one(RsParameters p, std::span<FecSymbol> word,
                          std::array<std::int16_t, kMaxT>& positions) {
  constexpr CodewordStatus kUncorrectable{true, 0};
  const int count = p.parity();
  Syndromes syndromes{};
  if (compute_syndromes(word, count, syndromes)) return {};

  const Locator locator = find_locator(syndromes, count);
  if (locator.length > p.t) return kUncorrectable;

  // Chien search over the positions of the shortened code only: index i carries x^(n-1-i), its
  // error makes alpha^-(n-1-i) a root. A root elsewhere means more than t errors.
  int found = 0;
  for (int i = 0; i < p.n; ++i) {
    const gf::Element x = gf::inverse(gf::alpha_to(p.n - 1 - i));
    if (evaluate(locator.coefficients, locator.length, x) != 0) continue;
    if (found == locator.length) return kUncorrectable;
    positions[found++] = static_cast<std::int16_t>(i);
  }
  if (found != locator.length) return kUncorrectable;

  // Forney: with first root alpha^0, e = X Omega(1/X) / Lambda'(1/X), Omega = S Lambda mod x^2t.
  Polynomial omega{};
  for (int i = 0; i < locator.length; ++i) {
    for (int j = 0; j <= i; ++j) {
      omega[i] = gf::add(omega[i], gf::multiply(locator.coefficients[j], syndromes[i - j]));
    }
  }
  Polynomial derivative{};
  for (int i = 1; i <= locator.length; i += 2) derivative[i - 1] = locator.coefficients[i];
  for (int e = 0; e < found; ++e) {
    const gf::Element locator_x = gf::alpha_to(p.n - 1 - positions[e]);
    const gf::Element inverse_x = gf::inverse(locator_x);
    const gf::Element magnitude =
        gf::divide(gf::multiply(locator_x, evaluate(omega, locator.length, inverse_x)),
                   evaluate(derivative, locator.length, inverse_x));
    word[positions[e]] = gf::add(word[positions[e]], magnitude);
  }
  return {false, static_cast<std::uint8_t>(found)};
}

void decode_batch(RsCode code, std::span<const FecSymbol> received, std::span<FecSymbol> corrected,
                  std::span<CodewordStatus> status, std::span<std::int16_t> positions,
                  bool want_positions) {
  const RsParameters p = parameters(code);
  const std::size_t count = batch_size("rs_decode: received", received.size(), p.n);
  require_size("rs_decode: corrected", corrected.size(), received.size());
  require_size("rs_decode: status", status.size(), count);
  if (want_positions) require_size("rs_decode: positions", positions.size(), count * p.t);
  require_ten_bits("rs_decode: received", received);
  if (corrected.data() != received.data()) {
    std::copy(received.begin(), received.end(), corrected.begin());
  }
  for (std::size_t c = 0; c < count; ++c) {
    std::array<std::int16_t, kMaxT> found{};
    status[c] = decode_one(p, corrected.subspan(c * p.n, p.n), found);
    if (!want_positions) continue;
    const auto out = positions.subspan(c * p.t, p.t);
    std::fill(out.begin(), out.end(), std::int16_t{-1});
    std::copy_n(found.begin(), status[c].corrected_symbols, out.begin());
  }
}

}  // namespace

void rs_decode(RsCode code, std::span<const FecSymbol> received, std::span<FecSymbol> corrected,
               std::span<CodewordStatus> status) {
  decode_batch(code, received, corrected, status, {}, false);
}

void rs_decode(RsCode code, std::span<const FecSymbol> received, std::span<FecSymbol> corrected,
               std::span<CodewordStatus> status, std::span<std::int16_t> positions) {
  decode_batch(code, received, corrected, status, positions, true);
}

}  // namespace lightloop::golden
