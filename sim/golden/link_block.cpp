// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/link_block.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>

#include "gauss_table.hpp"
#include "sim/golden/prbs.hpp"

namespace lightloop::golden {
namespace {

constexpr std::uint64_t kPrbsPeriod = (std::uint64_t{1} << 31) - 1;

// The largest u[30:0] whose noise sample may reach a magnitude of `least`; -1 when none does.
std::int32_t largest_uniform_reaching(std::int64_t least) {
  // The table falls from row to row with rising u, and base is the largest magnitude of its row.
  for (int leading_zeros = 0; leading_zeros <= 31; ++leading_zeros) {
    for (int sub = 15; sub >= 0; --sub) {
      if (gauss_table::kRows[16 * leading_zeros + sub].base < least) continue;
      if (leading_zeros == 31) return 0;
      const std::int64_t octave = std::int64_t{1} << (30 - leading_zeros);
      return static_cast<std::int32_t>(octave + (octave * (sub + 1) + 15) / 16 - 1);
    }
  }
  return -1;
}

std::int32_t find_critical_uniform(const DigitalLinkConfig& config) {
  constexpr std::int32_t kAll = std::numeric_limits<std::int32_t>::max();
  // Distance of the received amplitude from the nearest threshold in the worst case, 1/256 level.
  std::int64_t margin = config.taps[0];
  for (std::size_t i = 1; i < config.taps.size(); ++i)
    margin -= std::int64_t{3} * std::abs(config.taps[i]);
  if (margin <= 0) return kAll;
  if (!config.noise_enable || config.sigma == 0) return -1;
  return largest_uniform_reaching(((margin << 20) + config.sigma - 1) / config.sigma);
}

}  // namespace

LinkTables::LinkTables(const DigitalLinkConfig& config)
    : config_(config),
      prbs_jump_([](std::uint32_t s) {
        return ((s << 1) | (((s >> 30) ^ (s >> 27)) & 1U)) & 0x7FFFFFFFU;
      }),
      levels_(std::size_t{4} * kSymbols),
      precoding_mask_(config.precoding ? 3U : 0U),
      critical_uniform_(find_critical_uniform(config)) {
  for (unsigned previous = 0; previous < 4; ++previous) {
    for (unsigned symbol = 0; symbol < kSymbols; ++symbol) {
      const auto fec = static_cast<FecSymbol>(symbol);
      std::array<Pam4Symbol, kPam4PerFecSymbol> levels{};
      pam4_map({&fec, 1}, levels);
      if (config.precoding) {
        Pam4Precoder(static_cast<Pam4Symbol>(previous)).process(levels, levels);
      }
      std::uint64_t packed = 0;
      for (int i = 0; i < kPam4PerFecSymbol; ++i) packed |= std::uint64_t{levels[i]} << (8 * i);
      levels_[previous * kSymbols + symbol] = packed;
      if (previous == 0) alternating_sum_[symbol] = levels.back();
    }
  }
}

std::uint32_t LinkTables::prbs_state(std::uint64_t index) const {
  const auto bits_per_codeword =
      static_cast<std::uint64_t>(parameters(config_.code).message_bits());
  return prbs_jump_.ahead(config_.prbs_seed,
                          bits_per_codeword * (index % kPrbsPeriod) % kPrbsPeriod);
}

LinkBlock::LinkBlock(const LinkTables& tables, std::size_t capacity)
    : tables_(tables),
      config_(tables.config()),
      p_(parameters(config_.code)),
      pam4_(p_.n * kPam4PerFecSymbol),
      messages_(capacity * p_.k),
      codewords_(capacity * p_.n),
      noise_(config_.noise_seed),
      uniforms_(pam4_),
      sent_(kLinkTaps + pam4_),
      decided_(kLinkTaps + pam4_),
      errors_(p_.n),
      word_(p_.n) {
  wrong_.reserve(pam4_);
  touched_.reserve(p_.n);
}

std::span<const FecSymbol> LinkBlock::codeword(std::size_t index) const {
  return std::span(codewords_).subspan(index * p_.n, p_.n);
}

void LinkBlock::transmit(std::uint64_t first, std::size_t count) {
  first_ = first;
  count_ = count;
  const std::span messages(messages_.data(), count * p_.k);
  Prbs(PrbsPattern::kPrbs31, tables_.prbs_state(first)).fill_symbols(messages);
  rs_encode(config_.code, messages, std::span(codewords_.data(), count * p_.n));
}

LinkTail LinkBlock::tail(const LinkTail& before) const {
  const std::span<const FecSymbol> symbols(codewords_.data(), count_ * p_.n);
  unsigned previous = before.levels[0];
  for (const FecSymbol symbol : symbols.first(symbols.size() - 1)) {
    previous = tables_.next_previous(previous, symbol);
  }
  const std::uint64_t levels = tables_.levels(previous, symbols.back());
  LinkTail after;
  after.start_of_session = false;
  for (int i = 0; i < kLinkTaps; ++i) {
    after.levels[i] = static_cast<Pam4Symbol>(levels >> (8 * (kPam4PerFecSymbol - 1 - i)));
  }
  return after;
}

void LinkBlock::receive(const LinkTail& before, LinkCounters& counters) {
  std::reverse_copy(before.levels.begin(), before.levels.end(), sent_.begin());
  start_of_session_ = before.start_of_session;
  const auto start = first_ * static_cast<std::uint64_t>(pam4_);
  if (start_of_session_) {
    decided_[kLinkTaps - 1] = 0;
  } else if (noise_.position() != start) {
    // Another thread had the codeword before: take its last decision again.
    noise_.skip(start - 1 - noise_.position());
    std::uint32_t uniform = 0;
    noise_.fill_uniform({&uniform, 1});
    decided_[kLinkTaps - 1] = decision(-1, uniform);
  }
  for (std::size_t c = 0; c < count_; ++c) {
    const auto symbols = codeword(c);
    set_levels(symbols);
    decide_all();
    counters.pam4_symbol_errors += wrong_.size();
    find_symbol_errors(symbols);
    if (config_.inject_period != 0 && (first_ + c) % config_.inject_period == 0) inject();
    decode(symbols, counters);
    std::copy_n(sent_.begin() + pam4_, kLinkTaps, sent_.begin());
    decided_[kLinkTaps - 1] = decided_[kLinkTaps + pam4_ - 1];
    start_of_session_ = false;
  }
}

void LinkBlock::set_levels(std::span<const FecSymbol> codeword) {
  unsigned previous = sent_[kLinkTaps - 1];
  Pam4Symbol* out = sent_.data() + kLinkTaps;
  for (const FecSymbol symbol : codeword) {
    const std::uint64_t levels = tables_.levels(previous, symbol);
    for (int i = 0; i < kPam4PerFecSymbol; ++i) {
      out[i] = static_cast<Pam4Symbol>(levels >> (8 * i));
    }
    out += kPam4PerFecSymbol;
    previous = tables_.next_previous(previous, symbol);
  }
}

Pam4Symbol LinkBlock::decision(int j, std::uint32_t uniform) const {
  const Pam4Symbol* const newest = sent_.data() + kLinkTaps + j;
  std::int32_t y = 0;
  for (int i = 0; i < kLinkTaps; ++i) {
    if (start_of_session_ && j < i) break;
    y += config_.taps[i] * link_amplitude(newest[-i]);
  }
  const std::int32_t z = config_.noise_enable ? link_gaussian(uniform) : 0;
  return link_slice(link_slicer_input(y, z, config_.sigma), config_.taps[0]);
}

void LinkBlock::decide_all() {
  noise_.fill_uniform(uniforms_);
  std::copy_n(sent_.begin() + kLinkTaps, pam4_, decided_.begin() + kLinkTaps);
  wrong_.clear();
  const std::int32_t critical = tables_.critical_uniform();
  constexpr int kGroup = 2 * LinkNoise::kGenerators;
  for (int group = 0; group < pam4_; group += kGroup) {
    std::uint32_t any = 0;
    for (int i = 0; i < kGroup; ++i) {
      const auto m = static_cast<std::int32_t>(uniforms_[group + i] & 0x7FFFFFFFU);
      any |= static_cast<std::uint32_t>(m <= critical);
    }
    if (any == 0) continue;
    for (int j = group; j < group + kGroup; ++j) {
      if (static_cast<std::int32_t>(uniforms_[j] & 0x7FFFFFFFU) > critical) continue;
      const Pam4Symbol level = decision(j, uniforms_[j]);
      if (level == sent_[kLinkTaps + j]) continue;
      decided_[kLinkTaps + j] = level;
      wrong_.push_back(j);
    }
  }
}

void LinkBlock::add_symbol_error(std::span<const FecSymbol> codeword, int j) {
  const Pam4Symbol* const newest = decided_.data() + kLinkTaps + j;
  const auto gray =
      static_cast<Pam4Symbol>(config_.precoding ? (newest[0] + newest[-1]) & 3 : newest[0]);
  const int symbol = j / kPam4PerFecSymbol;
  const int shift = 2 * (j % kPam4PerFecSymbol);
  const unsigned pair = gray_first_bit(gray) | gray_second_bit(gray) << 1;
  const unsigned sent = (codeword[symbol] >> shift) & 3U;
  errors_[symbol] ^= static_cast<FecSymbol>((pair ^ sent) << shift);
  if (touched_.empty() || touched_.back() != symbol) touched_.push_back(symbol);
}

void LinkBlock::find_symbol_errors(std::span<const FecSymbol> codeword) {
  if (!config_.precoding) {
    for (const int j : wrong_) add_symbol_error(codeword, j);
    return;
  }
  // A decision enters two symbols of the receiver: its own and the next one.
  int next = 0;  // the first symbol not yet looked at
  if (decided_[kLinkTaps - 1] != sent_[kLinkTaps - 1]) add_symbol_error(codeword, next++);
  for (const int j : wrong_) {
    for (int affected = std::max(j, next); affected <= std::min(j + 1, pam4_ - 1); ++affected) {
      add_symbol_error(codeword, affected);
      next = affected + 1;
    }
  }
}

void LinkBlock::inject() {
  const int end = std::min(config_.inject_start + config_.inject_length, p_.n);
  for (int i = config_.inject_start; i < end; ++i) errors_[i] ^= config_.inject_mask;
  touched_.clear();
  for (int i = 0; i < p_.n; ++i) {
    if (errors_[i] != 0) touched_.push_back(i);
  }
}

void LinkBlock::decode(std::span<const FecSymbol> codeword, LinkCounters& counters) {
  ++counters.codewords;
  int wrong_symbols = 0;
  std::uint64_t message_bits = 0;
  for (const int i : touched_) {
    const int bits = std::popcount(errors_[i]);
    counters.pre_fec_bit_errors += bits;
    wrong_symbols += bits != 0 ? 1 : 0;
    if (i < p_.k) message_bits += bits;
  }
  counters.pre_fec_symbol_errors += wrong_symbols;
  CodewordStatus status{false, static_cast<std::uint8_t>(wrong_symbols)};
  if (wrong_symbols <= p_.t) {
    message_bits = 0;
  } else {
    for (int i = 0; i < p_.n; ++i) word_[i] = codeword[i] ^ errors_[i];
    rs_decode(config_.code, word_, word_, {&status, 1});
    if (!status.uncorrectable) {  // the decoder took it for another codeword
      message_bits = 0;
      for (int i = 0; i < p_.k; ++i)
        message_bits += std::popcount<unsigned>(word_[i] ^ codeword[i]);
    }
  }
  for (const int i : touched_) errors_[i] = 0;
  touched_.clear();

  if (status.uncorrectable) {
    ++counters.uncorrectable_codewords;
    ++counters.histogram[kHistogramBins - 1];
  } else {
    counters.corrected_codewords += status.corrected_symbols != 0 ? 1 : 0;
    counters.corrected_symbols += status.corrected_symbols;
    ++counters.histogram[status.corrected_symbols];
  }
  counters.post_fec_bit_errors += message_bits;
  counters.post_fec_errored_codewords += message_bits != 0 ? 1 : 0;
}

}  // namespace lightloop::golden
