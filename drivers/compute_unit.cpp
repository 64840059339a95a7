// SPDX-License-Identifier: Apache-2.0
#include "drivers/compute_unit.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <thread>
#include <vector>

#include "drivers/kernel_error.hpp"
#include "drivers/registers/ll_fec.hpp"

namespace lightloop::drivers {
namespace {

// XRT aborts the program when a run object goes away before its run has ended. A run that was given
// up is therefore kept for the life of the process, which is short from here on.
void abandon(const xrt::run& run) {
  static auto& abandoned = *std::make_unique<std::vector<xrt::run>>().release();
  abandoned.push_back(run);
}

const char* to_string(ert_cmd_state state) {
  switch (state) {
    case ERT_CMD_STATE_ERROR:
      return "error";
    case ERT_CMD_STATE_ABORT:
      return "aborted";
    case ERT_CMD_STATE_TIMEOUT:
      return "timed out";
    case ERT_CMD_STATE_NORESPONSE:
      return "no response";
    case ERT_CMD_STATE_SKERROR:
    case ERT_CMD_STATE_SKCRASHED:
      return "crashed";
    default:
      return nullptr;  // not ended
  }
}

}  // namespace

ComputeUnit::ComputeUnit(const xrt::device& device, const xrt::uuid& xclbin,
                         const std::string& name)
    : device_(device),
      name_(name),
      kernel_(device, xclbin, name, xrt::kernel::cu_access_mode::exclusive) {}

xrt::bo ComputeUnit::allocate(std::size_t bytes, int argument) const {
  // XRT asks aligned_alloc() for whole pages of this size, which takes multiples of it only.
  constexpr std::size_t kPageBytes = 4096;
  const std::size_t pages = (bytes + kPageBytes - 1) / kPageBytes;
  return {device_, pages * kPageBytes, static_cast<xrt::memory_group>(kernel_.group_id(argument))};
}

KernelCapability ComputeUnit::capability(std::uint32_t offset, unsigned version) const {
  // The layout of the register is the same in every kernel.
  const std::uint32_t word = kernel_.read_register(offset);
  const KernelCapability capability{
      .version = (word & ll_fec::kCapabilityVersionMask) >> ll_fec::kCapabilityVersionShift,
      .symbols_per_clock = (word & ll_fec::kCapabilitySymbolsPerClockMask) >>
                           ll_fec::kCapabilitySymbolsPerClockShift,
      .kp4 = (word & ll_fec::kCapabilityKp4Mask) != 0,
      .kr4 = (word & ll_fec::kCapabilityKr4Mask) != 0};
  if (capability.version != version) {
    throw KernelError(
        fmt::format("kernel {}: register layout version {} found, {} expected: the xclbin and this "
                    "program were "
                    "not built from the same sources",
                    name_, capability.version, version));
  }
  return capability;
}

void ComputeUnit::require_code(const KernelCapability& capability, golden::RsCode code) const {
  if (code == golden::RsCode::kKp4 ? capability.kp4 : capability.kr4) return;
  throw KernelError(fmt::format("kernel {}: code {} is not built into this xclbin", name_,
                                golden::to_string(code)));
}

void ComputeUnit::wait(const xrt::run& run, std::chrono::milliseconds limit,
                       const std::string& what) const {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::microseconds kShortest{20};
  constexpr std::chrono::microseconds kLongest{1000};
  const Clock::time_point end = Clock::now() + limit;
  for (auto pause = kShortest;; pause = std::min(2 * pause, kLongest)) {
    const ert_cmd_state state = run.state();
    if (state == ERT_CMD_STATE_COMPLETED) return;
    if (const char* failure = to_string(state)) {
      throw KernelError(
          fmt::format("kernel {}: {}: the run ended in state \"{}\"", name_, what, failure));
    }
    if (Clock::now() >= end) {
      abandon(run);
      throw KernelError(fmt::format(
          "kernel {}: {}: not finished after {} s; the device may have stopped. Reset it (card: "
          "xbutil reset; emulation: start again) before it is used again",
          name_, what, std::chrono::duration_cast<std::chrono::seconds>(limit).count()));
    }
    std::this_thread::sleep_for(pause);
  }
}

void ComputeUnit::check_flags(std::uint32_t offset, std::span<const RegisterFlag> flags,
                              const std::string& what) const {
  const std::uint32_t word = kernel_.read_register(offset);
  if (word == 0) return;
  std::string meanings;
  for (const RegisterFlag& flag : flags) {
    if ((word & flag.mask) != 0) meanings += std::string(" ") + flag.meaning;
  }
  throw KernelError(
      fmt::format("kernel {}: {}: error register {:#x}:{}", name_, what, word, meanings));
}

std::chrono::milliseconds run_limit(std::uint64_t codewords) {
  return std::chrono::seconds{60} + std::chrono::milliseconds{20} * codewords;
}

}  // namespace lightloop::drivers
