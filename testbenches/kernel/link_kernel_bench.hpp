// SPDX-License-Identifier: Apache-2.0
// The kernel ll_link, Verilated, between a host and a memory.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/golden/digital_link.hpp"
#include "testbenches/kernel/address_carries.hpp"
#include "testbenches/kernel/fault_memory.hpp"
#include "testbenches/kernel/kernel_bench.hpp"
#include "testbenches/kernel/link_kernel_coverage.hpp"

namespace lightloop::testbenches {

/// Which of the builds of the kernel.
enum class LinkBuild : std::uint8_t {
  kDefault,   ///< W = 16, both codes
  kKr4Only8,  ///< W = 8, KR4 only
};

/// Arguments of one run beside the configuration; raw, so that wrong ones can be written too.
struct LinkRun {
  bool restart = false;
  std::uint64_t codewords = 0;
  std::uint64_t result = 0x10000;
};

class LinkKernelBench {
 public:
  static constexpr std::size_t kWords = 32;
  using Words = std::array<std::uint64_t, kWords>;

  explicit LinkKernelBench(const bus::Axi4MemorySlaveOptions& memory_options = {},
                           LinkBuild build = LinkBuild::kDefault);

  KernelBench& kernel() { return *kernel_; }
  FaultMemory& memory() { return memory_; }
  std::uint64_t result_beats() const { return result_->beats(); }

  /// Holds the kernel in reset, which ends its session.
  void reset(unsigned clocks = 8);
  void write_configuration(const golden::DigitalLinkConfig& config);
  /// Writes the arguments of the run, starts, waits for the end; returns the error register.
  std::uint32_t run(const LinkRun& arguments, std::uint64_t limit = 10'000'000);
  /// The 32 words at `address`.
  Words load_words(std::uint64_t address);
  /// Puts the counters of the link at these values, the reserved words left out; with kKr4Only8
  /// only, between two runs.
  void put_counters(golden::LinkCounters counters);

 private:
  template <class Verilated>
  void connect(const bus::Axi4MemorySlaveOptions& memory_options);

  std::vector<std::uint64_t*> counters_;  // of the link, where the build shows them
  FaultMemory memory_{kMemoryBase, kMemoryBytes};
  std::unique_ptr<bus::Axi4MemorySlave> result_;
  std::unique_ptr<ResponseCoverage> result_writes_;
  LinkRunCoverage coverage_;
  unsigned stall_percent_;
  std::uint32_t code_ = 0;                     // as configured
  std::optional<std::uint32_t> session_code_;  // of the session, once there is one
  std::unique_ptr<KernelBench> kernel_;
};

}  // namespace lightloop::testbenches
