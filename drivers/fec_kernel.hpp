// SPDX-License-Identifier: Apache-2.0
// Driver of the kernel ll_fec: Reed-Solomon encoder and decoder on the device.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "drivers/compute_unit.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::drivers {

/// Encodes and decodes batches of any size. They are cut into runs of a bounded number of codewords
/// with two sets of buffers: while the kernel works on one, the host fills or empties the other.
/// Not thread safe. XRT's exceptions pass through.
class FecKernel {
 public:
  static constexpr std::size_t kDefaultCodewordsPerRun = 4096;

  /// Allocates 2 x codewords_per_run x 2180 bytes on the device. Throws KernelError when the kernel
  /// is not the one that this driver knows; std::invalid_argument when codewords_per_run is 0.
  FecKernel(const xrt::device& device, const xrt::uuid& xclbin,
            std::size_t codewords_per_run = kDefaultCodewordsPerRun);

  const KernelCapability& capability() const { return capability_; }

  /// As golden::rs_encode: m x k message symbols in, m x n codeword symbols out.
  /// Throws std::invalid_argument for sizes that do not fit each other or a symbol beyond 10 bits;
  /// KernelError when the kernel fails, has not got the code, or does not come to its end.
  void encode(golden::RsCode code, std::span<const golden::FecSymbol> messages,
              std::span<golden::FecSymbol> codewords);

  /// As golden::rs_decode: m x n received symbols in, m x n corrected symbols and m status out.
  /// `corrected` may be the same memory as `received`. Throws as encode.
  void decode(golden::RsCode code, std::span<const golden::FecSymbol> received,
              std::span<golden::FecSymbol> corrected, std::span<golden::CodewordStatus> status);

 private:
  // The buffers of one run.
  struct Slot {
    xrt::bo source;
    xrt::bo destination;
    xrt::bo status;
    xrt::run run;
  };
  // Codewords first .. first+count-1 of a batch.
  using Transfer = std::function<void(Slot&, std::size_t first, std::size_t count)>;

  void run_batch(std::uint32_t mode, golden::RsCode code, std::size_t codewords,
                 const Transfer& fill, const Transfer& drain);

  ComputeUnit unit_;
  KernelCapability capability_;
  std::size_t codewords_per_run_;
  std::array<Slot, 2> slots_;
};

}  // namespace lightloop::drivers
