// SPDX-License-Identifier: Apache-2.0
// RS decoding of codeword groups, with the counters of the port: docs/pcs.md sections 14 and 17.
#pragma once

#include <span>
#include <vector>

#include "sim/golden/pcs/fec_counters.hpp"
#include "sim/golden/pcs/lane_map.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::pcs {

class CodewordDecoder {
 public:
  explicit CodewordDecoder(phy::EthernetRate rate);

  /// Appends the corrected groups and a status a codeword. Symbols of an unfinished group wait.
  void feed(std::span<const FecSymbol> groups, std::vector<FecSymbol>& corrected,
            std::vector<CodewordStatus>& status);
  void reset();
  const FecCounters& counters() const { return counters_; }

 private:
  void count(std::span<const CodewordStatus> status);

  LaneMap map_;
  std::size_t words_;  // codewords of a group
  FecCounters counters_;
  std::vector<FecSymbol> waiting_;
  std::vector<std::int16_t> positions_;
};

}  // namespace lightloop::golden::pcs
