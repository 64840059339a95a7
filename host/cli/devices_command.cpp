// SPDX-License-Identifier: Apache-2.0
// lightloop devices: what XRT sees, and how to get a device.
#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <string>
#include <string_view>

#include "host/base/text_wrap.hpp"
#include "host/cli/commands.hpp"
#include "host/cli/result_stream.hpp"
#include "host/engine/xrt_devices.hpp"
#include "host/report/device_table.hpp"

namespace lightloop::host {
namespace {

std::string note(std::string_view text, int columns) { return wrap("# ", "#   ", text, columns); }

std::string how_to_get_a_card(int columns) {
  std::string text = note("To use an FPGA card:", columns);
  int number = 0;
  for (const char* step :
       {"install XRT and the platform package that the card's vendor gives for it, load the "
        "drivers xocl and xclmgmt, and flash the platform (xbmgmt program --base)",
        "source setup.sh of that XRT: it sets XILINX_XRT, which must point to the installation",
        "build the kernels for the platform, see the README, and run with\n"
        "--engine card --xclbin FILE"})
    text += wrap(fmt::format("#   {}. ", ++number), "#      ", step, columns);
  return text + note(
                    "No card at hand: --engine emu runs the same kernels through the same XRT "
                    "calls, emulated.",
                    columns);
}

std::string no_device(const XrtDevices& xrt, int columns) {
  std::string text =
      note(xrt.problem.empty() ? "XRT sees no card" : "XRT sees no card: " + xrt.problem, columns);
  for (const auto& card : list_pci_cards())
    text += note(fmt::format("on the PCI bus: {} Xilinx {}, {}", card.bus_address, card.device_id,
                             card.driver.empty() ? "no driver is bound to it"
                                                 : fmt::format("driver {}", card.driver)),
                 columns);
  return text + how_to_get_a_card(columns);
}

ExitCode devices() {
  ResultStream results;
  const auto xrt = list_xrt_devices();
  results.print(device_table(xrt.devices, results.columns()));
  if (xrt.devices.empty()) results.print(no_device(xrt, results.columns()));
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
