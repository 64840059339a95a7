// SPDX-License-Identifier: Apache-2.0
#include "testbenches/kernel/kernel_bench.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "drivers/registers/ll_fec.hpp"

namespace lightloop::testbenches {

// The control registers are the same in every kernel.
namespace registers = drivers::ll_fec;

KernelBench::KernelBench(std::function<void()> eval, bus::Signal clock, bus::Signal reset_n,
                         const bus::Axi4LiteSignals& control,
                         const bus::Axi4LiteMasterOptions& options)
    : control_("control", control, options), clock_(std::move(eval), clock, reset_n) {
  clock_.attach(control_);
}

bus::Axi4LiteMaster::Completion KernelBench::finish() {
  std::optional<bus::Axi4LiteMaster::Completion> completion;
  clock_.run_until([&] { return (completion = control_.take()).has_value(); },
                   "answer of the control port", 10'000);
  if (completion->response != bus::AxiResponse::kOkay) {
    throw std::runtime_error("error response at register " + std::to_string(completion->address));
  }
  return *completion;
}

std::uint32_t KernelBench::read(std::uint32_t offset) {
  control_.read(offset);
  return static_cast<std::uint32_t>(finish().data);
}

void KernelBench::write(std::uint32_t offset, std::uint32_t value) {
  control_.write(offset, value);
  finish();
}

void KernelBench::write64(std::uint32_t offset, std::uint64_t value) {
  write(offset, static_cast<std::uint32_t>(value));
  write(offset + 4, static_cast<std::uint32_t>(value >> 32));
}

void KernelBench::start() { write(registers::kCtrlOffset, registers::kCtrlApStartMask); }

std::uint32_t KernelBench::wait_done(std::uint64_t limit) {
  const std::uint64_t end = clocks() + limit;
  while (clocks() < end) {
    const std::uint32_t control = read(registers::kCtrlOffset);
    if ((control & registers::kCtrlApDoneMask) != 0) return control;
    if ((control & registers::kCtrlApIdleMask) != 0) {
      throw std::runtime_error("the kernel is idle and has shown no ap_done");
    }
  }
  throw std::runtime_error("no ap_done after " + std::to_string(limit) + " clocks");
}

}  // namespace lightloop::testbenches
