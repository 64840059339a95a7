// SPDX-License-Identifier: Apache-2.0
// A kernel with the host's end of its control port: what the benches of all kernels share.
#pragma once

#include <cstdint>
#include <string>

#include "testbenches/kernel/kernel_coverage.hpp"
#include "testbenches/lib/axi4_lite_driver.hpp"
#include "testbenches/lib/bench.hpp"

namespace lightloop::testbenches {

/// Speaks ap_ctrl_hs to a kernel from code that is no coroutine: each call is a run of the bench
/// and goes on where the last one ended. VerilatedKernelBench knows which model it is.
class KernelBench {
 public:
  virtual ~KernelBench() = default;
  KernelBench(const KernelBench&) = delete;
  KernelBench& operator=(const KernelBench&) = delete;

  /// Holds the kernel in reset; the bus models forget what they have in progress. The first call of
  /// anything here comes after a reset of its own.
  void reset(unsigned clocks = 8);
  void step(std::uint64_t clocks = 1);
  /// The number of the present clock; those in reset count.
  std::uint64_t clocks() { return clock().cycle(); }

  /// One register access, to its end. Throws testbench::AxiResponseError on an error response.
  std::uint32_t read(std::uint32_t offset);
  void write(std::uint32_t offset, std::uint32_t value);
  /// Two words, low one first.
  void write64(std::uint32_t offset, std::uint64_t value);

  /// Writes ap_start.
  void start();
  /// Reads the control register until it shows ap_done, as XRT does, and returns what it showed.
  /// Throws std::runtime_error after `limit` clocks.
  std::uint32_t wait_done(std::uint64_t limit = 1'000'000);

 protected:
  /// `kernel` is its name, for the coverage.
  explicit KernelBench(const std::string& kernel) : starts_(kernel) {}

 private:
  virtual testbench::Clock& clock() = 0;
  virtual testbench::Axi4LiteDriver& control() = 0;
  virtual testbench::Task<> reset_task(std::uint64_t clocks) = 0;
  virtual void run(testbench::Task<> task, std::uint64_t limit) = 0;
  testbench::Task<std::uint32_t> read_task(std::uint32_t offset);

  StartCoverage starts_;
};

}  // namespace lightloop::testbenches
