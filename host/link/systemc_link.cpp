// SPDX-License-Identifier: Apache-2.0
#include "host/link/systemc_link.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <stdexcept>
#include <vector>

#include "host/base/errors.hpp"
#include "host/link/pam_link_config.hpp"
#include "sim/golden/fec_theory.hpp"
#include "sim/golden/pam4.hpp"
#include "sim/serdes/pam_link_channel.hpp"
#include "sim/serdes/pam_link_design.hpp"
#include "sim/verilated/simulation.hpp"

namespace lightloop::host {
namespace {

// Each call of the channel sends a few filler symbols, so its calls have one size: what arrives
// then does not depend on how many messages a call of transfer() brings.
constexpr std::size_t kChannelCallCodewords = 1;

serdes::PamLinkDesign design(const Profile& profile, const serdes::PamLinkConfig& config) {
  try {
    return serdes::design_pam_link(config);
  } catch (const std::invalid_argument& error) {
    throw InputError(fmt::format("{}: {}", profile.file.string(), error.what()));
  }
}

unsigned wrong_bits(golden::FecSymbol a, golden::FecSymbol b) {
  return static_cast<unsigned>(std::popcount(static_cast<unsigned>(a ^ b)));
}

}  // namespace

class SystemcLink::Impl {
 public:
  Impl(Engine& engine, const Profile& profile)
      : engine_(engine),
        code_(profile.code),
        precoding_(profile.precoding),
        setup_(set_up_pam_link(profile)),
        design_(design(profile, setup_.config)),
        simulation_("SystemC channel"),
        channel_(simulation_, setup_.config) {}

  void transfer(std::span<const golden::FecSymbol> messages, std::span<golden::FecSymbol> decoded) {
    const auto k = static_cast<std::size_t>(golden::parameters(code_).k);
    const auto n = static_cast<std::size_t>(golden::parameters(code_).n);
    if (messages.size() % k != 0 || decoded.size() != messages.size())
      throw std::invalid_argument(
          fmt::format("SystemC link: found {} message and {} decoded symbols, expected the same "
                      "multiple of {}",
                      messages.size(), decoded.size(), k));
    const std::size_t count = messages.size() / k;
    codewords_.resize(count * n);
    received_.resize(count * n);
    corrected_.resize(count * n);
    status_.resize(count);
    std::uint64_t pam4_symbol_errors = 0;
    engine_.encode(code_, messages, codewords_);
    for (std::size_t i = 0; i < count; i += kChannelCallCodewords) {
      const std::size_t size = std::min(kChannelCallCodewords, count - i) * n;
      pam4_symbol_errors += cross_channel(std::span(codewords_).subspan(i * n, size),
                                          std::span(received_).subspan(i * n, size));
    }
    engine_.decode(code_, received_, corrected_, status_);
    // Counted together, so that an engine that fails leaves counters that belong together.
    counters_.pam4_symbol_errors += pam4_symbol_errors;
    for (std::size_t i = 0; i < count; ++i) {
      const auto message = std::span(corrected_).subspan(i * n, k);
      std::ranges::copy(message, decoded.subspan(i * k, k).begin());
      count_codeword(std::span(codewords_).subspan(i * n, n),
                     std::span(received_).subspan(i * n, n), messages.subspan(i * k, k), message,
                     status_[i]);
    }
  }

  const golden::LinkCounters& counters() const { return counters_; }

  std::string channel_description() const {
    const auto& ffe = setup_.config.ffe;
    std::string text = fmt::format("{}, FFE {}+1+{} taps, noise {:+.2f} dB", setup_.description,
                                   ffe.pre_taps, ffe.post_taps, design_.noise_enhancement_db);
    if (std::isfinite(design_.signal_to_isi_db))
      text += fmt::format(", signal to residual ISI {:.2f} dB", design_.signal_to_isi_db);
    if (std::isfinite(design_.signal_to_crosstalk_db))
      text += fmt::format(", to crosstalk {:.2f} dB", design_.signal_to_crosstalk_db);
    return text;
  }

