// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/random.hpp"

#include <bit>
#include <gtest/gtest.h>

#include "sim/golden/philox.hpp"
#include "testbenches/lib/run_options.hpp"

namespace lightloop::testbench {
namespace {

/// FNV-1a: names to streams, the same on every machine.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 0x100000001B3U;
  }
  return value;
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view name)
    : seed_(seed), stream_(hash(name)), name_(name) {}

Random Random::for_test(std::string_view name) { return {run_options().seed, name}; }

Random Random::for_test() {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  if (test == nullptr) throw RandomError("Random::for_test(): no test is running");
  return for_test(std::string(test->test_suite_name()) + "." + test->name());
}

Random Random::branch(std::string_view name) const {
  return {seed_, name_ + "/" + std::string(name)};
}

std::uint64_t Random::operator()() {
  if (draws_ % 2 == 0) {
    const std::uint64_t block = draws_ / 2;
    const golden::PhiloxCounter bits = golden::philox4x32_10(
        {static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
         static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)},
        {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
    block_ = {(std::uint64_t{bits[1]} << 32) | bits[0], (std::uint64_t{bits[3]} << 32) | bits[2]};
  }
  return block_[draws_++ % 2];
}

std::uint64_t Random::up_to(std::uint64_t highest) {
  const int bits = std::bit_width(highest);
  if (bits == 0) return 0;
  // The high bits, drawn again when too large: no value is favoured.
  for (;;) {
    const std::uint64_t value = (*this)() >> (64 - bits);
    if (value <= highest) return value;
  }
}

std::size_t Random::weighted(std::span<const unsigned> weights) {
  const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  check_range(total > 0);
  std::uint64_t place = up_to(total - 1);
  std::size_t i = 0;
  for (; place >= weights[i]; ++i) place -= weights[i];
  return i;
}

std::vector<std::size_t> Random::subset(std::size_t size, std::size_t count) {
  check_range(count <= size);
  std::vector<std::size_t> chosen;
  chosen.reserve(count);
  // Each number is taken with the probability that is left for it.
  for (std::size_t i = 0; chosen.size() < count; ++i) {
    if (chance(count - chosen.size(), size - i)) chosen.push_back(i);
  }
  return chosen;
}

void Random::throw_empty() const {
  throw RandomError("Random '" + name_ + "' (seed " + std::to_string(seed_) +
                    "): nothing to draw from: the range is empty or the weights are all 0");
}

void Random::throw_unsolved(std::string_view what, unsigned limit) const {
  throw RandomError("Random '" + name_ + "' (seed " + std::to_string(seed_) + "): none of " +
                    std::to_string(limit) + " draws of " + std::string(what) +
                    " met its constraint");
}

}  // namespace lightloop::testbench
