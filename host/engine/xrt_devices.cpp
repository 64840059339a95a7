// SPDX-License-Identifier: Apache-2.0
#include "host/engine/xrt_devices.hpp"

#include <algorithm>
#include <exception>
#include <experimental/xrt_system.h>
#include <fstream>
#include <system_error>
#include <xrt/xrt_device.h>

namespace lightloop::host {
namespace {

constexpr const char* kXilinxVendor = "0x10ee";

std::string first_word(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string word;
  stream >> word;
  return word;
}

}  // namespace

XrtDevices list_xrt_devices() {
  XrtDevices result;
  try {
    result.devices = open_each(xrt::system::enumerate_devices(), [](unsigned index) {
      const xrt::device device(index);
      return XrtDevice{index, device.get_info<xrt::info::device::name>(),
                       device.get_info<xrt::info::device::bdf>(), ""};
    });
  } catch (const std::exception& error) {
    result.problem = error.what();
  }
  return result;
}

std::vector<XrtDevice> open_each(unsigned count, const std::function<XrtDevice(unsigned)>& open) {
  std::vector<XrtDevice> devices;
  for (unsigned index = 0; index < count; ++index) {
    try {
      devices.push_back(open(index));
    } catch (const std::exception& error) {
      devices.push_back({index, "", "", error.what()});
    }
  }
  return devices;
}

std::vector<PciCard> list_pci_cards(const std::filesystem::path& root) {
  std::vector<PciCard> cards;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(root, error)) {
    if (first_word(entry.path() / "vendor") != kXilinxVendor) continue;
    std::error_code no_driver;
    const auto driver = std::filesystem::read_symlink(entry.path() / "driver", no_driver);
    cards.push_back({entry.path().filename().string(), first_word(entry.path() / "device"),
                     driver.filename().string()});
  }
  std::sort(cards.begin(), cards.end(),
            [](const auto& a, const auto& b) { return a.bus_address < b.bus_address; });
  return cards;
}

}  // namespace lightloop::host
