// SPDX-License-Identifier: Apache-2.0
#include "host/report/csv.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace lightloop::host {
namespace {

using nlohmann::json;
using Row = std::map<std::string, std::string>;

// Puts "counters.histogram.10" behind "counters.histogram.9": of two names that part in a number,
// the one with fewer digits is the smaller number.
struct ByPath {
  bool operator()(const std::string& a, const std::string& b) const {
    const auto [x, y] = std::ranges::mismatch(a, b);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto digits_a = std::find_if_not(x, a.end(), is_digit) - x;
    const auto digits_b = std::find_if_not(y, b.end(), is_digit) - y;
    return digits_a != digits_b ? digits_a < digits_b : a < b;
  }
};

std::string text_of(const json& value) {
  if (value.is_null() || value.is_structured()) return "";
  if (value.is_string()) return value.get<std::string>();
  return value.dump();
}

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

Row flat(const json& document) {
  Row row;
  const json fields = document.flatten();
  for (const auto& [pointer, value] : fields.items()) {
    std::string name = pointer.substr(1);
    std::ranges::replace(name, '/', '.');
    row[name] = text_of(value);
  }
  return row;
}

}  // namespace

std::string csv(std::span<const json> rows, const std::vector<std::string>& first) {
  std::vector<Row> flat_rows;
  std::set<std::string, ByPath> others;
  for (const auto& row : rows) {
    flat_rows.push_back(flat(row));
    for (const auto& [name, text] : flat_rows.back()) others.insert(name);
  }
  std::vector<std::string> columns;
  for (const auto& name : first)
    if (others.erase(name) > 0) columns.push_back(name);
  columns.insert(columns.end(), others.begin(), others.end());
  std::string text = fmt::format("{}\n", fmt::join(columns, ","));
  for (const auto& row : flat_rows) {
    std::vector<std::string> fields;
    fields.reserve(columns.size());
    for (const auto& name : columns) {
      const auto found = row.find(name);
      fields.push_back(found == row.end() ? "" : field(found->second));
    }
    text += fmt::format("{}\n", fmt::join(fields, ","));
  }
  return text;
}

}  // namespace lightloop::host
