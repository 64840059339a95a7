// SPDX-License-Identifier: Apache-2.0
// Answers the requests of XRT's hw_emu driver.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <span>
#include <string_view>

#include "sim/xrt/device/connection.hpp"
#include "sim/xrt/device/device_memory.hpp"
#include "sim/xrt/device/simulation.hpp"

namespace lightloop::xrt_device {

class RpcService {
 public:
  /// Buffers shared with the host are made as files in `directory`. `on_waveform` is called when
  /// the host's xrt.ini asks for a waveform (debug_mode batch or gui).
  RpcService(Simulation& simulation, DeviceMemory& memory, std::filesystem::path directory,
             std::function<void()> on_waveform)
      : simulation_(simulation),
        memory_(memory),
        directory_(std::move(directory)),
        on_waveform_(std::move(on_waveform)) {}

  /// Fills `reply`. Returns false if this was the last call: the host is done with the device.
  /// Calls that the device does not know get an empty reply, and a line on standard error the first
  /// time. Throws FramingError if the payload is not what the call asks for.
  bool handle(const Request& request, ReplyBuffer& reply);

 private:
  void allocate(std::string_view payload, ReplyBuffer& out);
  void release(std::string_view payload, ReplyBuffer& out);
  void write_memory(std::string_view payload, ReplyBuffer& out);
  void read_memory(std::string_view payload, ReplyBuffer& out);
  void write_interrupt(std::uint64_t address, std::span<const std::uint8_t> data);
  void read_interrupt(std::uint64_t address, std::span<std::uint8_t> data);
  void write_raw(std::string_view payload, ReplyBuffer& out);
  void read_raw(std::string_view payload, ReplyBuffer& out);
  void write_registers(std::string_view payload, ReplyBuffer& out);
  void read_registers(std::string_view payload, ReplyBuffer& out);
  void set_environment(std::string_view payload, ReplyBuffer& out);

  Simulation& simulation_;
  DeviceMemory& memory_;
  std::filesystem::path directory_;
  std::function<void()> on_waveform_;
  std::set<std::uint32_t> unknown_;
};

}  // namespace lightloop::xrt_device
