// SPDX-License-Identifier: Apache-2.0
// The kernels as the EMBEDDED_METADATA section of an xclbin describes them, in XML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/xrt/xclbin/xclbin_file.hpp"

namespace lightloop::xclbin {

struct KernelArgument {
  std::string name{};
  std::optional<std::uint64_t> index{};  ///< nothing: the host does not see it
  std::uint64_t offset = 0;              ///< of its registers
  std::uint64_t size = 0;                ///< of its registers, in bytes
  bool is_address = false;               ///< of a buffer
  bool is_stream = false;                ///< an AXI4-Stream port, which has no registers
};

struct KernelInstance {
  std::string name{};
  std::optional<std::uint64_t> base_address{};
};

struct KernelMetadata {
  /// Without a register port XRT takes kernels to have registers of this size.
  static constexpr std::uint64_t kDefaultRange = 65536;

  std::string name{};
  std::string type = "pl";              ///< programmable logic; others are programs
  std::uint64_t range = kDefaultRange;  ///< bytes of the register port
  std::vector<KernelArgument> arguments{};
  std::vector<KernelInstance> instances{};

  /// How many indexes there are; they are 0, 1, ... without a gap.
  std::uint64_t argument_count() const;
};

struct DesignMetadata {
  std::string project{};
  std::string fpga_device{};  ///< empty when not given
  std::vector<KernelMetadata> kernels{};
};

/// Reads the section as XRT does, and checks what XRT takes on trust: that the text is of a size
/// and depth that its parser can bear, that numbers are numbers of at most 64 bits, that names are
/// there and are names, that arguments lie inside the register port. Throws XclbinError.
DesignMetadata read_design_metadata(const XclbinFile& file);

}  // namespace lightloop::xclbin