  std::optional<golden::LinkTheory> theory() const {
    if (precoding_) return std::nullopt;
    const double symbol = golden::fec_symbol_error_from_pam4_symbols(design_.predicted.symbol);
    const auto fec = golden::fec_theory(code_, symbol);
    return golden::LinkTheory{design_.predicted.symbol, design_.predicted.bit, symbol,
                              fec.codeword_error_ratio, fec.histogram};
  }

  std::string theory_note() const {
    if (precoding_) return "none with precoding through the SystemC channel";
    return design_.sampled.ffe.taps.size() == 1 && design_.sampled.cursors.size() == 1
               ? "exact for Gaussian noise and random data"
               : "takes slicer errors as independent";
  }

 private:
  // The number of PAM4 symbols that arrive wrong.
  std::uint64_t cross_channel(std::span<const golden::FecSymbol> codewords,
                              std::span<golden::FecSymbol> received) {
    sent_.resize(codewords.size() * golden::kPam4PerFecSymbol);
    golden::pam4_map(codewords, sent_);
    if (precoding_) precoder_.process(sent_, sent_);
    auto decided = channel_.transmit(sent_);
    std::uint64_t errors = 0;
    for (std::size_t i = 0; i < sent_.size(); ++i)
      if (decided[i] != sent_[i]) ++errors;
    if (precoding_) precoder_inverse_.process(decided, decided);
    golden::pam4_demap(decided, received);
    return errors;
  }

  void count_codeword(std::span<const golden::FecSymbol> sent,
                      std::span<const golden::FecSymbol> received,
                      std::span<const golden::FecSymbol> message,
                      std::span<const golden::FecSymbol> decoded,
                      const golden::CodewordStatus& status) {
    ++counters_.codewords;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      if (sent[i] == received[i]) continue;
      ++counters_.pre_fec_symbol_errors;
      counters_.pre_fec_bit_errors += wrong_bits(sent[i], received[i]);
    }
    std::uint64_t wrong = 0;
    for (std::size_t i = 0; i < message.size(); ++i) wrong += wrong_bits(message[i], decoded[i]);
    counters_.post_fec_bit_errors += wrong;
    if (wrong != 0) ++counters_.post_fec_errored_codewords;
    if (status.uncorrectable) {
      ++counters_.uncorrectable_codewords;
      ++counters_.histogram.back();
      return;
    }
    if (status.corrected_symbols != 0) ++counters_.corrected_codewords;
    counters_.corrected_symbols += status.corrected_symbols;
    ++counters_.histogram[status.corrected_symbols];
  }

  Engine& engine_;
  golden::RsCode code_;
  bool precoding_;
  PamLinkSetup setup_;
  serdes::PamLinkDesign design_;
  verilated::Simulation simulation_;
  serdes::PamLinkChannel channel_;
  golden::Pam4Precoder precoder_;
  golden::Pam4PrecoderInverse precoder_inverse_;
  golden::LinkCounters counters_;
  std::vector<golden::FecSymbol> codewords_;
  std::vector<golden::FecSymbol> received_;
  std::vector<golden::FecSymbol> corrected_;
  std::vector<golden::CodewordStatus> status_;
  std::vector<golden::Pam4Symbol> sent_;
};

SystemcLink::SystemcLink(Engine& engine, const Profile& profile)
    : impl_(std::make_unique<Impl>(engine, profile)) {}
SystemcLink::~SystemcLink() = default;

void SystemcLink::transfer(std::span<const golden::FecSymbol> messages,
                           std::span<golden::FecSymbol> decoded) {
  impl_->transfer(messages, decoded);
}
const golden::LinkCounters& SystemcLink::counters() const { return impl_->counters(); }
std::string SystemcLink::channel_description() const { return impl_->channel_description(); }
std::optional<golden::LinkTheory> SystemcLink::theory() const { return impl_->theory(); }
std::string SystemcLink::theory_note() const { return impl_->theory_note(); }

}  // namespace lightloop::host
