// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/codeword_decoder.hpp"

namespace lightloop::golden::pcs {
namespace {

constexpr RsParameters kCode = parameters(RsCode::kKp4);

}  // namespace

CodewordDecoder::CodewordDecoder(phy::EthernetRate rate)
    : map_(rate), words_(static_cast<std::size_t>(phy::shape(rate).positions())), counters_(rate) {}

void CodewordDecoder::feed(std::span<const FecSymbol> groups, std::vector<FecSymbol>& corrected,
                           std::vector<CodewordStatus>& status) {
  waiting_.insert(waiting_.end(), groups.begin(), groups.end());
  const std::size_t count = waiting_.size() / map_.group_size();
  const std::size_t symbols = count * map_.group_size();
  const std::size_t at = corrected.size();
  const std::size_t status_at = status.size();
  corrected.resize(at + symbols);
  status.resize(status_at + count * words_);
  positions_.resize(count * words_ * static_cast<std::size_t>(kCode.t));
  const std::span<CodewordStatus> found = std::span(status).subspan(status_at);
  rs_decode(RsCode::kKp4, std::span<const FecSymbol>(waiting_).first(symbols),
            std::span(corrected).subspan(at), found, positions_);
  this->count(found);
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(symbols));
}

void CodewordDecoder::count(std::span<const CodewordStatus> status) {
  for (std::size_t word = 0; word < status.size(); ++word) {
    const std::size_t position = word % words_;
    counters_.positions[position].count(status[word]);
    for (int i = 0; i < status[word].corrected_symbols; ++i) {
      const std::int16_t symbol =
          positions_[word * static_cast<std::size_t>(kCode.t) + static_cast<std::size_t>(i)];
      const std::size_t index =
          position * static_cast<std::size_t>(kCode.n) + static_cast<std::size_t>(symbol);
      ++counters_.lane_corrected_symbols[static_cast<std::size_t>(map_.lane_of(index))];
    }
  }
}

void CodewordDecoder::reset() {
  for (FecPositionCounters& position : counters_.positions) position = {};
  for (std::uint64_t& lane : counters_.lane_corrected_symbols) lane = 0;
  waiting_.clear();
}

}  // namespace lightloop::golden::pcs
