// SPDX-License-Identifier: Apache-2.0
#include "testbenches/fec/key_equation.hpp"

#include <algorithm>

#include "sim/golden/gf.hpp"

namespace lightloop::testbench {
namespace {

using golden::FecSymbol;
namespace gf = golden::gf;

FecSymbol evaluate(const Polynomial& polynomial, FecSymbol x) {
  FecSymbol sum = 0;
  for (auto c = polynomial.rbegin(); c != polynomial.rend(); ++c) sum = gf::multiply(sum, x) ^ *c;
  return sum;
}

/// Locator of a position: alpha to the power of x that the position stands for.
FecSymbol locator_symbol(golden::RsCode code, int position) {
  return gf::alpha_to(golden::parameters(code).n - 1 - position);
}

}  // namespace

Polynomial syndromes_of(golden::RsCode code, std::span<const FecSymbol> word) {
  const Polynomial received(word.rbegin(), word.rend());  // the last sent is the constant term
  Polynomial syndromes(golden::parameters(code).parity());
  for (std::size_t i = 0; i < syndromes.size(); ++i) {
    syndromes[i] = evaluate(received, gf::alpha_to(static_cast<int>(i)));
  }
  return syndromes;
}

Polynomial locator_of(golden::RsCode code, std::span<const int> positions) {
  Polynomial locator{1};
  for (const int position : positions) {
    const FecSymbol x = locator_symbol(code, position);
    locator.push_back(0);
    for (std::size_t i = locator.size() - 1; i > 0; --i) {
      locator[i] ^= gf::multiply(x, locator[i - 1]);
    }
  }
  return locator;
}

Polynomial high_evaluator(golden::RsCode code, const Polynomial& locator,
                          const Polynomial& syndromes) {
  Polynomial product(locator.size() + syndromes.size());
  for (std::size_t i = 0; i < locator.size(); ++i) {
    for (std::size_t j = 0; j < syndromes.size(); ++j) {
      product[i + j] ^= gf::multiply(locator[i], syndromes[j]);
    }
  }
  Polynomial high(product.begin() + golden::parameters(code).parity(), product.end());
  high.resize(golden::parameters(code).t);
  return high;
}

ShiftRegister shortest_register(const Polynomial& sequence) {
  Polynomial now(sequence.size() + 1);   // connection polynomial so far
  Polynomial then(sequence.size() + 1);  // the one before the length last changed
  now[0] = then[0] = 1;
  FecSymbol then_discrepancy = 1;
  int length = 0;
  int since = 1;
  for (int i = 0; i < static_cast<int>(sequence.size()); ++i, ++since) {
    FecSymbol discrepancy = 0;
    for (int j = 0; j <= i; ++j) discrepancy ^= gf::multiply(now[j], sequence[i - j]);
    if (discrepancy == 0) continue;
    const Polynomial before = now;
    const FecSymbol factor = gf::divide(discrepancy, then_discrepancy);
    for (std::size_t j = since; j < now.size(); ++j) {
      now[j] ^= gf::multiply(factor, then[j - since]);
    }
    if (2 * length > i) continue;
    length = i + 1 - length;
    then = before;
    then_discrepancy = discrepancy;
    since = 0;
  }
  now.resize(length + 1);
  return {now, length};
}

Polynomial scaled(const Polynomial& polynomial, FecSymbol factor) {
  Polynomial result = polynomial;
  for (FecSymbol& c : result) c = gf::multiply(c, factor);
  return result;
}

std::vector<FecSymbol> key_of(golden::RsCode code, const Polynomial& high,
                              const Polynomial& locator) {
  const int t = golden::parameters(code).t;
  std::vector<FecSymbol> key(2 * t + 1);
  std::copy(high.begin(), high.end(), key.begin());
  std::copy(locator.begin(), locator.end(), key.begin() + t);
  return key;
}

SearchResult search(golden::RsCode code, const Polynomial& high, const Polynomial& locator) {
  const golden::RsParameters shape = golden::parameters(code);
  SearchResult result{std::vector<FecSymbol>(shape.n), 0};
  Polynomial odd = locator;
  for (std::size_t i = 0; i < odd.size(); i += 2) odd[i] = 0;
  for (int position = 0; position < shape.n; ++position) {
    const FecSymbol inverse = gf::inverse(locator_symbol(code, position));
    if (evaluate(locator, inverse) != 0) continue;
    ++result.roots;
    const FecSymbol denominator = evaluate(odd, inverse);
    if (denominator == 0) continue;  // a double root: no error value
    FecSymbol value = gf::divide(evaluate(high, inverse), denominator);
    for (int i = 0; i < 2 * shape.t; ++i) value = gf::multiply(value, inverse);
    result.error[position] = value;
  }
  return result;
}

}  // namespace lightloop::testbench
