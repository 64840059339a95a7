// SPDX-License-Identifier: Apache-2.0
// Whether what a device has written can be the result that was asked for. A card with a fault, or a
// device process with one, is to be found out here and not in a report.
#pragma once

#include <cstdint>
#include <span>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::drivers {

/// The counters of a session of the digital link `before` and `after` a run of `codewords`, which
/// must be at most 2^32, fit docs/digital-link.md section 7: as many codewords as were asked for,
/// each in one bin of the histogram, none with more errors than it has bits. Counts are modulo
/// 2^64. Throws KernelError with the counter, what was found and what was expected.
void check_counters(const golden::LinkCounters& before, const golden::LinkCounters& after,
                    golden::RsCode code, std::uint64_t codewords);

/// Every symbol has ten bits. Throws KernelError.
void check_symbols(std::span<const golden::FecSymbol> symbols);

/// Every corrected codeword has at most t corrected symbols. Throws KernelError.
void check_status(std::span<const golden::CodewordStatus> status, golden::RsCode code);

}  // namespace lightloop::drivers
