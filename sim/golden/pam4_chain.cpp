// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pam4_chain.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>

#include "sim/golden/link_channel.hpp"
#include "sim/golden/pam4_theory.hpp"

namespace lightloop::golden {
namespace {

constexpr int kLevels = 4;

// Probability that y + noise lies in [low, high), without cancellation in the tails.
double probability_between(double low, double high, double y, double noise_rms) {
  if (noise_rms == 0.0) return y >= low && y < high ? 1.0 : 0.0;
  const double a = (low - y) / noise_rms;
  const double b = (high - y) / noise_rms;
  if (a > 0) return q_function(a) - q_function(b);
  if (b < 0) return q_function(-b) - q_function(-a);
  return 1.0 - q_function(b) - q_function(-a);
}

int bit_errors(int sent, int received) {
  const auto bits = [](int gray) {
    const auto symbol = static_cast<Pam4Symbol>(gray);
    return gray_first_bit(symbol) | gray_second_bit(symbol) << 1;
  };
  return std::popcount(bits(sent) ^ bits(received));
}

void check(std::span<const double> taps, double noise_rms) {
  if (taps.empty() || taps.size() > Pam4Chain::kMaxTaps) {
    throw std::invalid_argument("Pam4Chain: found " + std::to_string(taps.size()) +
                                " taps, expected 1.." + std::to_string(Pam4Chain::kMaxTaps));
  }
  if (!std::all_of(taps.begin(), taps.end(), [](double tap) { return std::isfinite(tap); }) ||
      !(taps[0] > 0.0)) {
    throw std::invalid_argument("Pam4Chain: taps must be finite and the first one above 0");
  }
  if (!(noise_rms >= 0.0) || !std::isfinite(noise_rms)) {
    throw std::invalid_argument("Pam4Chain: noise: found " + std::to_string(noise_rms) +
                                ", expected a finite number, 0 or more");
  }
}

}  // namespace

Pam4Chain::Pam4Chain(std::span<const double> taps, double noise_rms, bool precoding) {
  check(taps, noise_rms);
  while (taps.back() == 0.0) taps = taps.first(taps.size() - 1);
  // State: the past levels, newest in the lowest digit of base 4, then the last decision error.
  const int memory = std::max(static_cast<int>(taps.size()) - 1, precoding ? 1 : 0);
  const int pasts = 1 << (2 * memory);
  const int errors = precoding ? kLevels : 1;

  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::array<double, kLevels + 1> edges{-kInfinity, -2.0 * taps[0], 0.0, 2.0 * taps[0],
                                              kInfinity};
  struct Outcome {
    double probability;  // without the stationary probability of `from`
    int from;
    bool wrong_decision;
    int wrong_bits;
  };
  std::vector<Outcome> outcomes;
  std::map<std::tuple<int, int, bool>, double> steps;  // outcomes that lead the same way, together
  for (int past = 0; past < pasts; ++past) {
    for (int level = 0; level < kLevels; ++level) {
      const int levels = past * kLevels + level;  // newest first, all that the filter sees
      double y = 0.0;
      for (std::size_t i = 0; i < taps.size(); ++i) {
        y += taps[i] * link_amplitude(static_cast<Pam4Symbol>((levels >> (2 * i)) & 3));
      }
      for (int decision = 0; decision < kLevels; ++decision) {
        const double probability =
            probability_between(edges[decision], edges[decision + 1], y, noise_rms) / kLevels;
        if (probability == 0.0) continue;
        const int error = (decision - level) & 3;
        for (int error_before = 0; error_before < errors; ++error_before) {
          const int sent = precoding ? (level + past) & 3 : level;
          const int received = precoding ? (sent + error + error_before) & 3 : decision;
          const int wrong_bits = bit_errors(sent, received);
          const int from = past + pasts * error_before;
          const int to = levels % pasts + pasts * (precoding ? error : 0);
          outcomes.push_back({probability, from, error != 0, wrong_bits});
          steps[{from, to, wrong_bits != 0}] += probability;
        }
      }
    }
  }
  for (const auto& [way, probability] : steps) {
    transitions_.push_back({std::get<0>(way), std::get<1>(way), probability, std::get<2>(way)});
  }

  // The past levels are independent of everything before; so is the last error given one more.
  stationary_.assign(static_cast<std::size_t>(pasts) * errors, 0.0);
  std::fill_n(stationary_.begin(), pasts, 1.0 / pasts);
  for (int step = 0; step <= memory; ++step) {
    std::vector<double> next(stationary_.size());
    for (const Transition& t : transitions_) next[t.to] += stationary_[t.from] * t.probability;
    stationary_ = std::move(next);
  }

  for (const Outcome& outcome : outcomes) {
    const double probability = stationary_[outcome.from] * outcome.probability;
    if (outcome.wrong_decision) symbol_error_ratio_ += probability;
    bit_error_ratio_ += probability * outcome.wrong_bits / 2.0;
  }
  fec_symbol_error_ratio_ = error_count_distribution(1, 0)[1];
}

std::vector<double> Pam4Chain::error_count_distribution(int symbols, int limit) const {
  // For each state, each number of wrong FEC symbols so far (limit + 1 stands for more) and each
  // state of the FEC symbol under way (right or wrong so far): the probability. Only sums of
  // products of positive numbers, so nothing is lost in the tails.
  const auto counts = static_cast<std::size_t>(limit) + 2;
  const std::size_t states = stationary_.size();
  const auto at = [&](std::size_t state, bool wrong) {
    return (state + (wrong ? states : 0)) * counts;
  };
  std::vector<double> now(2 * states * counts);
  std::vector<double> next(now.size());
  for (std::size_t s = 0; s < states; ++s) now[at(s, false)] = stationary_[s];

  for (int symbol = 0; symbol < symbols; ++symbol) {
    for (int pair = 0; pair < kPam4PerFecSymbol; ++pair) {
      std::fill(next.begin(), next.end(), 0.0);
      for (const Transition& t : transitions_) {
        for (const bool wrong : {false, true}) {
          const double* const from = &now[at(t.from, wrong)];
          double* const to = &next[at(t.to, wrong || t.wrong)];
          for (std::size_t c = 0; c < counts; ++c) to[c] += from[c] * t.probability;
        }
      }
      now.swap(next);
    }
    for (std::size_t s = 0; s < states; ++s) {
      double* const right = &now[at(s, false)];
      double* const wrong = &now[at(s, true)];
      right[counts - 1] += wrong[counts - 1];
      for (std::size_t c = 1; c < counts; ++c) right[c] += wrong[c - 1];
      std::fill_n(wrong, counts, 0.0);
    }
  }

  std::vector<double> distribution(counts);
  for (std::size_t s = 0; s < states; ++s) {
    for (std::size_t c = 0; c < counts; ++c) distribution[c] += now[at(s, false) + c];
  }
  return distribution;
}

}  // namespace lightloop::golden
