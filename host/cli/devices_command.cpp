// SPDX-License-Identifier: Apache-2.0
// lightloop devices: what XRT sees, and how to get a device.
#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <string>

#include "host/cli/commands.hpp"
#include "host/cli/result_stream.hpp"
#include "host/engine/xrt_devices.hpp"
#include "host/report/device_table.hpp"

namespace lightloop::host {
namespace {

constexpr const char* kHowToGetACard =
    "# To use an FPGA card:\n"
    "#   1. install XRT and the platform package that the card's vendor gives for it,\n"
    "#      load the drivers xocl and xclmgmt, and flash the platform\n"
    "#      (xbmgmt program --base)\n"
    "#   2. source setup.sh of that XRT: it sets XILINX_XRT, which must point to the\n"
    "#      installation\n"
    "#   3. build the kernels for the platform, see the README, and run with\n"
    "#      --engine card --xclbin FILE\n"
    "# No card at hand: --engine emu runs the same kernels through the same XRT\n"
    "# calls, emulated.\n";

std::string no_device(const XrtDevices& xrt) {
  std::string text = xrt.problem.empty() ? "# XRT sees no card\n"
                                         : fmt::format("# XRT sees no card: {}\n", xrt.problem);
  for (const auto& card : list_pci_cards())
    text += fmt::format(
        "# on the PCI bus: {} Xilinx {}, {}\n", card.bus_address, card.device_id,
        card.driver.empty() ? "no driver is bound to it" : fmt::format("driver {}", card.driver));
  return text + kHowToGetACard;
}

ExitCode devices() {
  ResultStream results;
  const auto xrt = list_xrt_devices();
  results.print(device_table(xrt.devices));
  if (xrt.devices.empty()) results.print(no_device(xrt));
  for (const auto& device : xrt.devices)
    if (!device.problem.empty())
      spdlog::error("device {} cannot be opened: {}", device.index, device.problem);
  const bool failed = std::ranges::any_of(
      xrt.devices, [](const XrtDevice& device) { return !device.problem.empty(); });
  return results.verdict(failed ? ExitCode::kDeviceFailure : ExitCode::kGood);
}

}  // namespace

void add_devices_command(CLI::App& application, ExitCode& exit_code) {
  CLI::App& command =
      *application.add_subcommand("devices", "List the cards that XRT sees, and how to get one");
  command.callback([&exit_code] { exit_code = devices(); });
}

}  // namespace lightloop::host
