// SPDX-License-Identifier: Apache-2.0
// Whether an xclbin can be loaded by the emulation driver of XRT without harm.
#pragma once

#include <filesystem>

#include "sim/xrt/xclbin/xclbin_file.hpp"

namespace lightloop::xclbin {

/// Checks what the driver takes on trust: the container; that it was built for hw_emu; the required
/// sections, their tables and the references between them; the XML description; and the archive
/// with the device process, to the last byte. Throws XclbinError for the first thing that is wrong.
void validate_for_emulation(const XclbinFile& file);
void validate_for_emulation(const std::filesystem::path& path);

}  // namespace lightloop::xclbin
