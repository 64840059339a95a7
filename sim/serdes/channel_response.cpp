// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/channel_response.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <fmt/format.h>
#include <numbers>
#include <stdexcept>
#include <unsupported/Eigen/FFT>

namespace lightloop::serdes {
namespace {

constexpr double kPi = std::numbers::pi;

// The transform has at most this many samples, of which 64 UI are wanted, two a period of the
// band's end: the band may reach this many baud rates.
constexpr double kMostSamples = 1 << 22;
constexpr double kShortestUi = 64;
constexpr double kWidestBandBauds = kMostSamples / kShortestUi / 4;

void check(const TransferFunction& channel, const PulseShape& shape) {
  const auto fail = [](const std::string& what) {
    throw std::invalid_argument("channel response: " + what);
  };
  if (channel.frequency_hz.size() < 2 || channel.gain.size() != channel.frequency_hz.size()) {
    fail("found " + std::to_string(channel.frequency_hz.size()) +
         " frequency points, expected at least 2");
  }
  if (!(shape.baud_hz >= 1e6 && shape.baud_hz <= 1e12)) {
    fail(fmt::format("found baud_hz = {:g}, expected 1e6 to 1e12", shape.baud_hz));
  }
  if (!(shape.rise_time_s >= 0 && shape.rise_time_s * shape.baud_hz <= 4)) {
    fail(fmt::format("found rise_time_s = {:g}, expected 0 to 4 UI", shape.rise_time_s));
  }
  if (shape.samples_per_ui < 1 || shape.samples_per_ui > 256) {
    fail("found samples_per_ui = " + std::to_string(shape.samples_per_ui) + ", expected 1 to 256");
  }
  if (!(shape.band_limit_start > 0 && shape.band_limit_start <= 1)) {
    fail(fmt::format("found band_limit_start = {:g}, expected above 0 and at most 1",
                     shape.band_limit_start));
  }
  if (!(shape.truncation_level > 0 && shape.truncation_level < 0.5)) {
    fail(fmt::format("found truncation_level = {:g}, expected above 0 and below 0.5",
                     shape.truncation_level));
  }
  if (shape.longest_ui < 1) fail("found longest_ui = 0, expected at least 1");
  if (channel.frequency_hz.back() < 0.5 * shape.baud_hz) {
    fail(fmt::format("data end at {:g} Hz, expected at least half the baud rate of {:g} Bd",
                     channel.frequency_hz.back(), shape.baud_hz));
  }
  if (!(channel.frequency_hz.back() <= kWidestBandBauds * shape.baud_hz)) {
    fail(fmt::format("data end at {:g} Hz, expected at most {:g} times the baud rate of {:g} Bd",
                     channel.frequency_hz.back(), kWidestBandBauds, shape.baud_hz));
  }
}

/// The transfer function as magnitude and unwrapped phase, from 0 Hz on.
class ContinuousGain {
 public:
  explicit ContinuousGain(const TransferFunction& channel) {
    double phase = 0;
    for (std::size_t i = 0; i < channel.gain.size(); ++i) {
      const double wrapped = std::arg(channel.gain[i]);
      if (i == 0) {
        phase = wrapped;
      } else {
        phase += std::remainder(wrapped - phase, 2 * kPi);
      }
      frequency_.push_back(channel.frequency_hz[i]);
      magnitude_.push_back(std::abs(channel.gain[i]));
      phase_.push_back(phase);
    }
    if (frequency_.front() > 0) {
      extrapolate_to_dc();
    } else {
      // The gain at 0 Hz is real; what a measurement shows of an angle there is its error.
      set_dc_phase(phase_.front());
    }
  }

  bool extrapolated() const { return extrapolated_; }
  double dc_gain() const { return magnitude_.front() * std::cos(phase_.front()); }
  double band_end() const { return frequency_.back(); }
  double largest_step_hz() const {
    double largest = 0;
    for (std::size_t i = 1; i < frequency_.size(); ++i) {
      largest = std::max(largest, frequency_[i] - frequency_[i - 1]);
    }
    return largest;
  }
  /// Mean group delay over the band.
  double mean_delay_s() const {
    return (phase_.front() - phase_.back()) / (2 * kPi * (frequency_.back() - frequency_.front()));
  }

