// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace lightloop::verilated {

/// What is wrong with an FST file that should be complete, empty when nothing is. The writer says
/// nothing when the disk is full; this looks whether the file is a sequence of whole blocks with
/// the hierarchy, the geometry and value changes among them.
std::string fst_damage(const std::filesystem::path& file);

}  // namespace lightloop::verilated
