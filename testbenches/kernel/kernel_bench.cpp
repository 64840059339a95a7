// SPDX-License-Identifier: Apache-2.0
#include "testbenches/kernel/kernel_bench.hpp"

#include <stdexcept>
#include <string>

#include "drivers/registers/ll_fec.hpp"

namespace lightloop::testbenches {

// The control registers are the same in every kernel.
namespace registers = drivers::ll_fec;
using testbench::ClockCycles;
using testbench::keep_function;
using testbench::Task;

namespace {

/// The longest that one access may take.
constexpr std::uint64_t kAccessClocks = 10'000;

}  // namespace

void KernelBench::reset(unsigned clocks) {
  starts_.reset();
  run(reset_task(clocks), clocks + 2);
}

void KernelBench::step(std::uint64_t clocks) {
  if (clocks == 0) return;
  run(keep_function([&]() -> Task<> { co_await ClockCycles(clock(), clocks); }), clocks + 1);
}

Task<std::uint32_t> KernelBench::read_task(std::uint32_t offset) {
  const std::uint64_t value = co_await control().read(offset);
  if (offset == registers::kCtrlOffset && (value & registers::kCtrlApDoneMask) != 0) {
    starts_.done();
  }
  co_return static_cast<std::uint32_t>(value);
}

std::uint32_t KernelBench::read(std::uint32_t offset) {
  std::uint32_t value = 0;
  run(keep_function([&]() -> Task<> { value = co_await read_task(offset); }), kAccessClocks);
  return value;
}

void KernelBench::write(std::uint32_t offset, std::uint32_t value) {
  run(keep_function([&]() -> Task<> { co_await control().write(offset, value); }), kAccessClocks);
}

void KernelBench::write64(std::uint32_t offset, std::uint64_t value) {
  write(offset, static_cast<std::uint32_t>(value));
  write(offset + 4, static_cast<std::uint32_t>(value >> 32));
}

void KernelBench::start() {
  starts_.start();
  write(registers::kCtrlOffset, registers::kCtrlApStartMask);
}

std::uint32_t KernelBench::wait_done(std::uint64_t limit) {
  std::uint32_t shown = 0;
  run(keep_function([&]() -> Task<> {
        const std::uint64_t end = clocks() + limit;
        while (clocks() < end) {
          shown = co_await read_task(registers::kCtrlOffset);
          if ((shown & registers::kCtrlApDoneMask) != 0) co_return;
          if ((shown & registers::kCtrlApIdleMask) != 0) {
            throw std::runtime_error("the kernel is idle and has shown no ap_done");
          }
        }
        throw std::runtime_error("no ap_done after " + std::to_string(limit) + " clocks");
      }),
      limit + kAccessClocks);
  return shown;
}

}  // namespace lightloop::testbenches
