// SPDX-License-Identifier: Apache-2.0
// One kernel of a loaded xclbin, as the drivers use it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <xrt/xrt_bo.h>
#include <xrt/xrt_device.h>
#include <xrt/xrt_kernel.h>
#include <xrt/xrt_uuid.h>

#include "drivers/registers/register_flag.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::drivers {

/// What a build of a kernel can do, from its capability register.
struct KernelCapability {
  unsigned version = 0;  ///< of the register layout
  unsigned symbols_per_clock = 0;
  bool kp4 = false;
  bool kr4 = false;
};

/// Opened for this process alone: only then does XRT let its registers be read.
class ComputeUnit {
 public:
  /// Throws what XRT throws when there is no such kernel or another process has it.
  ComputeUnit(const xrt::device& device, const xrt::uuid& xclbin, const std::string& name);

  const std::string& name() const { return name_; }
  xrt::run make_run() const { return xrt::run(kernel_); }
  /// A buffer of at least `bytes` in the memory that pointer argument `argument` is connected to.
  xrt::bo allocate(std::size_t bytes, int argument) const;

  /// Reads and checks the capability register. Throws KernelError for a layout version other than
  /// `version`.
  KernelCapability capability(std::uint32_t offset, unsigned version) const;

  /// Throws KernelError unless `capability`, that of this unit, has the code.
  void require_code(const KernelCapability& capability, golden::RsCode code) const;

  /// Waits until `run` has ended. Throws KernelError when it ends otherwise than completed, or not
  /// within `limit`; then the run is given up, and the device must be loaded anew.
  /// XRT's own wait is of no use here: in emulation its time limit has no effect.
  void wait(const xrt::run& run, std::chrono::milliseconds limit, const std::string& what) const;

  /// Throws KernelError that lists the flags set in the register at `offset`, if any is.
  void check_flags(std::uint32_t offset, std::span<const RegisterFlag> flags,
                   const std::string& what) const;

 private:
  xrt::device device_;
  std::string name_;
  xrt::kernel kernel_;
};

/// A limit for a run of `codewords` codewords that no working device reaches, an emulated one under
/// a waveform dump included.
std::chrono::milliseconds run_limit(std::uint64_t codewords);

}  // namespace lightloop::drivers
