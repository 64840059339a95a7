// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/difference.hpp"

namespace lightloop::testbench {
namespace detail {

std::string join(std::string_view path, std::string_view field) {
  std::string joined(path);
  if (!joined.empty()) joined += '.';
  return joined.append(field);
}

std::string element(std::string_view path, std::size_t index) {
  return std::string(path) + "[" + std::to_string(index) + "]";
}

}  // namespace detail

std::string describe(const std::vector<Difference>& differences, std::size_t limit) {
  std::string text;
  for (std::size_t i = 0; i < differences.size() && i < limit; ++i) {
    const Difference& difference = differences[i];
    text += "\n  ";
    if (!difference.path.empty()) text += difference.path + ": ";
    text += "expected " + difference.expected + ", found " + difference.found;
  }
  if (differences.size() > limit) {
    text += "\n  and " + std::to_string(differences.size() - limit) + " more differences";
  }
  return text;
}

}  // namespace lightloop::testbench
