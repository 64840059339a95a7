// SPDX-License-Identifier: Apache-2.0
// Constrained random stimulus that can be repeated: one seed, one sequence, on every machine.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace lightloop::testbench {

/// A draw that cannot be made: an empty range, weights that are all 0, or a constraint that was not
/// met within the limit of tries. The message says which, and the generator's name and seed.
class RandomError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What Random::between() and corner() draw: integers of at most 64 bits.
template <typename T>
concept DrawnInteger = std::integral<T> && !std::same_as<T, bool> && sizeof(T) <= 8;

/// A random generator: Philox4x32-10 with the seed as key, and the generator's name in the counter.
/// Generators of different names are independent, so that each driver and each test has its own,
/// and a test draws the same whether it runs alone or with others. A value type; a copy continues
/// the same sequence. Also a standard uniform random bit generator.
class Random {
 public:
  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  Random(std::uint64_t seed, std::string_view name);

  /// The generator of a test, with the seed of the run (run_options()).
  static Random for_test(std::string_view name);
  /// The same, named after the GoogleTest test that is running ("Suite.Test"); throws RandomError
  /// outside of one.
  static Random for_test();

  /// An independent generator: of the same seed, named "<this name>/<name>". Draws made so far do
  /// not matter.
  Random branch(std::string_view name) const;

  std::uint64_t seed() const { return seed_; }
  const std::string& name() const { return name_; }

  /// 64 random bits.
  std::uint64_t operator()();

  /// Uniform over low..high, both included. Throws RandomError when low > high.
  template <DrawnInteger T>
  T between(T low, std::type_identity_t<T> high) {
    check_range(low <= high);
    const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    return static_cast<T>(static_cast<std::uint64_t>(low) + up_to(span));
  }

  /// Uniform over all values of the type.
  template <DrawnInteger T>
  T any() {
    return static_cast<T>((*this)());
  }

  /// Over low..high, both included, with the places where hardware goes wrong favoured: of 8 draws
  /// 4 are uniform, 2 are at an end (low, low + 1, high - 1, high), and 2 are a power of two or one
  /// less, in absolute value, where the range has any. Throws RandomError when low > high.
  template <DrawnInteger T>
  T corner(T low, std::type_identity_t<T> high);

  /// True in `percent` of 100 draws.
  bool percent(unsigned percent) { return up_to(99) < percent; }
  /// True in `part` of `whole` draws. Throws RandomError when whole is 0.
  bool chance(std::uint64_t part, std::uint64_t whole) {
    check_range(whole > 0);
    return up_to(whole - 1) < part;
  }

  /// Place in `weights`, each as probable as its share of their sum. Throws RandomError when the
  /// sum is 0.
  std::size_t weighted(std::span<const unsigned> weights);
  std::size_t weighted(std::initializer_list<unsigned> weights) {
    return weighted(std::span(weights.begin(), weights.size()));
  }

  /// One of the values, all alike. Throws RandomError when there is none.
  template <typename Range>
  const auto& pick(const Range& values) {
    check_range(std::size(values) > 0);
    return *std::next(std::begin(values),
                      static_cast<std::ptrdiff_t>(up_to(std::size(values) - 1)));
  }
  template <typename T>
  T pick(std::initializer_list<T> values) {
    return pick(std::span<const T>(values.begin(), values.size()));
  }

  /// `count` different numbers of 0..size-1, ascending; every such set is as probable as any other.
  /// Throws RandomError when count > size.
  std::vector<std::size_t> subset(std::size_t size, std::size_t count);

  /// Puts the values in a random order.
  template <typename T>
  void shuffle(std::span<T> values) {
    for (std::size_t left = values.size(); left > 1; --left) {
      std::swap(values[left - 1], values[up_to(left - 1)]);
    }
  }

  /// Draws with make(random) until accept(value) holds, at most `limit` times. `what` names the
  /// value in the message of the RandomError that is thrown then.
  template <typename Make, typename Accept>
  auto solve(std::string_view what, Make make, Accept accept, unsigned limit = 1000) {
    for (unsigned i = 0; i < limit; ++i) {
      auto value = make(*this);
      if (accept(std::as_const(value))) return value;
    }
    throw_unsolved(what, limit);
  }

 private:
  /// Uniform over 0..highest.
  std::uint64_t up_to(std::uint64_t highest);
  void check_range(bool good) const {
    if (!good) [[unlikely]]
      throw_empty();
  }
  [[noreturn]] void throw_empty() const;
  [[noreturn]] void throw_unsolved(std::string_view what, unsigned limit) const;

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::string name_;
  std::uint64_t draws_ = 0;
  std::array<std::uint64_t, 2> block_{};
};

/// A weighted mixture of values and ranges, as SystemVerilog's `dist` has it:
///
///   const Dist<unsigned> length{{.low = 1, .high = 1, .weight = 10},
///                               {.low = 2, .high = 15, .weight = 80},
///                               {.low = 16, .high = 64, .weight = 1, .per_value = true}};
template <DrawnInteger T>
class Dist {
 public:
  struct Item {
    T low;
    T high;
    unsigned weight;         ///< of the whole range (`:/`), or
    bool per_value = false;  ///< of each value in it (`:=`)
  };

  /// Throws RandomError when a range is empty or no weight is above 0.
  Dist(std::initializer_list<Item> items);

  T operator()(Random& random) const {
    const std::uint64_t place = random.between<std::uint64_t>(0, total_ - 1);
    const auto item = std::upper_bound(ends_.begin(), ends_.end(), place);
    const Item& chosen = items_[static_cast<std::size_t>(item - ends_.begin())];
    return random.between(chosen.low, chosen.high);
  }

 private:
  std::vector<Item> items_;
  std::vector<std::uint64_t> ends_;  // running sums of the weights
  std::uint64_t total_ = 0;
};

template <DrawnInteger T>
Dist<T>::Dist(std::initializer_list<Item> items) : items_(items) {
  for (const Item& item : items_) {
    if (item.low > item.high) throw RandomError("Dist: a range is empty (low > high)");
    const std::uint64_t values =
        static_cast<std::uint64_t>(item.high) - static_cast<std::uint64_t>(item.low) + 1;
    total_ += item.per_value ? item.weight * values : item.weight;
    ends_.push_back(total_);
  }
  if (total_ == 0) throw RandomError("Dist: no item has a weight above 0");
}

template <DrawnInteger T>
T Random::corner(T low, std::type_identity_t<T> high) {
  check_range(low <= high);
  const std::uint64_t kind = up_to(7);
  if (kind < 4 || low == high) return between(low, high);
  if (kind < 6) {
    const std::array<T, 4> ends{low, static_cast<T>(low + 1), static_cast<T>(high - 1), high};
    return pick(ends);
  }
  std::vector<T> powers;
  const auto consider = [&](T value) {
    if (value >= low && value <= high) powers.push_back(value);
  };
  for (int bit = 0; bit < std::numeric_limits<T>::digits; ++bit) {
    const T power = static_cast<T>(T{1} << bit);
    consider(power);
    consider(static_cast<T>(power - 1));
    if constexpr (std::signed_integral<T>) {
      consider(static_cast<T>(-power));
      consider(static_cast<T>(1 - power));
    }
  }
  return powers.empty() ? between(low, high) : pick(powers);
}

}  // namespace lightloop::testbench
