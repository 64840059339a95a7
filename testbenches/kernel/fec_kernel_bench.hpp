// SPDX-License-Identifier: Apache-2.0
// The kernel ll_fec, Verilated, between a host and a memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/golden/rs_code.hpp"
#include "testbenches/kernel/address_carries.hpp"
#include "testbenches/kernel/fault_memory.hpp"
#include "testbenches/kernel/fec_kernel_coverage.hpp"
#include "testbenches/kernel/kernel_bench.hpp"

namespace lightloop::testbenches {

/// Bytes of a codeword slot: 544 entries of 16 bits, whatever the code.
inline constexpr std::uint64_t kSlotBytes = 1088;

/// The argument registers of ll_fec as they stand; raw, so that wrong ones can be written too.
struct FecArguments {
  std::uint32_t mode = 0;
  std::uint32_t code = 0;
  std::uint32_t codewords = 0;
  std::uint64_t source = 0;
  std::uint64_t destination = 0;
  std::uint64_t status = 0;
};

/// Which of the builds of the kernel.
enum class FecBuild : std::uint8_t {
  kDefault,   ///< W = 16, both codes
  kKp4Only8,  ///< W = 8, KP4 only
};

class FecKernelBench {
 public:
  /// m_axi_status answers as m_axi_data does, unless it has options of its own.
  explicit FecKernelBench(const bus::Axi4MemorySlaveOptions& memory_options = {},
                          const bus::Axi4LiteMasterOptions& control_options = {},
                          FecBuild build = FecBuild::kDefault,
                          std::optional<bus::Axi4MemorySlaveOptions> status_options = {});

  KernelBench& kernel() { return *kernel_; }
  FaultMemory& memory() { return memory_; }
  bool interrupt() const { return interrupt_.get() != 0; }
  /// Beats of 512 bits moved through m_axi_data.
  std::uint64_t data_beats() const { return data_->beats(); }
  std::uint64_t status_beats() const { return status_->beats(); }
  /// Responses that the kernel has taken on R and B of m_axi_data.
  std::uint64_t data_reads() const { return data_reads_->taken(); }
  std::uint64_t data_writes() const { return data_writes_->taken(); }

  void write_arguments(const FecArguments& arguments);
  /// Writes the arguments, starts, waits for the end; returns the error register.
  std::uint32_t run(const FecArguments& arguments, std::uint64_t limit = 1'000'000);

  /// Puts `words` of `symbols_per_word` symbols into the fronts of slots from `address` on; the
  /// rest of each slot, and the upper 6 bits of all entries, are filled with what must be ignored.
  void store(std::uint64_t address, std::span<const golden::FecSymbol> words,
             std::size_t symbols_per_word);
  /// The entries of `slots` slots, all 544 of each.
  std::vector<std::uint16_t> load_slots(std::uint64_t address, std::size_t slots);
  std::vector<std::uint32_t> load_status(std::uint64_t address, std::size_t codewords);

 private:
  template <class Verilated>
  void connect(const bus::Axi4MemorySlaveOptions& memory_options,
               const bus::Axi4LiteMasterOptions& control_options,
               const bus::Axi4MemorySlaveOptions& status_options);

  bus::Signal interrupt_;
  FaultMemory memory_{kMemoryBase, kMemoryBytes};
  std::unique_ptr<bus::Axi4MemorySlave> data_;
  std::unique_ptr<bus::Axi4MemorySlave> status_;
  std::unique_ptr<ResponseCoverage> data_reads_;
  std::unique_ptr<ResponseCoverage> data_writes_;
  std::unique_ptr<ResponseCoverage> status_writes_;
  FecRunCoverage coverage_;
  unsigned stall_percent_;
  std::unique_ptr<KernelBench> kernel_;
};

}  // namespace lightloop::testbenches
