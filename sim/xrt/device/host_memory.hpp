// SPDX-License-Identifier: Apache-2.0
// The host's own memory as kernels see it: buffers made with xrt::bo::flags::host_only.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "sim/bus/memory.hpp"
#include "sim/xrt/device/connection.hpp"

namespace lightloop::xrt_device {

/// Answers accesses by asking the host over its second socket, one call each.
class HostMemory final : public bus::Memory {
 public:
  /// The socket may be at any of `candidates`. It is not opened before connect(): newer XRT drops a
  /// connection that comes before the first request on the main socket.
  explicit HostMemory(std::vector<std::filesystem::path> candidates)
      : candidates_(std::move(candidates)) {}
  ~HostMemory() override;

  /// Tries to connect if not yet connected.
  void connect();
  /// Tells the host that no more calls come; without it its thread for them spins until it ends.
  void say_goodbye() noexcept;

  /// kSlvErr if there is no connection or the host refuses; HostGone as Connection.
  bus::AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override;
  bus::AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> data) override;

 private:
  std::vector<std::filesystem::path> candidates_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace lightloop::xrt_device
