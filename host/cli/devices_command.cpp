// SPDX-License-Identifier: Apache-2.0
// lightloop devices: what XRT sees, and how to get a device.
#include <fmt/format.h>

#include "host/cli/commands.hpp"
#include "host/engine/xrt_devices.hpp"

namespace lightloop::host {
namespace {

constexpr const char* kHowToGetACard =
    "# To use an FPGA card:\n"
    "#   1. install XRT and the platform package that the card's vendor gives for it, load the\n"
    "#      drivers xocl and xclmgmt, and flash the platform (xbmgmt program --base)\n"
    "#   2. source setup.sh of that XRT: it sets XILINX_XRT, which must point to the installation\n"
    "#   3. build the kernels for the platform, see the README, and run with\n"
    "#      --engine card --xclbin FILE\n"
    "# No card at hand: --engine emu runs the same kernels through the same XRT calls, emulated.\n";

ExitCode devices() {
  const auto xrt = list_xrt_devices();
  fmt::print("# index | bus address   | platform\n");
  for (const auto& device : xrt.devices)
    fmt::print("  {:5} | {:<13} | {}\n", device.index, device.bus_address, device.name);
  if (!xrt.devices.empty()) {
    if (!xrt.problem.empty()) fmt::print("# the next one cannot be opened: {}\n", xrt.problem);
    return ExitCode::kGood;
  }
  if (xrt.problem.empty())
    fmt::print("# XRT sees no card\n");
  else
    fmt::print("# XRT sees no card: {}\n", xrt.problem);
  for (const auto& card : list_pci_cards())
    fmt::print(
        "# on the PCI bus: {} Xilinx {}, {}\n", card.bus_address, card.device_id,
        card.driver.empty() ? "no driver is bound to it" : fmt::format("driver {}", card.driver));
  fmt::print("{}", kHowToGetACard);
  return ExitCode::kGood;
}

}  // namespace

void add_devices_command(CLI::App& application, ExitCode& exit_code) {
  CLI::App& command =
      *application.add_subcommand("devices", "List the cards that XRT sees, and how to get one");
  command.callback([&exit_code] { exit_code = devices(); });
}

}  // namespace lightloop::host
