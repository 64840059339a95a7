// SPDX-License-Identifier: Apache-2.0
// The digital link: PRBS31 -> RS encoder -> PAM4 -> digital channel -> slicer -> RS decoder ->
// checkers. docs/digital-link.md defines it bit for bit; the RTL core ll_link_core and this model
// are two independent readings of that page, so all engines give the same counters.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {

/// Everything that shapes a run of the digital link. Field for field the argument registers of the
/// kernel ll_link (drivers/registers/ll_link.rdl).
struct DigitalLinkConfig {
  RsCode code = RsCode::kKp4;
  bool precoding = false;        ///< 1/(1+D) mod 4 precoder on both sides, IEEE 802.3 120.5.7.2
  bool noise_enable = true;      ///< false: the noise generator still advances, its samples are 0
  std::uint64_t noise_seed = 1;  ///< any value
  std::uint32_t prbs_seed = 0x7FFFFFFF;  ///< 31 bits, not 0
  std::uint16_t sigma = 0;  ///< noise standard deviation in 1/32768 level unit (levels -3,-1,1,3)
  std::array<std::int16_t, 4> taps{256, 0, 0, 0};  ///< ISI filter, 1/256; -512..511, taps[0] > 0
  std::uint32_t inject_period = 0;  ///< burst into every codeword with index % period == 0; 0 = off
  std::uint16_t inject_start = 0;   ///< first codeword symbol hit, 0..n-1
  std::uint16_t inject_length =
      0;                          ///< consecutive symbols hit; what exceeds the codeword is dropped
  std::uint16_t inject_mask = 0;  ///< 10-bit pattern XORed into each symbol hit
};

/// Throws std::invalid_argument naming the field, the value found and what was expected.
void validate(const DigitalLinkConfig& config);

/// sigma register value for a signal-to-noise ratio Es/sigma^2 in dB (Es = 5 for levels -3,-1,1,3),
/// rounded to nearest. Throws std::out_of_range where it does not fit: about 1 dB at the low end;
/// +infinity gives 0.
std::uint16_t sigma_from_snr_db(double snr_db);

/// The SNR in dB that a sigma register value realises; +infinity for 0.
double snr_db_from_sigma(std::uint16_t sigma);

inline constexpr int kHistogramBins = 17;

/// Counters since the session was opened. All engines return the same numbers.
struct LinkCounters {
  std::uint64_t codewords = 0;
  std::uint64_t pam4_symbol_errors = 0;     ///< slicer decision differs from the transmitted level
  std::uint64_t pre_fec_bit_errors = 0;     ///< over all n symbols, injected errors included
  std::uint64_t pre_fec_symbol_errors = 0;  ///< FEC symbols that differ before decoding
  std::uint64_t corrected_codewords = 0;    ///< decoder corrected 1..t symbols
  std::uint64_t uncorrectable_codewords = 0;
  std::uint64_t corrected_symbols = 0;
  std::uint64_t post_fec_bit_errors = 0;         ///< over the k message symbols, against the PRBS
  std::uint64_t post_fec_errored_codewords = 0;  ///< codewords with a wrong message bit
  /// Codewords by number of symbol errors as the decoder sees them: 0..15, and 16+ = uncorrectable.
  std::array<std::uint64_t, kHistogramBins> histogram{};
  friend bool operator==(const LinkCounters&, const LinkCounters&) = default;
};

/// A run of the digital link that can be continued: the state of every block is kept between calls.
class DigitalLink {
 public:
  /// Throws std::invalid_argument as validate() does. `threads` 0 means one per processor; the
  /// counters do not depend on it.
  explicit DigitalLink(const DigitalLinkConfig& config, unsigned threads = 0);
  ~DigitalLink();
  DigitalLink(DigitalLink&&) noexcept;
  DigitalLink& operator=(DigitalLink&&) noexcept;

  /// Sends `codewords` more codewords and returns the counters since construction.
  const LinkCounters& advance(std::uint64_t codewords);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloop::golden
