// SPDX-License-Identifier: Apache-2.0
// Where two transactions differ: field by field, word by word.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <gtest/gtest-printers.h>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace lightloop::testbench {

/// A named member of a transaction. A struct lists its members in `kFields`, and is then compared
/// and reported member by member:
///
///   struct Beat {
///     std::uint64_t data;
///     bool last;
///     static constexpr auto kFields =
///         std::tuple(Field{"data", &Beat::data}, Field{"last", &Beat::last});
///   };
template <typename Class, typename Member>
struct Field {
  const char* name;
  Member Class::*member;
};
template <typename Class, typename Member>
Field(const char*, Member Class::*) -> Field<Class, Member>;

template <typename T>
concept HasFields = requires {
  T::kFields;
};

/// One place where found is not what was expected.
struct Difference {
  std::string path;  ///< "beats[3].data"; empty for the transaction itself
  std::string expected;
  std::string found;
};

namespace detail {

template <typename T>
concept Sequence = !std::convertible_to<const T&, std::string_view> && requires(const T& t) {
  std::begin(t);
  std::end(t);
  std::size(t);
};

/// Verilator's words of more than 64 bits.
template <typename T>
concept WideWord = requires(const T& t) {
  t.m_storage[0];
  std::size(t.m_storage);
};

template <typename T>
std::string shown(const T& value) {
  if constexpr (std::same_as<T, bool>) {
    return value ? "1" : "0";
  } else if constexpr (std::integral<T>) {
    char hex[24];
    std::snprintf(hex, sizeof hex, "0x%llx",
                  static_cast<unsigned long long>(static_cast<std::make_unsigned_t<T>>(value)));
    return std::to_string(value) + " (" + hex + ")";
  } else if constexpr (std::is_enum_v<T>) {
    return shown(static_cast<std::underlying_type_t<T>>(value));
  } else {
    return ::testing::PrintToString(value);
  }
}

std::string join(std::string_view path, std::string_view field);
std::string element(std::string_view path, std::size_t index);

template <typename T>
void compare(const T& expected, const T& found, const std::string& path,
             std::vector<Difference>& out) {
  if constexpr (HasFields<T>) {
    std::apply(
        [&](const auto&... field) {
          (compare(expected.*field.member, found.*field.member, join(path, field.name), out), ...);
        },
        T::kFields);
  } else if constexpr (WideWord<T>) {
    for (std::size_t i = 0; i < std::size(expected.m_storage); ++i) {
      compare(expected.m_storage[i], found.m_storage[i], element(path, i), out);
    }
  } else if constexpr (Sequence<T>) {
    if (std::size(expected) != std::size(found)) {
      out.push_back({join(path, "size()"), std::to_string(std::size(expected)),
                     std::to_string(std::size(found))});
    }
    auto e = std::begin(expected);
    auto f = std::begin(found);
    for (std::size_t i = 0; e != std::end(expected) && f != std::end(found); ++i, ++e, ++f) {
      using Element = std::iter_value_t<decltype(e)>;
      const Element& one = *e;
      const Element& other = *f;
      compare(one, other, element(path, i), out);
    }
  } else if (!(expected == found)) {
    out.push_back({path, shown(expected), shown(found)});
  }
}

}  // namespace detail

/// Every place where `found` differs from `expected`, in order; none when they are equal. Structs
/// with kFields, containers, arrays and Verilator's wide words are taken apart, all else is
/// compared with == and shown as GoogleTest shows it.
template <typename T>
std::vector<Difference> differences(const T& expected, const T& found) {
  std::vector<Difference> out;
  detail::compare(expected, found, "", out);
  return out;
}

/// The differences as indented lines, the first `limit` of them and how many more there are.
std::string describe(const std::vector<Difference>& differences, std::size_t limit = 8);

}  // namespace lightloop::testbench
