// SPDX-License-Identifier: Apache-2.0
// device.json, and the memory that it describes.
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>

#include "sim/xrt/device/device_description.hpp"
#include "sim/xrt/device/device_memory.hpp"
#include "sim/xrt/device/host_memory.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  const auto file = fuzz::input_file("device.json", std::span(data, size));
  try {
    const auto device = xrt_device::read_device_description(file);
    for (const auto& unit : device.compute_units) device.kernel(unit.kernel);
    xrt_device::HostMemory host({});
    xrt_device::DeviceMemory memory(device.memories, host);
    for (const auto& bank : device.memories) {
      if (bank.kind == xrt_device::MemoryDescription::Kind::kHost) continue;
      std::array<std::uint8_t, 1> last{0xA5};
      const auto address = bank.base + (bank.size - 1);
      fuzz::check(memory.write(address, last) == bus::AxiResponse::kOkay,
                  "the last byte of a bank cannot be written");
      fuzz::check(memory.read(address, last) == bus::AxiResponse::kOkay && last[0] == 0xA5,
                  "the last byte of a bank does not come back");
    }
  } catch (const std::runtime_error&) {  // a clear error is right; anything else is not
  }
  return 0;
}
