// SPDX-License-Identifier: Apache-2.0
// Strict reading of one TOML table: each field is asked for by name with its type and range, and
// finish() complains of fields that nobody asked for. Every error names file, line and field, what
// was found and what was expected.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

namespace lightloop::host {

/// A closed range of numbers.
template <typename T>
struct Range {
  T lowest;
  T highest;
};

class TomlReader {
 public:
  /// `path` is the name of the table in messages ("" at the top of the file). The table must
  /// outlive the reader.
  TomlReader(const std::filesystem::path& file, const toml::table& table, std::string path = "");

  // Each read throws InputError on a wrong type or a value outside its range. The first form
  // requires the field, the second returns nothing when it is absent.
  std::string require_string(std::string_view key);
  double require_number(std::string_view key, Range<double> range);
  std::int64_t require_integer(std::string_view key, Range<std::int64_t> range);
  bool require_boolean(std::string_view key);
  std::string require_choice(std::string_view key, const std::vector<std::string>& choices);

  std::optional<std::string> find_string(std::string_view key);
  std::optional<double> find_number(std::string_view key, Range<double> range);
  std::optional<std::int64_t> find_integer(std::string_view key, Range<std::int64_t> range);
  std::optional<bool> find_boolean(std::string_view key);
  std::optional<std::vector<double>> find_numbers(std::string_view key, Range<double> range,
                                                  Range<std::size_t> count);

  TomlReader require_table(std::string_view key);
  std::optional<TomlReader> find_table(std::string_view key);

  /// Throws InputError when the table has a field that was never asked for.
  void finish() const;

  /// Throws InputError that points at `key` of this table (or at the table when it is not there).
  [[noreturn]] void fail(std::string_view key, std::string_view found,
                         std::string_view expected) const;

 private:
  const toml::node* find(std::string_view key);
  [[noreturn]] void fail_missing(std::string_view key, std::string_view expected) const;
  double number_in_range(std::string_view key, const toml::node& node, Range<double> range) const;

  std::filesystem::path file_;
  const toml::table* table_;
  std::string path_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace lightloop::host
