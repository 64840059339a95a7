// SPDX-License-Identifier: Apache-2.0
// What travels between the stages of the analogue link: blocks of whole unit intervals (UI). A
// block says where in the stream it stands, so that stages with memory and counters can be checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lightloop::serdes {

/// PAM4 symbols, one a UI: 0, 1, 2, 3 stand for the levels -1, -1/3, +1/3, +1.
struct SymbolBlock {
  double baud_hz = 0;
  std::uint64_t first_ui = 0;  ///< index of the first symbol, counted from the start of the stream
  std::vector<std::uint8_t> symbols;

  std::size_t unit_intervals() const { return symbols.size(); }
};

/// Voltage samples, evenly spaced, in order of time: samples_per_ui of them a UI.
struct VoltageBlock {
  double baud_hz = 0;
  unsigned samples_per_ui = 1;
  std::uint64_t first_ui = 0;  ///< index of the UI of volts[0]
  std::vector<float> volts;    ///< a multiple of samples_per_ui

  std::size_t unit_intervals() const { return volts.size() / samples_per_ui; }
};

}  // namespace lightloop::serdes
