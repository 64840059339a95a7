// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pma/lane_order.hpp"

#include <stdexcept>
#include <string>

namespace lightloop::golden::pma {

std::size_t lane_count(const LaneOrder& order) {
  const std::size_t width = order.empty() ? 0 : order.front().size();
  if (width == 0) throw std::invalid_argument("lane order: found no lanes");
  const std::size_t lanes = order.size() * width;
  std::vector<bool> seen(lanes, false);
  for (std::size_t row = 0; row < order.size(); ++row) {
    const std::string where = "lane order, row " + std::to_string(row) + ": found ";
    if (order[row].size() != width) {
      throw std::invalid_argument(where + std::to_string(order[row].size()) +
                                  " lanes, expected as many as in row 0: " + std::to_string(width));
    }
    for (const int lane : order[row]) {
      if (lane < 0 || static_cast<std::size_t>(lane) >= lanes || seen[lane]) {
        throw std::invalid_argument(where + "lane " + std::to_string(lane) +
                                    ", expected each of 0 to " + std::to_string(lanes - 1) +
                                    " once");
      }
      seen[lane] = true;
    }
  }
  return lanes;
}

LaneOrder consecutive_lanes(int rows, int width) {
  LaneOrder order(rows);
  for (int row = 0; row < rows; ++row) {
    for (int turn = 0; turn < width; ++turn) order[row].push_back(width * row + turn);
  }
  return order;
}

LaneOrder alternating_flows(int rows, int width, int second_flow) {
  LaneOrder order(rows);
  for (int row = 0; row < rows; ++row) {
    for (int turn = 0; turn < width; ++turn) {
      order[row].push_back(width / 2 * row + turn / 2 + turn % 2 * second_flow);
    }
  }
  return order;
}

}  // namespace lightloop::golden::pma
