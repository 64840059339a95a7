// SPDX-License-Identifier: Apache-2.0
// What there is to run on: the cards that XRT sees, and those on the PCI bus that it does not.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace lightloop::host {

struct XrtDevice {
  unsigned index = 0;
  std::string name;         ///< of the platform on the card
  std::string bus_address;  ///< PCI domain:bus:device.function
  std::string problem;      ///< why it cannot be opened; else empty
};

struct XrtDevices {
  std::vector<XrtDevice> devices;
  std::string problem;  ///< why XRT could not be asked at all; else empty
};

/// Asks XRT for all of its devices. Never throws.
XrtDevices list_xrt_devices();

/// Devices 0 to `count` - 1, as `open(index)` finds them; what it throws is the device's problem.
std::vector<XrtDevice> open_each(unsigned count, const std::function<XrtDevice(unsigned)>& open);

/// A function of a Xilinx card on the PCI bus.
struct PciCard {
  std::string bus_address;
  std::string device_id;  ///< as in sysfs, 0x5000
  std::string driver;     ///< empty when none is bound
};

/// Looks through sysfs; `root` is for tests. Without a PCI bus the list is empty.
std::vector<PciCard> list_pci_cards(const std::filesystem::path& root = "/sys/bus/pci/devices");

}  // namespace lightloop::host
