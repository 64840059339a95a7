// SPDX-License-Identifier: Apache-2.0
// The digital link as docs/digital-link.md reads, one symbol after the other: slow and plain, the
// judge of the fast one.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <ostream>
#include <vector>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/link_channel.hpp"
#include "sim/golden/link_noise.hpp"
#include "sim/golden/pam4.hpp"
#include "sim/golden/prbs.hpp"

namespace lightloop::golden {

class ReferenceLink {
 public:
  explicit ReferenceLink(const DigitalLinkConfig& config)
      : config_(config),
        prbs_(PrbsPattern::kPrbs31, config.prbs_seed),
        isi_(config.taps),
        noise_(config.noise_seed) {}

  const LinkCounters& advance(std::uint64_t codewords) {
    for (std::uint64_t c = 0; c < codewords; ++c) send_codeword();
    return counters_;
  }

 private:
  void send_codeword() {
    const RsParameters p = parameters(config_.code);
    std::vector<FecSymbol> message(p.k);
    for (FecSymbol& symbol : message) symbol = static_cast<FecSymbol>(prbs_.next_bits(10));
    std::vector<FecSymbol> sent(p.n);
    rs_encode(config_.code, message, sent);

    std::vector<Pam4Symbol> levels(static_cast<std::size_t>(p.n) * kPam4PerFecSymbol);
    pam4_map(sent, levels);
    if (config_.precoding) precoder_.process(levels, levels);

    std::vector<Pam4Symbol> received_levels;
    for (const Pam4Symbol level : levels) {
      const std::int32_t y = isi_.next(level);
      const std::int32_t noise = noise_.next();
      const std::int32_t z = config_.noise_enable ? noise : 0;
      const Pam4Symbol decision =
          link_slice(link_slicer_input(y, z, config_.sigma), config_.taps[0]);
      if (decision != level) ++counters_.pam4_symbol_errors;
      received_levels.push_back(decision);
    }
    if (config_.precoding) precoder_inverse_.process(received_levels, received_levels);

    std::vector<FecSymbol> received(p.n);
    pam4_demap(received_levels, received);
    if (config_.inject_period > 0 && counters_.codewords % config_.inject_period == 0) {
      for (int i = 0; i < config_.inject_length; ++i) {
        if (config_.inject_start + i < p.n) {
          received[config_.inject_start + i] ^= config_.inject_mask;
        }
      }
    }
    for (int i = 0; i < p.n; ++i) {
      counters_.pre_fec_bit_errors += bits_apart(received[i], sent[i]);
      counters_.pre_fec_symbol_errors += received[i] != sent[i] ? 1 : 0;
    }

    std::vector<FecSymbol> decoded(p.n);
    CodewordStatus status;
    rs_decode(config_.code, received, decoded, {&status, 1});
    ++counters_.codewords;
    if (status.uncorrectable) {
      ++counters_.uncorrectable_codewords;
      ++counters_.histogram[16];
    } else {
      ++counters_.histogram[status.corrected_symbols];
      counters_.corrected_symbols += status.corrected_symbols;
      counters_.corrected_codewords += status.corrected_symbols > 0 ? 1 : 0;
    }
    std::uint64_t post = 0;
    for (int i = 0; i < p.k; ++i) post += bits_apart(decoded[i], message[i]);
    counters_.post_fec_bit_errors += post;
    counters_.post_fec_errored_codewords += post > 0 ? 1 : 0;
  }

  static int bits_apart(FecSymbol a, FecSymbol b) { return std::popcount<unsigned>(a ^ b); }

  DigitalLinkConfig config_;
  Prbs prbs_;
  Pam4Precoder precoder_;
  Pam4PrecoderInverse precoder_inverse_;
  LinkIsi isi_;
  LinkNoise noise_;
  LinkCounters counters_;
};

/// Prints a configuration when a test fails.
inline void PrintTo(const DigitalLinkConfig& c, std::ostream* out) {
  *out << to_string(c.code) << " precoding " << c.precoding << " noise " << c.noise_enable
       << " noise_seed " << c.noise_seed << " prbs_seed " << c.prbs_seed << " sigma " << c.sigma
       << " taps " << c.taps[0] << ' ' << c.taps[1] << ' ' << c.taps[2] << ' ' << c.taps[3]
       << " inject " << c.inject_period << ' ' << c.inject_start << ' ' << c.inject_length << ' '
       << c.inject_mask;
}

inline void PrintTo(const LinkCounters& c, std::ostream* out) {
  *out << "codewords " << c.codewords << " pam4 " << c.pam4_symbol_errors << " bits "
       << c.pre_fec_bit_errors << " symbols " << c.pre_fec_symbol_errors << " corrected "
       << c.corrected_codewords << " uncorrectable " << c.uncorrectable_codewords
       << " corrected symbols " << c.corrected_symbols << " post bits " << c.post_fec_bit_errors
       << " post codewords " << c.post_fec_errored_codewords << " histogram";
  for (const std::uint64_t bin : c.histogram) *out << ' ' << bin;
}

}  // namespace lightloop::golden
