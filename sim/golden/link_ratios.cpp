// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/link_ratios.hpp"

#include <algorithm>

namespace lightloop::golden {
namespace {

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

// The weights of errors in uncorrectable codewords and in the others.
class Weights {
 public:
  Weights(const LinkCounters& counters, const MeasuredRatio& codeword) {
    if (codeword.estimator == Estimator::kEventsPerTrial) return;
    const double seen = share(counters.uncorrectable_codewords, counters.codewords);
    uncorrectable_ = codeword.value / seen;
    if (seen < 1) others_ = (1 - codeword.value) / (1 - seen);
    estimator_ = codeword.estimator;
  }

  /// The ratio of events of which `in_uncorrectable` (0..1) lie in uncorrectable codewords.
  MeasuredRatio apply(MeasuredRatio ratio, double in_uncorrectable) const {
    const double weight = in_uncorrectable * uncorrectable_ + (1 - in_uncorrectable) * others_;
    ratio.value *= weight;
    ratio.interval.low *= weight;
    ratio.interval.high = std::min(1.0, ratio.interval.high * weight);
    ratio.estimator = estimator_;
    return ratio;
  }

 private:
  double uncorrectable_ = 1;
  double others_ = 1;
  Estimator estimator_ = Estimator::kEventsPerTrial;
};

}  // namespace

LinkRatios link_ratios(RsCode code, const LinkCounters& counters, const TargetStop& stop) {
  const RsParameters p = parameters(code);
  const auto n = static_cast<std::uint64_t>(p.n);
  const std::uint64_t codewords = counters.codewords;
  LinkRatios ratios;
  ratios.codeword = measured_ratio(counters.uncorrectable_codewords, codewords, stop);
  const Weights weights(counters, ratios.codeword);
  const double symbols_in_uncorrectable =
      1 - std::min(1.0, share(counters.corrected_symbols, counters.pre_fec_symbol_errors));
  ratios.pam4_symbol = weights.apply(
      measured_ratio(counters.pam4_symbol_errors, codewords * n * kBitsPerFecSymbol / 2),
      symbols_in_uncorrectable);
  ratios.pre_fec_bit =
      weights.apply(measured_ratio(counters.pre_fec_bit_errors, codewords * n * kBitsPerFecSymbol),
                    symbols_in_uncorrectable);
  ratios.fec_symbol = weights.apply(measured_ratio(counters.pre_fec_symbol_errors, codewords * n),
                                    symbols_in_uncorrectable);
  ratios.post_fec_bit =
      weights.apply(measured_ratio(counters.post_fec_bit_errors,
                                   codewords * static_cast<std::uint64_t>(p.message_bits())),
                    1);
  for (std::size_t bin = 0; bin + 1 < ratios.histogram.size(); ++bin)
    ratios.histogram[bin] = weights.apply(measured_ratio(counters.histogram[bin], codewords), 0);
  ratios.histogram.back() = ratios.codeword;
  return ratios;
}

}  // namespace lightloop::golden
