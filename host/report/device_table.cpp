// SPDX-License-Identifier: Apache-2.0
#include "host/report/device_table.hpp"

#include <fmt/format.h>

#include "host/base/text_wrap.hpp"

namespace lightloop::host {

std::string device_table(const std::vector<XrtDevice>& devices, int columns) {
  std::string text = "# index | bus address   | platform\n";
  for (const auto& device : devices) {
    const std::string what = device.problem.empty()
                                 ? device.name
                                 : fmt::format("cannot be opened: {}",
                                               device.problem.substr(0, device.problem.find('\n')));
    text += wrap(fmt::format("  {:5} | {:<13} | ", device.index,
                             device.bus_address.empty() ? "-" : device.bus_address),
                 fmt::format("  {:5} | {:<13} | ", "", ""), what, columns);
  }
  return text;
}

}  // namespace lightloop::host
