// SPDX-License-Identifier: Apache-2.0
// Which lanes a multiplexer takes, and in which order.
#pragma once

#include <cstddef>
#include <vector>

namespace lightloop::golden::pma {

/// Row i: the lanes that output i takes, in turn.
using LaneOrder = std::vector<std::vector<int>>;

/// The number of lanes in `order`. Throws std::invalid_argument unless all rows have the same
/// length, not 0, and the lanes 0, 1, 2, ... stand in it once each.
std::size_t lane_count(const LaneOrder& order);

/// Rows of `width` lanes that follow each other: 0, 1, ..., then width, width+1, ...
LaneOrder consecutive_lanes(int rows, int width);

/// Rows of `width` lanes, half of them from each flow, by turns: row i begins with lane
/// width/2*i of flow 0, the same of flow 1, the next of flow 0; flow 1 begins with `second_flow`.
LaneOrder alternating_flows(int rows, int width, int second_flow);

}  // namespace lightloop::golden::pma