  std::complex<double> at(double frequency) const {
    const auto next = std::ranges::upper_bound(frequency_, frequency);
    if (next == frequency_.end()) return std::polar(magnitude_.back(), phase_.back());
    const auto i = static_cast<std::size_t>(next - frequency_.begin());
    const double weight = (frequency - frequency_[i - 1]) / (frequency_[i] - frequency_[i - 1]);
    return std::polar(std::lerp(magnitude_[i - 1], magnitude_[i], weight),
                      std::lerp(phase_[i - 1], phase_[i], weight));
  }

 private:
  void extrapolate_to_dc() {
    extrapolated_ = true;
    const double f0 = frequency_[0];
    const double f1 = frequency_[1];
    const double phase = std::lerp(phase_[0], phase_[1], -f0 / (f1 - f0));
    const double level0 = std::log(std::max(magnitude_[0], 1e-12));
    const double level1 = std::log(std::max(magnitude_[1], 1e-12));
    const double slope = (level1 - level0) / (std::sqrt(f1) - std::sqrt(f0));
    // Losses grow with frequency: a rise towards 0 Hz is continued, a fall is not.
    const double level = slope < 0 ? level0 - slope * std::sqrt(f0) : level0;
    frequency_.insert(frequency_.begin(), 0.0);
    magnitude_.insert(magnitude_.begin(), std::exp(level));
    phase_.insert(phase_.begin(), phase);
    set_dc_phase(phase);
  }

  void set_dc_phase(double phase) { phase_.front() = kPi * std::round(phase / kPi); }

  std::vector<double> frequency_;
  std::vector<double> magnitude_;
  std::vector<double> phase_;
  bool extrapolated_ = false;
};

double energy(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) sum += values[i] * values[i];
  return sum;
}

/// 1 up to `start`, 0 from `end` on, half a cosine between.
double fade(double frequency, double start, double end) {
  if (frequency <= start) return 1;
  if (frequency >= end) return 0;
  return 0.5 * (1 + std::cos(kPi * (frequency - start) / (end - start)));
}

/// Spectrum of the transmitted pulse of 1 V, relative to a pulse of one UI at 0 Hz.
std::complex<double> pulse_spectrum(double frequency, const PulseShape& shape) {
  const double x = kPi * frequency / shape.baud_hz;
  const double rectangle = x == 0 ? 1 : std::sin(x) / x;
  // A Gaussian of standard deviation s has a 20-80 % step rise time of 2 * Q^-1(0.2) * s.
  constexpr double kRiseTimePerSigma = 1.683242467145829;
  const double s = shape.rise_time_s / kRiseTimePerSigma;
  const double filter = std::exp(-2 * std::pow(kPi * frequency * s, 2));
  return std::polar(rectangle * filter, -x);
}

}  // namespace

