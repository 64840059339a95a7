// SPDX-License-Identifier: Apache-2.0
#include "testbenches/fec/words.hpp"

#include <algorithm>
#include <numeric>

namespace lightloop::testbench {
namespace {

using golden::FecSymbol;

// Plain shift-and-add arithmetic, so that the tests lean on neither implementation's.
FecSymbol times_alpha(FecSymbol a) {
  const unsigned shifted = unsigned{a} << 1;
  return static_cast<FecSymbol>((shifted & 0x400) != 0 ? shifted ^ 0x409 : shifted);
}

FecSymbol times(FecSymbol a, FecSymbol b) {
  FecSymbol product = 0;
  for (int i = 9; i >= 0; --i) {
    product = times_alpha(product);
    if ((b >> i & 1) != 0) product ^= a;
  }
  return product;
}

FecSymbol power(FecSymbol base, int exponent) {
  FecSymbol result = 1;
  for (int i = 0; i < exponent; ++i) result = times(result, base);
  return result;
}

}  // namespace

Words random_messages(golden::RsCode code, int count, Random& random) {
  Words messages(std::size_t(count) * golden::parameters(code).k);
  for (FecSymbol& symbol : messages) symbol = static_cast<FecSymbol>(random() & 0x3FF);
  return messages;
}

Words random_codewords(golden::RsCode code, int count, Random& random) {
  Words codewords(std::size_t(count) * golden::parameters(code).n);
  golden::rs_encode(code, random_messages(code, count, random), codewords);
  return codewords;
}

std::vector<int> random_positions(int count, int limit, Random& random) {
  std::vector<int> positions(limit);
  std::iota(positions.begin(), positions.end(), 0);
  for (int i = 0; i < count; ++i) std::swap(positions[i], positions[i + random() % (limit - i)]);
  positions.resize(count);
  return positions;
}

void add_errors(std::span<FecSymbol> word, std::span<const int> positions, Random& random) {
  for (const int position : positions) {
    word[position] ^= static_cast<FecSymbol>(1 + random() % 1023);
  }
}

Words minimum_weight_codeword(golden::RsCode code, std::span<const int> positions) {
  const int n = golden::parameters(code).n;
  Words word(n);
  std::vector<FecSymbol> locators;
  for (const int position : positions) locators.push_back(power(2, n - 1 - position));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    FecSymbol product = 1;
    for (std::size_t j = 0; j < positions.size(); ++j) {
      if (j != i) product = times(product, locators[i] ^ locators[j]);
    }
    word[positions[i]] = power(product, 1022);  // the inverse
  }
  return word;
}

Words outside_error_word(golden::RsCode code, int power, FecSymbol value) {
  const golden::RsParameters shape = golden::parameters(code);
  // x^power mod g(x), by the encoder's own rule: a message symbol at x^m has the parity x^m mod g.
  // Here the division is done directly.
  Words generator{1};  // lowest coefficient first
  FecSymbol root = 1;
  for (int i = 0; i < shape.parity(); ++i, root = times_alpha(root)) {
    Words next(generator.size() + 1);
    for (std::size_t j = 0; j < generator.size(); ++j) {
      next[j] ^= times(generator[j], root);
      next[j + 1] ^= generator[j];
    }
    generator = next;
  }
  Words remainder(shape.parity());
  remainder[0] = value;
  for (int i = 0; i < power; ++i) {
    const FecSymbol top = remainder.back();
    std::rotate(remainder.rbegin(), remainder.rbegin() + 1, remainder.rend());
    remainder[0] = 0;
    for (int j = 0; j < shape.parity(); ++j) remainder[j] ^= times(top, generator[j]);
  }
  Words word(shape.n);
  std::copy(remainder.rbegin(), remainder.rend(), word.begin() + shape.k);
  return word;
}

}  // namespace lightloop::testbench
