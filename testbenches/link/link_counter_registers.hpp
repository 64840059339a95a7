// SPDX-License-Identifier: Apache-2.0
// The counters of ll_link_counters and golden::LinkCounters side by side, for benches that put them
// where counting would take years.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <verilated.h>

#include "sim/golden/digital_link.hpp"

namespace lightloop::link_bench {

inline constexpr std::size_t kLinkCounters = 9 + golden::kHistogramBins;

/// The fields in the order of docs/digital-link.md section 7, the reserved words left out.
inline std::array<std::uint64_t*, kLinkCounters> counter_fields(golden::LinkCounters& counters) {
  std::array<std::uint64_t*, kLinkCounters> fields{&counters.codewords,
                                                   &counters.pam4_symbol_errors,
                                                   &counters.pre_fec_bit_errors,
                                                   &counters.pre_fec_symbol_errors,
                                                   &counters.corrected_codewords,
                                                   &counters.uncorrectable_codewords,
                                                   &counters.corrected_symbols,
                                                   &counters.post_fec_bit_errors,
                                                   &counters.post_fec_errored_codewords};
  for (std::size_t bin = 0; bin < golden::kHistogramBins; ++bin) {
    fields[9 + bin] = &counters.histogram[bin];
  }
  return fields;
}

}  // namespace lightloop::link_bench

/// The registers in the same order: an array of QData*. `root` is the model's root, `path` the
/// instance's name in it with the last __DOT__. The model's sources name rtl/preload.vlt.
#define LIGHTLOOP_LINK_COUNTER_REGISTERS(root, path)                                   \
  std::array<QData*, ::lightloop::link_bench::kLinkCounters> {                         \
    &(root).path##codewords_q, &(root).path##pam4_symbol_errors_q,                     \
        &(root).path##pre_fec_bit_errors_q, &(root).path##pre_fec_symbol_errors_q,     \
        &(root).path##corrected_codewords_q, &(root).path##uncorrectable_codewords_q,  \
        &(root).path##corrected_symbols_q, &(root).path##post_fec_bit_errors_q,        \
        &(root).path##post_fec_errored_codewords_q, LIGHTLOOP_LINK_BIN(root, path, 0), \
        LIGHTLOOP_LINK_BIN(root, path, 1), LIGHTLOOP_LINK_BIN(root, path, 2),          \
        LIGHTLOOP_LINK_BIN(root, path, 3), LIGHTLOOP_LINK_BIN(root, path, 4),          \
        LIGHTLOOP_LINK_BIN(root, path, 5), LIGHTLOOP_LINK_BIN(root, path, 6),          \
        LIGHTLOOP_LINK_BIN(root, path, 7), LIGHTLOOP_LINK_BIN(root, path, 8),          \
        LIGHTLOOP_LINK_BIN(root, path, 9), LIGHTLOOP_LINK_BIN(root, path, 10),         \
        LIGHTLOOP_LINK_BIN(root, path, 11), LIGHTLOOP_LINK_BIN(root, path, 12),        \
        LIGHTLOOP_LINK_BIN(root, path, 13), LIGHTLOOP_LINK_BIN(root, path, 14),        \
        LIGHTLOOP_LINK_BIN(root, path, 15), LIGHTLOOP_LINK_BIN(root, path, 16)         \
  }
#define LIGHTLOOP_LINK_BIN(root, path, bin) &(root).path##gen_bin__BRA__##bin##__KET____DOT__bin_q