ChannelResponse channel_response(const TransferFunction& channel, const PulseShape& shape) {
  check(channel, shape);
  const ContinuousGain gain(channel);
  ChannelResponse result;
  result.dc_gain = gain.dc_gain();
  result.dc_extrapolated = gain.extrapolated();

  // Internal sampling: a multiple of samples_per_ui that takes the whole band, at least 32 a UI.
  const double ui_s = 1 / shape.baud_hz;
  unsigned oversampling = shape.samples_per_ui;
  while (oversampling < 32 || oversampling * shape.baud_hz < 2 * gain.band_end()) {
    oversampling += shape.samples_per_ui;
  }
  const double sample_rate_hz = oversampling * shape.baud_hz;

  // The data determine a time window of 1/step; the transform's is at least twice that.
  const double window_s = 1 / gain.largest_step_hz();
  if (gain.mean_delay_s() > 0.45 * window_s) {
    throw std::invalid_argument(
        "channel response: " +
        fmt::format("frequency points are up to {:g} Hz apart, too far for a delay of {:g} s",
                    gain.largest_step_hz(), gain.mean_delay_s()));
  }
  const double samples_wanted = std::max(2 * window_s, kShortestUi * ui_s) * sample_rate_hz;
  if (samples_wanted > kMostSamples) {
    throw std::invalid_argument(
        "channel response: " +
        fmt::format("frequency points are {:g} Hz apart, expected at least {:g} Hz",
                    gain.largest_step_hz(), 2 * sample_rate_hz / kMostSamples));
  }
  const std::size_t size = std::bit_ceil(static_cast<std::size_t>(samples_wanted));

  std::vector<std::complex<double>> spectrum(size / 2 + 1);
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const double f = sample_rate_hz * static_cast<double>(i) / static_cast<double>(size);
    if (f > gain.band_end()) break;
    spectrum[i] = gain.at(f) * pulse_spectrum(f, shape) *
                  fade(f, shape.band_limit_start * gain.band_end(), gain.band_end());
  }
  spectrum.front() = result.dc_gain;
  std::vector<double> periodic;
  Eigen::FFT<double> fft;
  fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
  fft.inv(periodic, spectrum, static_cast<Eigen::Index>(size));
  // One UI of 1 V has `oversampling` samples.
  for (double& v : periodic) v *= oversampling;

  // The second half of the period is the time before 0.
  const std::size_t half = size / 2;
  std::vector<double> wave(size);
  std::rotate_copy(periodic.begin(), periodic.begin() + static_cast<std::ptrdiff_t>(half),
                   periodic.end(), wave.begin());
  const double total = energy(wave, 0, size);
  if (!(total > 0)) throw std::invalid_argument("channel response: the channel passes no signal");
  result.precursor_energy = energy(wave, 0, half) / total;

  const auto by_magnitude = [](double x, double y) { return std::abs(x) < std::abs(y); };
  const auto peak = std::ranges::max_element(wave, by_magnitude);
  const double level = shape.truncation_level * std::abs(*peak);
  const auto matters = [&](double v) { return std::abs(v) >= level; };
  const auto first = std::ranges::find_if(wave, matters);
  const auto last = std::find_if(wave.rbegin(), wave.rend(), matters).base();
  std::size_t begin = static_cast<std::size_t>(first - wave.begin());
  std::size_t end = static_cast<std::size_t>(last - wave.begin());
  const std::size_t longest = std::size_t{shape.longest_ui} * oversampling;
  if (end - begin > longest) {
    // The tail goes first; precursors only where they would push out the peak.
    const auto peak_at = static_cast<std::size_t>(peak - wave.begin());
    begin = std::max(begin, peak_at - std::min(peak_at, longest / 4));
    end = std::min(end, begin + longest);
  }
  // On a whole UI, so that phase 0 does not depend on samples_per_ui.
  begin = std::max(begin, half % oversampling);
  begin -= (begin - half % oversampling) % oversampling;
  const std::size_t length_ui =
      std::min({(end - begin + oversampling - 1) / oversampling, (size - begin) / oversampling,
                std::size_t{shape.longest_ui}});
  end = begin + length_ui * oversampling;
  result.truncated_energy = 1 - energy(wave, begin, end) / total;
  result.bulk_delay_s = (static_cast<double>(begin) - static_cast<double>(half)) / sample_rate_hz;

  result.pulse.samples_per_ui = shape.samples_per_ui;
  const std::size_t step = oversampling / shape.samples_per_ui;
  for (std::size_t i = begin; i < end; i += step) result.pulse.volts.push_back(wave[i]);

  if (result.precursor_energy > 1e-3) {
    result.warnings.push_back(fmt::format(
        "{:.2g} of the pulse's energy arrives before time 0: the data are not causal, or begin "
        "at too high a frequency",
        result.precursor_energy));
  }
  if (result.truncated_energy > 1e-3) {
    result.warnings.push_back(
        fmt::format("{:.2g} of the pulse's energy lies outside the {:g} UI that were kept",
                    result.truncated_energy, static_cast<double>(length_ui)));
  }
  if (gain.band_end() < 0.75 * shape.baud_hz) {
    result.warnings.push_back(
        fmt::format("data end at {:g} Hz, below 0.75 of the baud rate of {:g} Bd", gain.band_end(),
                    shape.baud_hz));
  }
  return result;
}

}  // namespace lightloop::serdes
