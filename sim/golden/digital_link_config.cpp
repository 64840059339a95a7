// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "sim/golden/digital_link.hpp"

namespace lightloop::golden {
namespace {

constexpr double kSymbolEnergy = 5.0;  // mean square of -3, -1, 1, 3
constexpr double kSigmaUnit = 32768.0;

void require_between(const std::string& field, std::int64_t found, std::int64_t low,
                     std::int64_t high) {
  if (found < low || found > high) {
    throw std::invalid_argument("digital link: " + field + ": found " + std::to_string(found) +
                                ", expected " + std::to_string(low) + ".." + std::to_string(high));
  }
}

}  // namespace

void validate(const DigitalLinkConfig& config) {
  if (config.code != RsCode::kKp4 && config.code != RsCode::kKr4) {
    throw std::invalid_argument("digital link: code: found " +
                                std::to_string(static_cast<int>(config.code)) +
                                ", expected kp4 or kr4");
  }
  require_between("prbs_seed", config.prbs_seed, 1, 0x7FFFFFFF);
  require_between("taps[0]", config.taps[0], 1, 511);
  for (std::size_t i = 1; i < config.taps.size(); ++i) {
    require_between("taps[" + std::to_string(i) + "]", config.taps[i], -512, 511);
  }
  require_between("inject_start", config.inject_start, 0, parameters(config.code).n - 1);
  require_between("inject_mask", config.inject_mask, 0, 0x3FF);
}

std::uint16_t sigma_from_snr_db(double snr_db) {
  const double sigma = std::sqrt(kSymbolEnergy) * std::pow(10.0, -snr_db / 20.0) * kSigmaUnit;
  const double rounded = std::floor(sigma + 0.5);
  // Written so that not-a-number fails too.
  if (!(rounded <= std::numeric_limits<std::uint16_t>::max())) {
    throw std::out_of_range("SNR: found " + std::to_string(snr_db) + " dB, expected at least " +
                            std::to_string(snr_db_from_sigma(0xFFFF)) + " dB");
  }
  return static_cast<std::uint16_t>(rounded);
}

double snr_db_from_sigma(std::uint16_t sigma) {
  if (sigma == 0) return std::numeric_limits<double>::infinity();
  const double ratio = sigma / kSigmaUnit;
  return 10.0 * std::log10(kSymbolEnergy / (ratio * ratio));
}

}  // namespace lightloop::golden
