// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/continuous_gain.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lightloop::serdes {
namespace {

constexpr double kTwoPi = 2 * std::numbers::pi;

}  // namespace

double window_s(const TransferFunction& channel) {
  double largest_step = 0;
  for (std::size_t i = 1; i < channel.frequency_hz.size(); ++i) {
    largest_step = std::max(largest_step, channel.frequency_hz[i] - channel.frequency_hz[i - 1]);
  }
  return 1 / largest_step;
}

ContinuousGain::ContinuousGain(const TransferFunction& channel,
                               std::optional<double> earliest_delay_s)
    : frequency_(channel.frequency_hz), dc_blocked_(blocks_dc(channel)) {
  std::vector<Step> steps;
  for (std::size_t i = 1; i < frequency_.size(); ++i) {
    steps.push_back(
        {frequency_[i] - frequency_[i - 1], channel.gain[i] * std::conj(channel.gain[i - 1])});
  }
  estimate_delay(std::move(steps));
  if (earliest_delay_s) {
    const double periods = std::ceil((*earliest_delay_s - delay_s_) / delay_period_s_);
    delay_s_ += periods * delay_period_s_;
  }
  unwrap(channel);
  if (dc_blocked_) {
    frequency_.erase(frequency_.begin());
    magnitude_.erase(magnitude_.begin());
    phase_.erase(phase_.begin());
  }
  if (frequency_.front() > 0) extrapolate_to_dc();
  // The gain at 0 Hz is real; what a measurement shows of an angle there is its error.
  phase_.front() = std::numbers::pi * std::round(phase_.front() / std::numbers::pi);
}

// A gain at 0 Hz far below that of the next point, which itself is level with the one after: what
// takes it away works far below the first step, and a line from one point to the other would not.
bool ContinuousGain::blocks_dc(const TransferFunction& channel) {
  constexpr double kBlocked = 0.5;
  constexpr double kLevel = 0.9;
  if (channel.frequency_hz.front() > 0 || channel.frequency_hz.size() < 4) return false;
  const double at_dc = std::abs(channel.gain[0]);
  const double first = std::abs(channel.gain[1]);
  const double second = std::abs(channel.gain[2]);
  return at_dc < kBlocked * first && first > kLevel * second;
}

// The sum of the turns from point to point turns by the mean delay; unlike an unwrapped phase it
// has no edge where noise or dispersion would tip it over. Steps of one size give the delay up to
// one over their size; going from small steps to larger ones keeps what the small ones know.
void ContinuousGain::estimate_delay(std::vector<Step> steps) {
  constexpr double kSameSize = 1.5;    // a group has steps up to this times its smallest
  constexpr double kLargestLeap = 16;  // from one group to the next
  constexpr std::size_t kFewest = 3;   // steps of a group that is believed
  constexpr double kLeastCoherence = 0.5;
  std::ranges::sort(steps, {}, &Step::hz);
  double known_hz = 0;  // largest step of the last group
  for (auto begin = steps.begin(); begin != steps.end();) {
    const auto end = std::find_if(
        begin, steps.end(), [&](const Step& step) { return step.hz > kSameSize * begin->hz; });
    std::complex<double> sum = 0;
    double weight = 0;
    double weighted_hz = 0;
    const bool continued = known_hz > 0 && begin->hz <= kLargestLeap * known_hz;
    const double expected_s = continued ? delay_s_ : 0;
    for (auto step = begin; step != end; ++step) {
      sum += step->turn * std::polar(1.0, kTwoPi * step->hz * expected_s);
      weight += std::abs(step->turn);
      weighted_hz += std::abs(step->turn) * step->hz;
    }
    const bool enough =
        end - begin >= std::ptrdiff_t{kFewest} || (end == steps.end() && known_hz == 0);
    if (enough && weight > 0 && std::abs(sum) >= kLeastCoherence * weight) {
      delay_s_ = expected_s - std::arg(sum) * weight / (kTwoPi * weighted_hz);
      if (!continued) delay_period_s_ = 1 / (end - 1)->hz;
      known_hz = (end - 1)->hz;
    }
    begin = end;
  }
  if (delay_period_s_ == 0) delay_period_s_ = 1 / steps.back().hz;
}

void ContinuousGain::unwrap(const TransferFunction& channel) {
  double phase = 0;
  for (std::size_t i = 0; i < frequency_.size(); ++i) {
    magnitude_.push_back(std::abs(channel.gain[i]));
    if (magnitude_.back() > 0) {
      const double flat = std::arg(channel.gain[i]) + kTwoPi * frequency_[i] * delay_s_;
      phase = i == 0 ? std::remainder(flat, kTwoPi) : phase + std::remainder(flat - phase, kTwoPi);
    }
    phase_.push_back(phase);
  }
}

void ContinuousGain::extrapolate_to_dc() {
  dc_extrapolated_ = true;
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
}

double ContinuousGain::dc_gain() const { return magnitude_.front() * std::cos(phase_.front()); }

std::complex<double> ContinuousGain::at(double frequency_hz, double delay_s) const {
  const double delay_phase = -kTwoPi * frequency_hz * delay_s;
  const auto next = std::ranges::upper_bound(frequency_, frequency_hz);
  if (next == frequency_.end()) return std::polar(magnitude_.back(), phase_.back() + delay_phase);
  const auto i = static_cast<std::size_t>(next - frequency_.begin());
  const double weight = (frequency_hz - frequency_[i - 1]) / (frequency_[i] - frequency_[i - 1]);
  return std::polar(std::lerp(magnitude_[i - 1], magnitude_[i], weight),
                    std::lerp(phase_[i - 1], phase_[i], weight) + delay_phase);
}

}  // namespace lightloop::serdes
