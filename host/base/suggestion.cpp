// SPDX-License-Identifier: Apache-2.0
#include "host/base/suggestion.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <limits>
#include <vector>

namespace lightloop::host {
namespace {

constexpr std::size_t kLongestWord = 64;
constexpr std::size_t kShortestPrefix = 3;

std::string normalised(std::string_view text) {
  std::string result;
  for (const char c : text)
    result += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// Letters left out, put in, changed, or exchanged with their neighbour (Damerau and Levenshtein, in
// the variant that exchanges no letter twice).
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({changed, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> closest_name(std::string_view word, std::span<const std::string> names) {
  if (word.empty() || word.size() > kLongestWord) return std::nullopt;
  const std::string wanted = normalised(word);
  std::optional<std::string> nearest;
  std::size_t least = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  std::vector<std::string> continued;
  for (const auto& name : names) {
    const std::string candidate = normalised(name);
    if (wanted.size() >= kShortestPrefix && candidate.starts_with(wanted))
      continued.push_back(name);
    const std::size_t here = distance(wanted, candidate);
    // A word of which nothing is left is no misspelling.
    if (here < least && here < candidate.size()) {
      least = here;
      nearest = name;
    }
  }
  if (least > 1 && continued.size() == 1) return continued.front();
  return nearest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> names) {
  const auto name = closest_name(word, names);
  return name ? fmt::format(", did you mean '{}'?", *name) : "";
}

}  // namespace lightloop::host
