// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace lightloop::host {

/// Says what a file that starts so is, for a message "found ..."; with the command that makes a
/// capture of it where there is one.
std::string describe_other_format(std::span<const std::uint8_t> start);

}  // namespace lightloop::host
