// SPDX-License-Identifier: Apache-2.0
#include "host/profile/toml_reader.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sstream>
#include <utility>

#include "host/base/errors.hpp"

namespace lightloop::host {
namespace {

// "string "17 dB"", "integer 3", "a table": what stands in the file, in words.
std::string describe(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (node.is_array()) return fmt::format("an array of {}", node.as_array()->size());
  std::ostringstream text;
  node.visit([&text](const auto& value) { text << value; });
  std::ostringstream type;
  type << node.type();
  return fmt::format("{} {}", type.str(), text.str());
}

template <typename T>
std::string describe(Range<T> range) {
  return fmt::format("from {} to {}", range.lowest, range.highest);
}

std::string describe(Range<std::size_t> count, std::string_view what) {
  return fmt::format("an array of {} to {} {}", count.lowest, count.highest, what);
}

std::string describe_choices(const std::vector<std::string>& choices) {
  return fmt::format("one of \"{}\"", fmt::join(choices, "\", \""));
}

}  // namespace

TomlReader::TomlReader(const std::filesystem::path& file, const toml::table& table,
                       std::string path)
    : file_(file), table_(&table), path_(std::move(path)) {}

const toml::node* TomlReader::find(std::string_view key) {
  asked_.emplace(key);
  return table_->get(key);
}

void TomlReader::fail(std::string_view key, std::string_view found,
                      std::string_view expected) const {
  const toml::node* node = table_->get(key);
  const auto line = (node != nullptr ? *node : *table_).source().begin.line;
  throw InputError(fmt::format("{}:{}: field '{}{}{}': found {}, expected {}", file_.string(),
                               std::max<unsigned>(line, 1), path_, path_.empty() ? "" : ".", key,
                               found, expected));
}

void TomlReader::fail_missing(std::string_view key, std::string_view expected) const {
  fail(key, "nothing", expected);
}

std::optional<std::string> TomlReader::find_string(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_string()) fail(key, describe(*node), "a string");
  return node->as_string()->get();
}

double TomlReader::number_in_range(std::string_view key, const toml::node& node,
                                   Range<double> range) const {
  const auto value = node.value<double>();
  if (!node.is_number() || !value)
    fail(key, describe(node), fmt::format("a number {}", describe(range)));
  // Written so that NaN, which TOML allows, is refused.
  if (!(*value >= range.lowest && *value <= range.highest))
    fail(key, describe(node), fmt::format("a number {}", describe(range)));
  return *value;
}

std::optional<double> TomlReader::find_number(std::string_view key, Range<double> range) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  return number_in_range(key, *node, range);
}

std::optional<std::int64_t> TomlReader::find_integer(std::string_view key,
                                                     Range<std::int64_t> range) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const toml::value<std::int64_t>* value = node->as_integer();
  if (value == nullptr || value->get() < range.lowest || value->get() > range.highest)
    fail(key, describe(*node), fmt::format("an integer {}", describe(range)));
  return value->get();
}

std::optional<bool> TomlReader::find_boolean(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_boolean()) fail(key, describe(*node), "true or false");
  return node->as_boolean()->get();
}

std::optional<std::vector<double>> TomlReader::find_numbers(std::string_view key,
                                                            Range<double> range,
                                                            Range<std::size_t> count) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const toml::array* array = node->as_array();
  if (array == nullptr || array->size() < count.lowest || array->size() > count.highest)
    fail(key, describe(*node), describe(count, "numbers"));
  std::vector<double> values;
  for (const toml::node& element : *array) values.push_back(number_in_range(key, element, range));
  return values;
}

std::optional<TomlReader> TomlReader::find_table(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_table()) fail(key, describe(*node), "a table");
  return TomlReader(file_, *node->as_table(),
                    path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key));
}

std::string TomlReader::require_string(std::string_view key) {
  auto value = find_string(key);
  if (!value) fail_missing(key, "a string");
  return *std::move(value);
}

double TomlReader::require_number(std::string_view key, Range<double> range) {
  const auto value = find_number(key, range);
  if (!value) fail_missing(key, fmt::format("a number {}", describe(range)));
  return *value;
}

std::int64_t TomlReader::require_integer(std::string_view key, Range<std::int64_t> range) {
  const auto value = find_integer(key, range);
  if (!value) fail_missing(key, fmt::format("an integer {}", describe(range)));
  return *value;
}

bool TomlReader::require_boolean(std::string_view key) {
  const auto value = find_boolean(key);
  if (!value) fail_missing(key, "true or false");
  return *value;
}

std::string TomlReader::require_choice(std::string_view key,
                                       const std::vector<std::string>& choices) {
  const toml::node* node = find(key);
  if (node == nullptr) fail_missing(key, describe_choices(choices));
  const auto value = node->value<std::string>();
  if (!value || std::find(choices.begin(), choices.end(), *value) == choices.end())
    fail(key, describe(*node), describe_choices(choices));
  return *value;
}

TomlReader TomlReader::require_table(std::string_view key) {
  auto table = find_table(key);
  if (!table) fail_missing(key, "a table");
  return *std::move(table);
}

void TomlReader::finish() const {
  for (const auto& [key, node] : *table_) {
    if (asked_.contains(key.str())) continue;
    fail(key.str(), "a field of this name", fmt::format("only: {}", fmt::join(asked_, ", ")));
  }
}

}  // namespace lightloop::host
