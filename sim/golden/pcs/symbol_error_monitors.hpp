// SPDX-License-Identifier: Apache-2.0
// hi_ser and FEC degrade: docs/pcs.md section 17.
#pragma once

#include <cstdint>

#include "sim/golden/rs_code.hpp"
#include "sim/phy/ethernet_rate.hpp"

namespace lightloop::golden::pcs {

/// Symbol errors of a codeword for the monitors.
constexpr unsigned symbol_errors(const CodewordStatus& status, unsigned uncorrectable_symbols) {
  return status.uncorrectable ? uncorrectable_symbols : status.corrected_symbols;
}

struct HiSerConfig {
  std::uint32_t window = 8192;     ///< codewords
  std::uint64_t threshold = 5560;  ///< symbol errors (placeholder at 800G and 1.6T)
  std::uint32_t hold_windows = 0;  ///< 0: hi_ser_hold(rate)
};

/// Windows in 65 ms of the codewords that one monitor sees.
constexpr std::uint32_t hi_ser_hold(phy::EthernetRate rate) {
  switch (rate) {
    case phy::EthernetRate::k200g:
      return 310;
    case phy::EthernetRate::k400g:
    case phy::EthernetRate::k800g:
      return 620;
    case phy::EthernetRate::k1600g:
      break;
  }
  return 2480;
}

/// More than `threshold` symbol errors within a window raise hi_ser, which is then held.
class HiSerMonitor {
 public:
  /// `config.hold_windows` is taken as it is, 0 too. `config.window` must not be 0.
  explicit HiSerMonitor(const HiSerConfig& config) : config_(config) {}

  void count(unsigned symbols) {
    sum_ += symbols;
    if (sum_ > config_.threshold) {
      raised_ = true;
      hold_ = config_.hold_windows;
    }
    if (++codewords_ < config_.window) return;
    codewords_ = 0;
    sum_ = 0;
    if (raised_ && hold_ == 0) raised_ = false;
    if (hold_ > 0) --hold_;
  }

  bool raised() const { return raised_; }

  /// A new alignment: nothing is known of before.
  void restart() {
    codewords_ = 0;
    sum_ = 0;
    hold_ = 0;
    raised_ = false;
  }

 private:
  HiSerConfig config_;
  std::uint32_t codewords_ = 0;
  std::uint64_t sum_ = 0;
  std::uint32_t hold_ = 0;
  bool raised_ = false;
};

struct DegradeConfig {
  bool enable = false;
  std::uint32_t interval = 1;    ///< codewords, not 0
  std::uint32_t activate = 0;    ///< degraded above this many symbol errors
  std::uint32_t deactivate = 0;  ///< no longer below this many
};

/// FEC degrade with hysteresis, judged at the end of each whole interval.
class DegradeMonitor {
 public:
  /// `config.interval` must not be 0.
  explicit DegradeMonitor(const DegradeConfig& config) : config_(config) {}

  void count(unsigned symbols) {
    if (!config_.enable) return;
    sum_ += symbols;
    if (++codewords_ < config_.interval) return;
    if (sum_ > config_.activate) degraded_ = true;
    if (sum_ < config_.deactivate) degraded_ = false;
    restart();
  }

  bool degraded() const { return degraded_; }

  /// Loss of alignment: the interval begun is thrown away.
  void restart() {
    codewords_ = 0;
    sum_ = 0;
  }
  void reset() {
    restart();
    degraded_ = false;
  }

 private:
  DegradeConfig config_;
  std::uint32_t codewords_ = 0;
  std::uint64_t sum_ = 0;
  bool degraded_ = false;
};

}  // namespace lightloop::golden::pcs
