// SPDX-License-Identifier: Apache-2.0
#include "drivers/fec_kernel.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <stdexcept>

#include "drivers/registers/ll_fec.hpp"
#include "drivers/result_checks.hpp"
#include "sim/golden/checks.hpp"

namespace lightloop::drivers {
namespace {

using golden::FecSymbol;
using golden::RsCode;

// Memory format of the kernel, see ll_fec.rdl.
constexpr std::size_t kSlotEntries = 544;
constexpr std::size_t kSlotBytes = 2 * kSlotEntries;
constexpr std::size_t kStatusBytes = 4;
constexpr std::uint32_t kStatusUncorrectable = 0x80000000;
constexpr std::uint32_t kStatusCorrectedSymbols = 0x1F;

std::uint32_t code_number(RsCode code) {
  return code == RsCode::kKp4 ? ll_fec::kCodeKp4 : ll_fec::kCodeKr4;
}

// Words of `length` symbols into the fronts of slots, and the device's copy made equal.
void to_device(xrt::bo& buffer, std::span<const FecSymbol> words, std::size_t length) {
  auto* entries = buffer.map<FecSymbol*>();
  for (std::size_t i = 0; i < words.size(); i += length, entries += kSlotEntries) {
    std::copy_n(words.begin() + static_cast<std::ptrdiff_t>(i), length, entries);
  }
  buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE, words.size() / length * kSlotBytes, 0);
}

void from_device(xrt::bo& buffer, std::span<FecSymbol> words, std::size_t length) {
  buffer.sync(XCL_BO_SYNC_BO_FROM_DEVICE, words.size() / length * kSlotBytes, 0);
  const auto* entries = buffer.map<const FecSymbol*>();
  for (std::size_t i = 0; i < words.size(); i += length, entries += kSlotEntries) {
    std::copy_n(entries, length, words.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void status_from_device(xrt::bo& buffer, std::span<golden::CodewordStatus> status) {
  buffer.sync(XCL_BO_SYNC_BO_FROM_DEVICE, status.size() * kStatusBytes, 0);
  const auto* words = buffer.map<const std::uint32_t*>();
  for (golden::CodewordStatus& entry : status) {
    const std::uint32_t word = *words++;
    entry.uncorrectable = (word & kStatusUncorrectable) != 0;
    entry.corrected_symbols = static_cast<std::uint8_t>(word & kStatusCorrectedSymbols);
  }
}

}  // namespace

FecKernel::FecKernel(const xrt::device& device, const xrt::uuid& xclbin,
                     std::size_t codewords_per_run)
    : unit_(device, xclbin, ll_fec::kKernelName),
      capability_(unit_.capability(ll_fec::kCapabilityOffset, ll_fec::kCapabilityVersion)),
      codewords_per_run_(codewords_per_run) {
  if (codewords_per_run == 0) {
    throw std::invalid_argument("FecKernel: codewords_per_run: found 0, expected at least 1");
  }
  for (Slot& slot : slots_) {
    const std::size_t bytes = codewords_per_run * kSlotBytes;
    slot.source = unit_.allocate(bytes, ll_fec::kSourceArgument);
    slot.destination = unit_.allocate(bytes, ll_fec::kDestinationArgument);
    slot.status = unit_.allocate(codewords_per_run * kStatusBytes, ll_fec::kStatusArgument);
    slot.run = unit_.make_run();
    slot.run.set_arg(ll_fec::kSourceArgument, slot.source);
    slot.run.set_arg(ll_fec::kDestinationArgument, slot.destination);
    slot.run.set_arg(ll_fec::kStatusArgument, slot.status);
  }
}

void FecKernel::encode(RsCode code, std::span<const FecSymbol> messages,
                       std::span<FecSymbol> codewords) {
  const auto k = static_cast<std::size_t>(golden::parameters(code).k);
  const auto n = static_cast<std::size_t>(golden::parameters(code).n);
  const std::size_t count =
      golden::batch_size("messages", messages.size(), golden::parameters(code).k);
  golden::require_size("codewords", codewords.size(), count * n);
  golden::require_ten_bits("messages", messages);
  unit_.require_code(capability_, code);
  run_batch(
      ll_fec::kModeEncoder, code, count,
      [&](Slot& slot, std::size_t first, std::size_t part) {
        to_device(slot.source, messages.subspan(first * k, part * k), k);
      },
      [&](Slot& slot, std::size_t first, std::size_t part) {
        from_device(slot.destination, codewords.subspan(first * n, part * n), n);
        check_symbols(codewords.subspan(first * n, part * n));
      });
}

void FecKernel::decode(RsCode code, std::span<const FecSymbol> received,
                       std::span<FecSymbol> corrected, std::span<golden::CodewordStatus> status) {
  const auto n = static_cast<std::size_t>(golden::parameters(code).n);
  const std::size_t count =
      golden::batch_size("received", received.size(), golden::parameters(code).n);
  golden::require_size("corrected", corrected.size(), received.size());
  golden::require_size("status", status.size(), count);
  golden::require_ten_bits("received", received);
  unit_.require_code(capability_, code);
  run_batch(
      ll_fec::kModeDecoder, code, count,
      [&](Slot& slot, std::size_t first, std::size_t part) {
        to_device(slot.source, received.subspan(first * n, part * n), n);
      },
      [&](Slot& slot, std::size_t first, std::size_t part) {
        from_device(slot.destination, corrected.subspan(first * n, part * n), n);
        status_from_device(slot.status, status.subspan(first, part));
        check_symbols(corrected.subspan(first * n, part * n));
        check_status(status.subspan(first, part), code);
      });
}

void FecKernel::run_batch(std::uint32_t mode, RsCode code, std::size_t codewords,
                          const Transfer& fill, const Transfer& drain) {
  const auto part = [&](std::size_t first) {
    return std::min(codewords_per_run_, codewords - first);
  };
  const auto start = [&](Slot& slot, std::size_t first) {
    slot.run.set_arg(ll_fec::kModeArgument, mode);
    slot.run.set_arg(ll_fec::kCodeArgument, code_number(code));
    slot.run.set_arg(ll_fec::kCodewordsArgument, static_cast<std::uint32_t>(part(first)));
    slot.run.start();
  };

  if (codewords == 0) return;
  // The next run starts only after the error register of the last one has been read: a start
  // clears it.
  std::size_t current = 0;
  fill(slots_[current], 0, part(0));
  start(slots_[current], 0);
  for (std::size_t first = 0; first < codewords;) {
    const std::size_t count = part(first);
    const std::size_t next_first = first + count;
    Slot& slot = slots_[current];
    Slot& next = slots_[1 - current];
    const bool more = next_first < codewords;
    if (more) fill(next, next_first, part(next_first));

    const std::string what =
        fmt::format("{} {} codewords of {}", mode == ll_fec::kModeEncoder ? "encoding" : "decoding",
                    count, golden::to_string(code));
    unit_.wait(slot.run, run_limit(count), what);
    unit_.check_flags(ll_fec::kErrorOffset, ll_fec::kErrorFlags, what);
    if (more) start(next, next_first);
    drain(slot, first, count);

    first = next_first;
    current = 1 - current;
  }
}

}  // namespace lightloop::drivers
