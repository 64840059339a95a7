// SPDX-License-Identifier: Apache-2.0
#include "host/engine/xclbin_check.hpp"

#include <fmt/format.h>
#include <string>

#include "host/base/errors.hpp"
#include "sim/xrt/xclbin/validate.hpp"
#include "sim/xrt/xclbin/xclbin_file.hpp"

namespace lightloop::host {
namespace {

void require_kernel(const xclbin::XclbinFile& file, std::string_view kernel) {
  std::string found;
  for (const auto& unit : file.compute_units()) {
    const std::string_view name = std::string_view(unit.name).substr(0, unit.name.find(':'));
    if (name == kernel) return;
    found += fmt::format("{}{}", found.empty() ? "" : ", ", unit.name);
  }
  throw InputError(fmt::format("xclbin {}: found the compute units {}, expected one of kernel {}",
                               file.origin(), found, kernel));
}

void require_mode(const xclbin::XclbinFile& file, std::string_view mode, const char* expected) {
  const std::string found = xclbin::mode_name(file.mode());
  if (found != mode)
    throw InputError(
        fmt::format("xclbin {}: built for {}, expected {}", file.origin(), found, expected));
}

}  // namespace

void check_xclbin(const std::filesystem::path& path, XclbinUse use,
                  std::span<const std::string_view> kernels) {
  try {
    const auto file = xclbin::XclbinFile::load(path);
    switch (use) {
      case XclbinUse::kEmulatedCard:
        xclbin::validate_for_emulation(file);
        break;
      case XclbinUse::kVendorEmulation:
        require_mode(file, "hw_emu", "hw_emu, which XCL_EMULATION_MODE asks for");
        xclbin::validate_for_loading(file);
        break;
      case XclbinUse::kCard:
        require_mode(file, "hw", "one for a card (scripts/build-card), or use --engine emu");
        xclbin::validate_for_loading(file);
        break;
    }
    for (const auto kernel : kernels) require_kernel(file, kernel);
  } catch (const xclbin::XclbinError& error) {
    throw InputError(fmt::format("xclbin {}", error.what()));
  }
}

}  // namespace lightloop::host
