// SPDX-License-Identifier: Apache-2.0
// Driver of the kernel ll_link: the BER engine on the device.
#pragma once

#include <cstdint>

#include "drivers/compute_unit.hpp"
#include "sim/golden/digital_link.hpp"

namespace lightloop::drivers {

/// Runs sessions of the digital link, one at a time. The kernel keeps the state of a session from
/// run to run. Not thread safe. XRT's exceptions pass through.
class LinkKernel {
 public:
  /// Throws KernelError when the kernel is not the one that this driver knows.
  LinkKernel(const xrt::device& device, const xrt::uuid& xclbin);

  const KernelCapability& capability() const { return capability_; }

  /// Begins a session from the initial state that `config` defines; the last one ends. Throws
  /// std::invalid_argument as golden::validate; KernelError when the kernel has not got the code.
  void open(const golden::DigitalLinkConfig& config);

  /// Sends `codewords` more codewords, in runs of bounded length; returns the counters since
  /// open(). Throws KernelError, also for counters that cannot be; std::logic_error before the
  /// first open().
  golden::LinkCounters advance(std::uint64_t codewords);

 private:
  golden::LinkCounters run(std::uint64_t codewords);

  ComputeUnit unit_;
  KernelCapability capability_;
  xrt::bo result_;
  xrt::run run_;
  golden::RsCode code_ = golden::RsCode::kKp4;
  golden::LinkCounters counters_{};  // since open()
  bool opened_ = false;
  bool restart_ = true;  // the next run begins the session
};

}  // namespace lightloop::drivers
