// SPDX-License-Identifier: Apache-2.0
// Answers the requests of XRT's hw_emu driver.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

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

  /// Fills `reply`, which keeps its memory from one call to the next. Returns false if this was the
  /// last call: the host is done with the device. Calls that the device does not know get an empty
  /// reply, and a line on standard error the first time. Throws FramingError if the payload is not
  /// what the call asks for.
  bool handle(std::uint32_t call, const std::string& payload, std::string& reply);

 private:
  std::string allocate(const std::string& payload);
  std::string release(const std::string& payload);
  void write_memory(const std::string& payload, std::string& out);
  void read_memory(const std::string& payload, std::string& out);
  std::string write_raw(const std::string& payload);
  std::string read_raw(const std::string& payload);
  std::string write_registers(const std::string& payload);
  std::string read_registers(const std::string& payload);
  std::string set_environment(const std::string& payload);

  Simulation& simulation_;
  DeviceMemory& memory_;
  std::filesystem::path directory_;
  std::function<void()> on_waveform_;
  std::set<std::uint32_t> unknown_;
};

}  // namespace lightloop::xrt_device
