// SPDX-License-Identifier: Apache-2.0
#include "host/cli/version_text.hpp"

#include <fmt/format.h>
#include <systemc>

#include "host/base/version.hpp"
#include "host/cli/commit.hpp"

namespace lightloop::host {

std::string version_text() {
  return fmt::format(
      "lightloop {}\n"
      "commit     {}\n"
      "Verilator  {}\n"
      "SystemC    {}.{}.{}\n"
      "XRT        {}\n"
      "compiler   {}",
      kVersion, kCommit, LIGHTLOOP_VERILATOR_VERSION, sc_core::sc_version_major,
      sc_core::sc_version_minor, sc_core::sc_version_patch, LIGHTLOOP_XRT_VERSION,
      LIGHTLOOP_COMPILER);
}

}  // namespace lightloop::host
