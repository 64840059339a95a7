// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/equaliser.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>

namespace lightloop::serdes {
namespace {

constexpr unsigned kMostPreTaps = 64;
constexpr unsigned kMostPostTaps = 256;

void check(const std::vector<double>& cursors, const FfeConfig& config, double noise_power) {
  const auto fail = [](const std::string& what) { throw std::invalid_argument("FFE: " + what); };
  if (config.pre_taps > kMostPreTaps) {
    fail("found pre_taps = " + std::to_string(config.pre_taps) + ", expected 0 to " +
         std::to_string(kMostPreTaps));
  }
  if (config.post_taps > kMostPostTaps) {
    fail("found post_taps = " + std::to_string(config.post_taps) + ", expected 0 to " +
         std::to_string(kMostPostTaps));
  }
  if (!(noise_power >= 0) || !std::isfinite(noise_power)) {
    fail("found a noise power of " + std::to_string(noise_power) + ", expected 0 or above");
  }
  if (std::ranges::none_of(cursors, [](double v) { return v != 0 && std::isfinite(v); })) {
    fail("the pulse response at the sampling phase is empty");
  }
}

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

/// equalised = C * taps, with cursors down the columns of C.
Eigen::MatrixXd convolution_matrix(const std::vector<double>& cursors, std::size_t taps) {
  Eigen::MatrixXd c = Eigen::MatrixXd::Zero(index(cursors.size() + taps - 1), index(taps));
  for (std::size_t column = 0; column < taps; ++column) {
    for (std::size_t i = 0; i < cursors.size(); ++i)
      c(index(column + i), index(column)) = cursors[i];
  }
  return c;
}

double power(const std::vector<double>& cursors) {
  double sum = 0;
  for (const double cursor : cursors) sum += cursor * cursor;
  return sum;
}

Eigen::VectorXd solve(const Eigen::MatrixXd& c, std::size_t main, const FfeConfig& config,
                      double noise_power, const std::vector<Eigen::MatrixXd>& crosstalk) {
  const Eigen::Index taps = c.cols();
  if (config.criterion == FfeCriterion::kZeroForcing) {
    // As many equations as taps: 1 at the main cursor, 0 at the cursors around it.
    const Eigen::MatrixXd reached = c.middleRows(index(main) - index(config.pre_taps), taps);
    Eigen::VectorXd wanted = Eigen::VectorXd::Zero(taps);
    wanted(index(config.pre_taps)) = 1;
    const Eigen::FullPivLU<Eigen::MatrixXd> lu(reached);
    if (!lu.isInvertible()) {
      throw std::invalid_argument("FFE: no zero-forcing taps exist for this pulse response");
    }
    return lu.solve(wanted);
  }
  Eigen::MatrixXd normal = c.transpose() * c;
  // Without noise the equations may be singular; this is far below any real noise.
  const double floor = 1e-12 * normal.diagonal().maxCoeff();
  normal.diagonal().array() += std::max(noise_power, floor);
  for (const Eigen::MatrixXd& x : crosstalk) normal += x.transpose() * x;
  const Eigen::VectorXd wanted = c.row(index(main)).transpose();
  return normal.ldlt().solve(wanted);
}

}  // namespace

double Ffe::noise_gain() const {
  double sum = 0;
  for (const double tap : taps) sum += tap * tap;
  return std::sqrt(sum);
}

std::vector<double> Ffe::residual_isi() const {
  std::vector<double> rest = equalised;
  rest.erase(rest.begin() + main_index);
  return rest;
}

double Ffe::signal_to_isi_db() const {
  const double sum = power(residual_isi());
  if (sum == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(main_cursor() * main_cursor() / sum);
}

double Ffe::signal_to_crosstalk_db() const {
  double sum = 0;
  for (const std::vector<double>& neighbour : crosstalk) sum += power(neighbour);
  if (sum == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(main_cursor() * main_cursor() / sum);
}

Ffe design_ffe(const std::vector<double>& cursors, const FfeConfig& config,
               double noise_to_symbol_power, const std::vector<std::vector<double>>& crosstalk) {
  check(cursors, config, noise_to_symbol_power);
  const std::size_t taps = std::size_t{1} + config.pre_taps + config.post_taps;
  // The sample that holds the main cursor reaches the main tap pre_taps later.
  const std::size_t main = main_cursor_index(cursors) + config.pre_taps;
  const Eigen::MatrixXd c = convolution_matrix(cursors, taps);
  std::vector<Eigen::MatrixXd> disturbances;
  disturbances.reserve(crosstalk.size());
  for (const std::vector<double>& neighbour : crosstalk) {
    disturbances.push_back(convolution_matrix(neighbour, taps));
  }
  Eigen::VectorXd solution = solve(c, main, config, noise_to_symbol_power, disturbances);
  const double main_cursor = c.row(index(main)).dot(solution);
  if (!(std::abs(main_cursor) > 1e-9) || !solution.allFinite()) {
    throw std::invalid_argument("FFE: no taps bring the main cursor through");
  }
  // A scale of 1 at the main cursor takes the bias out of MMSE taps: the slicer's levels stay.
  solution /= main_cursor;
  const Eigen::VectorXd equalised = c * solution;

  Ffe ffe;
  ffe.taps.assign(solution.begin(), solution.end());
  ffe.equalised.assign(equalised.begin(), equalised.end());
  ffe.main_index = static_cast<unsigned>(main);
  for (const Eigen::MatrixXd& x : disturbances) {
    const Eigen::VectorXd rest = x * solution;
    ffe.crosstalk.emplace_back(rest.begin(), rest.end());
  }
  return ffe;
}

SampledChannel choose_sampling_phase(const PulseResponse& pulse, const FfeConfig& config,
                                     double noise_to_symbol_power, int only_phase,
                                     const std::vector<PulseResponse>& crosstalk) {
  validate(pulse);
  for (const PulseResponse& neighbour : crosstalk) {
    validate(neighbour);
    if (neighbour.samples_per_ui == pulse.samples_per_ui) continue;
    throw std::invalid_argument("crosstalk: found " + std::to_string(neighbour.samples_per_ui) +
                                " samples per UI, expected " +
                                std::to_string(pulse.samples_per_ui) + " as of the pulse");
  }
  if (only_phase >= static_cast<int>(pulse.samples_per_ui)) {
    throw std::invalid_argument(
        "sampling phase: found " + std::to_string(only_phase) +
        ", expected below samples_per_ui = " + std::to_string(pulse.samples_per_ui));
  }
  SampledChannel best;
  double least_disturbance = std::numeric_limits<double>::infinity();
  std::exception_ptr failure;  // of the first phase without an equaliser
  for (unsigned phase = 0; phase < pulse.samples_per_ui; ++phase) {
    if (only_phase >= 0 && phase != static_cast<unsigned>(only_phase)) continue;
    SampledChannel candidate;
    candidate.phase = phase;
    candidate.cursors = pulse.at_phase(phase);
    if (std::ranges::all_of(candidate.cursors, [](double v) { return v == 0; })) continue;
    for (const PulseResponse& neighbour : crosstalk) {
      candidate.crosstalk.push_back(neighbour.at_phase(phase));
    }
    try {
      candidate.ffe =
          design_ffe(candidate.cursors, config, noise_to_symbol_power, candidate.crosstalk);
    } catch (const std::invalid_argument&) {
      if (!failure) failure = std::current_exception();
      continue;
    }
    double disturbance = noise_to_symbol_power * std::pow(candidate.ffe.noise_gain(), 2);
    for (const double cursor : candidate.ffe.residual_isi()) disturbance += cursor * cursor;
    for (const auto& neighbour : candidate.ffe.crosstalk) disturbance += power(neighbour);
    if (disturbance < least_disturbance) {
      least_disturbance = disturbance;
      best = std::move(candidate);
    }
  }
  if (best.cursors.empty()) {
    if (failure) std::rethrow_exception(failure);
    throw std::invalid_argument("FFE: the pulse response at the sampling phase is empty");
  }
  return best;
}

}  // namespace lightloop::serdes
