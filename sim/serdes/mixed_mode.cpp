// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/mixed_mode.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "sim/base/in_quotes.hpp"
#include "sim/serdes/touchstone_scanner.hpp"

namespace lightloop::serdes {
namespace {

struct Descriptor {
  char mode = 'S';
  unsigned first = 0;
  unsigned second = 0;  ///< 0 for a single port
};

std::optional<unsigned> take_port(std::string_view& text) {
  unsigned port = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || port == 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return port;
}

std::optional<Descriptor> parse(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Descriptor result;
  result.mode = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  text.remove_prefix(1);
  const auto first = take_port(text);
  if (!first) return std::nullopt;
  result.first = *first;
  if (result.mode == 'S') return text.empty() ? std::optional(result) : std::nullopt;
  if ((result.mode != 'D' && result.mode != 'C') || !text.starts_with(',')) return std::nullopt;
  text.remove_prefix(1);
  const auto second = take_port(text);
  if (!second || !text.empty() || *second == *first) return std::nullopt;
  result.second = *second;
  return result;
}

}  // namespace

MixedModeOrder::MixedModeOrder(std::span<const std::string> descriptors)
    : parts_(descriptors.size()) {
  constexpr double kHalf = std::numbers::sqrt2 / 2;
  const std::size_t ports = descriptors.size();
  std::map<std::pair<unsigned, unsigned>, std::string> modes_of_pair;
  std::vector<unsigned> rows_of_port(ports + 1);
  for (std::size_t row = 0; row < ports; ++row) {
    const auto descriptor = parse(descriptors[row]);
    if (!descriptor || std::max(descriptor->first, descriptor->second) > ports) {
      throw std::invalid_argument(
          fmt::format("found {}, expected Sn, Di,j or Ci,j with ports from 1 to {}",
                      in_quotes(descriptors[row]), ports));
    }
    const auto& [mode, first, second] = *descriptor;
    const double weight = mode == 'S' ? 1 : kHalf;
    parts_[first - 1].push_back({row, weight});
    rows_of_port[first] += mode == 'S' ? 2 : 1;
    if (mode == 'S') continue;
    parts_[second - 1].push_back({row, mode == 'D' ? -weight : weight});
    ++rows_of_port[second];
    modes_of_pair[{first, second}] += mode;
  }
  for (const auto& [pair, modes] : modes_of_pair) {
    if (modes != "DC" && modes != "CD") {
      throw std::invalid_argument(fmt::format("found modes {} of ports {},{}, expected D and C",
                                              modes, pair.first, pair.second));
    }
    pairs_.push_back(pair);
  }
  for (std::size_t port = 1; port <= ports; ++port) {
    if (rows_of_port[port] != 2) {
      throw std::invalid_argument(
          fmt::format("found port {} {}, expected each port alone or in one pair", port,
                      rows_of_port[port] == 0 ? "nowhere" : "in several places"));
    }
  }
}

void MixedModeOrder::to_single_ended(std::span<std::complex<double>> matrix) {
  const std::size_t ports = parts_.size();
  result_.assign(matrix.size(), 0);
  for (std::size_t to = 0; to < ports; ++to) {
    for (std::size_t from = 0; from < ports; ++from) {
      std::complex<double>& sum = result_[to * ports + from];
      for (const Part& out : parts_[to]) {
        for (const Part& in : parts_[from]) {
          sum += out.weight * in.weight * matrix[out.row * ports + in.row];
        }
      }
    }
  }
  std::ranges::copy(result_, matrix.begin());
}

}  // namespace lightloop::serdes
