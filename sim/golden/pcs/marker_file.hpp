// SPDX-License-Identifier: Apache-2.0
// Marker tables of the user: docs/pcs.md section 8.
#pragma once

#include <string>
#include <string_view>

#include "sim/phy/alignment_marker.hpp"

namespace lightloop::golden::pcs {

/// Reads one marker of 30 hex digits a line, lane 0 first; empty lines and what follows # are left
/// out. Throws std::invalid_argument naming `file`, the line, what was found and what was expected,
/// or the lane and octet that check_markers() refuses.
phy::MarkerTable parse_markers(std::string_view text, phy::EthernetRate rate,
                               const std::string& file);

/// The self-checks that every marker table passes. Throws std::invalid_argument that begins with
/// `name` and says which lane and which octet.
void check_markers(const phy::MarkerTable& table, phy::EthernetRate rate, const std::string& name);

}  // namespace lightloop::golden::pcs
