// SPDX-License-Identifier: Apache-2.0
// Whether an xclbin can be loaded by XRT without harm.
#pragma once

#include <filesystem>

#include "sim/xrt/xclbin/xclbin_file.hpp"

namespace lightloop::xclbin {

/// Checks what XRT's library takes on trust of any xclbin: the required sections, their tables and
/// the references between them, the XML and JSON texts. Throws XclbinError for the first thing that
/// is wrong.
void validate_for_loading(const XclbinFile& file);

/// Checks in addition what the emulation driver takes on trust: that the file was built for hw_emu;
/// addresses of registers and memory; and the archive with the device process, to the last byte.
/// Throws XclbinError.
void validate_for_emulation(const XclbinFile& file);
void validate_for_emulation(const std::filesystem::path& path);

}  // namespace lightloop::xclbin
