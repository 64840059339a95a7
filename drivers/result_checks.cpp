// SPDX-License-Identifier: Apache-2.0
#include "drivers/result_checks.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fmt/format.h>
#include <string_view>

#include "drivers/kernel_error.hpp"

namespace lightloop::drivers {
namespace {

using golden::LinkCounters;
using golden::RsCode;

void require_equal(std::string_view counter, std::uint64_t found, std::uint64_t expected) {
  if (found == expected) return;
  throw KernelError(fmt::format("result of the device: {} of the run: found {}, expected {}",
                                counter, found, expected));
}

void require_at_most(std::string_view counter, std::uint64_t found, std::uint64_t most) {
  if (found <= most) return;
  throw KernelError(fmt::format(
      "result of the device: {} of the run: found {}, expected at most {}", counter, found, most));
}

}  // namespace

void check_counters(const LinkCounters& before, const LinkCounters& after, RsCode code,
                    std::uint64_t codewords) {
  const auto during = [&](std::uint64_t LinkCounters::*counter) {
    return after.*counter - before.*counter;
  };
  const golden::RsParameters rs = golden::parameters(code);
  const auto n = static_cast<std::uint64_t>(rs.n);
  const auto k = static_cast<std::uint64_t>(rs.k);
  constexpr std::uint64_t kBits = golden::kBitsPerFecSymbol;
  require_equal("codewords", during(&LinkCounters::codewords), codewords);
  // First the sizes, so that no sum below can go beyond 64 bits.
  std::array<std::uint64_t, golden::kHistogramBins> bins{};
  for (std::size_t i = 0; i < bins.size(); ++i) {
    bins[i] = after.histogram[i] - before.histogram[i];
    require_at_most(fmt::format("histogram[{}]", i), bins[i],
                    i + 1 < bins.size() && i > static_cast<std::size_t>(rs.t) ? 0 : codewords);
  }
  std::uint64_t all = 0;
  std::uint64_t corrected = 0;
  std::uint64_t symbols = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    all += bins[i];
    if (i == 0 || i + 1 == bins.size()) continue;
    corrected += bins[i];
    symbols += i * bins[i];
  }
  require_equal("histogram, sum", all, codewords);
  require_equal("corrected_codewords", during(&LinkCounters::corrected_codewords), corrected);
  require_equal("uncorrectable_codewords", during(&LinkCounters::uncorrectable_codewords),
                bins.back());
  require_equal("corrected_symbols", during(&LinkCounters::corrected_symbols), symbols);
  const std::uint64_t symbol_errors = during(&LinkCounters::pre_fec_symbol_errors);
  const std::uint64_t errored = during(&LinkCounters::post_fec_errored_codewords);
  require_at_most("pre_fec_symbol_errors", symbol_errors, codewords * n);
  require_at_most("pre_fec_bit_errors", during(&LinkCounters::pre_fec_bit_errors),
                  symbol_errors * kBits);
  require_at_most("post_fec_errored_codewords", errored, codewords);
  require_at_most("post_fec_bit_errors", during(&LinkCounters::post_fec_bit_errors),
                  errored * k * kBits);
}

void check_symbols(std::span<const golden::FecSymbol> symbols) {
  constexpr unsigned kLargest = (1U << golden::kBitsPerFecSymbol) - 1;
  const auto bad = std::find_if(symbols.begin(), symbols.end(),
                                [](golden::FecSymbol symbol) { return symbol > kLargest; });
  if (bad == symbols.end()) return;
  throw KernelError(fmt::format("result of the device: symbol {}: found {}, expected at most {}",
                                bad - symbols.begin(), *bad, kLargest));
}

void check_status(std::span<const golden::CodewordStatus> status, RsCode code) {
  const auto t = static_cast<unsigned>(golden::parameters(code).t);
  for (std::size_t i = 0; i < status.size(); ++i) {
    if (status[i].corrected_symbols <= t) continue;
    throw KernelError(
        fmt::format("result of the device: codeword {}, corrected symbols: found {}, expected at "
                    "most {}",
                    i, status[i].corrected_symbols, t));
  }
}

}  // namespace lightloop::drivers
