// SPDX-License-Identifier: Apache-2.0
// Whether an xclbin may be handed to XRT, which crashes on a damaged file.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace lightloop::host {

/// What loads it.
enum class XclbinUse {
  kEmulatedCard,     ///< the emulated card of Lightloop
  kVendorEmulation,  ///< the hardware emulation of Vitis, without the compatibility library
  kCard,             ///< an FPGA card
};

/// Throws InputError for a file that is damaged, built for another use, or without a compute unit
/// of one of `kernels`.
void check_xclbin(const std::filesystem::path& path, XclbinUse use,
                  std::span<const std::string_view> kernels);

}  // namespace lightloop::host
