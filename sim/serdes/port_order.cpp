// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/port_order.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <set>
#include <stdexcept>

namespace lightloop::serdes {
namespace {

constexpr std::size_t kPortsOfALane = 4;
constexpr std::size_t kMostPorts = 256;

std::vector<unsigned> numbers(const PortOrder& order) {
  if (!order.differential()) return {order.near_positive, order.far_positive};
  return {order.near_positive, order.near_negative, order.far_positive, order.far_negative};
}

std::vector<unsigned> numbers(const LanePorts& ports) {
  std::vector<unsigned> result = numbers(ports.lane);
  for (const PortOrder& neighbour : ports.neighbours) {
    const std::vector<unsigned> more = numbers(neighbour);
    result.insert(result.end(), more.begin(), more.end());
  }
  return result;
}

// Numbers from 1 with commas between, blanks around them allowed.
std::optional<std::vector<unsigned>> parse_numbers(std::string_view text) {
  std::vector<unsigned> result;
  while (result.size() < kMostPorts) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    unsigned port = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || port == 0) return std::nullopt;
    result.push_back(port);
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) return result;
    if (text.front() != ',') return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

bool each_once(const std::vector<unsigned>& ports) {
  return std::set<unsigned>(ports.begin(), ports.end()).size() == ports.size();
}

}  // namespace

LanePorts parse_port_order(std::string_view text) {
  const auto ports = parse_numbers(text);
  if (ports && each_once(*ports)) {
    const std::vector<unsigned>& p = *ports;
    if (p.size() == 2) return {.lane = {p[0], 0, p[1], 0}, .neighbours = {}};
    if (p.size() % kPortsOfALane == 0) {
      LanePorts result{.lane = {p[0], p[1], p[2], p[3]}, .neighbours = {}};
      for (std::size_t i = kPortsOfALane; i < p.size(); i += kPortsOfALane) {
        result.neighbours.push_back({p[i], p[i + 1], p[i + 2], p[i + 3]});
      }
      return result;
    }
  }
  throw std::invalid_argument(
      fmt::format("port order: found '{}', expected the ports near+,near-,far+,far- of the lane "
                  "(and of each neighbour after it), or near,far of a single wire, each port once, "
                  "for example 1,3,2,4",
                  text.substr(0, 80)));
}

std::string to_string(const LanePorts& ports) {
  return fmt::format("{}", fmt::join(numbers(ports), ","));
}

std::string describe(const PortOrder& order) {
  if (!order.differential()) {
    return fmt::format("{} to {}", order.near_positive, order.far_positive);
  }
  return fmt::format("{},{} to {},{}", order.near_positive, order.near_negative, order.far_positive,
                     order.far_negative);
}

unsigned highest_port(const LanePorts& ports) { return std::ranges::max(numbers(ports)); }

}  // namespace lightloop::serdes
