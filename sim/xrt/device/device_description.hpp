// SPDX-License-Identifier: Apache-2.0
// device.json: what scripts/pack-xclbin tells the device process about the xclbin it lies in.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lightloop::xrt_device {

/// How a kernel is started and says that it is done (hwControlProtocol of kernel.xml).
enum class ControlProtocol { kHandshake, kChain, kNone };

struct KernelDescription {
  std::string name{};     ///< an identifier; there once
  std::string library{};  ///< file name, beside device.json
  /// The same kernel, able to write waveforms and slower: a kernel library compressed by gzip,
  /// beside device.json. Empty: there is none.
  std::string waveform_library{};
  ControlProtocol control = ControlProtocol::kHandshake;
  bool interrupt = false;      ///< its port `interrupt` leads to the host
  std::string control_port{};  ///< AXI4-Lite slave, e.g. s_axi_control; empty if there is none
  std::vector<std::string> memory_ports{};  ///< AXI4 masters, e.g. m_axi_gmem
  std::vector<std::string> stream_ports{};  ///< AXI4-Stream ports of either direction
};

struct ComputeUnitDescription {
  std::string instance{};  ///< an identifier; there once
  std::string kernel{};
  std::uint64_t base = 0;  ///< of its registers
  std::uint64_t size = 0;
  /// For each memory port of its kernel, in that order: the memories that it is connected to, as
  /// numbers in DeviceDescription::memories.
  std::vector<std::vector<std::size_t>> reach{};
};

/// A stream port of a compute unit, as numbers in DeviceDescription::compute_units and in the
/// kernel's stream_ports.
struct StreamPortDescription {
  std::size_t unit = 0;
  std::size_t port = 0;
  friend auto operator<=>(const StreamPortDescription&, const StreamPortDescription&) = default;
};

/// A connection of two stream ports.
struct StreamDescription {
  StreamPortDescription source{};  ///< an output of its kernel
  StreamPortDescription sink{};    ///< an input of its kernel
  std::size_t depth = 0;           ///< beats, at least 1
};

/// A stream port with a capture behind it.
struct CaptureDescription {
  StreamPortDescription place{};
  std::string file{};  ///< seen from the host's working directory
};

/// A range of addresses that ends within 63 bits.
struct MemoryDescription {
  enum class Kind { kDevice, kHost };
  std::string tag{};
  Kind kind = Kind::kDevice;
  std::uint64_t base = 0;
  std::uint64_t size = 0;
};

struct DeviceDescription {
  std::string name{};  ///< of the design; the beginning of file names
  std::uint64_t clock_period_ps = 0;
  std::vector<KernelDescription> kernels{};
  std::vector<ComputeUnitDescription> compute_units{};
  std::vector<StreamDescription> streams{};    ///< each port once
  std::vector<CaptureDescription> captures{};  ///< of ports that have no stream
  std::vector<MemoryDescription> memories{};
  double capture_gbps =
      0;  ///< of the line that captures come from; 0: as fast as kernels take them

  /// Throws std::runtime_error naming the kernel.
  const KernelDescription& kernel(const std::string& name) const;
};

/// `origin` stands for the file in messages. Throws std::runtime_error naming it, the field, the
/// value found and the value expected.
DeviceDescription parse_device_description(std::string_view text, const std::string& origin);
DeviceDescription read_device_description(const std::filesystem::path& path);

}  // namespace lightloop::xrt_device
