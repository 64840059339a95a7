// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/fec_counters.hpp"

namespace lightloop::golden::pcs {

void FecPositionCounters::count(const CodewordStatus& status) {
  ++codewords;
  if (status.uncorrectable) {
    ++uncorrectable_codewords;
    ++bins.back();
    return;
  }
  if (status.corrected_symbols > 0) ++corrected_codewords;
  corrected_symbols += status.corrected_symbols;
  ++bins[status.corrected_symbols];
}

FecPositionCounters& FecPositionCounters::operator+=(const FecPositionCounters& other) {
  codewords += other.codewords;
  corrected_codewords += other.corrected_codewords;
  uncorrectable_codewords += other.uncorrectable_codewords;
  corrected_symbols += other.corrected_symbols;
  for (std::size_t i = 0; i < bins.size(); ++i) bins[i] += other.bins[i];
  return *this;
}

FecCounters::FecCounters(phy::EthernetRate rate)
    : positions(static_cast<std::size_t>(phy::shape(rate).positions())),
      lane_corrected_symbols(static_cast<std::size_t>(phy::shape(rate).lanes)) {}

FecPositionCounters FecCounters::flow(int f) const {
  const auto first = static_cast<std::size_t>(phy::kPositionsPerFlow) * static_cast<std::size_t>(f);
  FecPositionCounters sum = positions.at(first);
  return sum += positions.at(first + 1);
}

FecPositionCounters FecCounters::port() const {
  FecPositionCounters sum;
  for (const FecPositionCounters& position : positions) sum += position;
  return sum;
}

}  // namespace lightloop::golden::pcs
