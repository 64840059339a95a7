// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/device_description.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace lightloop::xrt_device {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;

ControlProtocol parse_control(const std::string& text) {
  if (text == "ap_ctrl_hs") return ControlProtocol::kHandshake;
  if (text == "ap_ctrl_chain") return ControlProtocol::kChain;
  if (text == "ap_ctrl_none" || text == "user_managed") return ControlProtocol::kNone;
  throw std::runtime_error(fmt::format(
      "control: found \"{}\", expected ap_ctrl_hs, ap_ctrl_chain, ap_ctrl_none or user_managed",
      text));
}

MemoryDescription::Kind parse_kind(const std::string& text) {
  if (text == "device") return MemoryDescription::Kind::kDevice;
  if (text == "host") return MemoryDescription::Kind::kHost;
  throw std::runtime_error(
      fmt::format("memories.kind: found \"{}\", expected device or host", text));
}

template <class Ranges, class Name>
void check_ranges(const Ranges& ranges, const char* what, Name name) {
  for (auto a = ranges.begin(); a != ranges.end(); ++a) {
    if (a->size == 0 || a->base + (a->size - 1) < a->base) {
      throw std::runtime_error(fmt::format("{} {}: size {:#x} at {:#x} is not a range", what,
                                           name(*a), a->size, a->base));
    }
    for (auto b = ranges.begin(); b != a; ++b) {
      if (a->base <= b->base + (b->size - 1) && b->base <= a->base + (a->size - 1)) {
        throw std::runtime_error(fmt::format("{} {} and {} overlap", what, name(*a), name(*b)));
      }
    }
  }
}

DeviceDescription parse(const json& root) {
  if (const int format = root.at("format").get<int>(); format != kFormat) {
    throw std::runtime_error(
        fmt::format("format: found {}, expected {}: pack the xclbin again", format, kFormat));
  }
  DeviceDescription device{.name = root.at("name"), .clock_period_ps = root.at("clock_period_ps")};
  for (const json& kernel : root.at("kernels")) {
    device.kernels.push_back({.name = kernel.at("name"),
                              .library = kernel.at("library"),
                              .control = parse_control(kernel.at("control")),
                              .control_port = kernel.at("control_port"),
                              .memory_ports = kernel.at("memory_ports")});
  }
  for (const json& unit : root.at("compute_units")) {
    device.compute_units.push_back({.instance = unit.at("instance"),
                                    .kernel = unit.at("kernel"),
                                    .base = unit.at("base"),
                                    .size = unit.at("size")});
    device.kernel(device.compute_units.back().kernel);
  }
  for (const json& memory : root.at("memories")) {
    device.memories.push_back({.tag = memory.at("tag"),
                               .kind = parse_kind(memory.at("kind")),
                               .base = memory.at("base"),
                               .size = memory.at("size")});
  }
  check_ranges(device.compute_units, "compute units",
               [](const auto& unit) { return unit.instance; });
  check_ranges(device.memories, "memories", [](const auto& memory) { return memory.tag; });
  return device;
}

}  // namespace

const KernelDescription& DeviceDescription::kernel(const std::string& wanted) const {
  const auto found = std::find_if(kernels.begin(), kernels.end(),
                                  [&](const auto& kernel) { return kernel.name == wanted; });
  if (found == kernels.end()) {
    throw std::runtime_error(fmt::format("kernels: no kernel \"{}\"", wanted));
  }
  return *found;
}

DeviceDescription read_device_description(const std::filesystem::path& path) {
  std::ifstream stream(path);
  if (!stream) throw std::runtime_error(fmt::format("{}: cannot be read", path.string()));
  try {
    return parse(json::parse(stream));
  } catch (const std::exception& error) {
    throw std::runtime_error(fmt::format("{}: {}", path.string(), error.what()));
  }
}

}  // namespace lightloop::xrt_device
