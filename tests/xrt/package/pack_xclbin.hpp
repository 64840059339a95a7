// SPDX-License-Identifier: Apache-2.0
// Runs scripts/pack-xclbin, and a host program on what it made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_test {

/// scripts/pack-xclbin with these arguments, in `directory`.
ProcessResult pack_xclbin(const std::filesystem::path& directory,
                          const std::vector<std::string>& arguments);

/// PROGRAM XCLBIN ARGUMENTS in the emulation, in the folder of the xclbin.
ProcessResult run_on(const std::filesystem::path& xclbin, const std::string& program,
                     const std::vector<std::string>& arguments = {});
/// The vector-add program in the emulation.
ProcessResult run_vadd(const std::filesystem::path& xclbin);

/// tests/xrt/vadd/FILE of the source tree.
std::string vadd_source(const std::string& file);
/// tests/xrt/copy_add/FILE.
std::string copy_add_source(const std::string& file);

}  // namespace lightloop::xrt_test
