// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/marker_inserter.hpp"

#include <utility>

namespace lightloop::golden::pcs {

MarkerInserter::MarkerInserter(phy::EthernetRate rate, MarkerGroupSource source,
                               std::uint32_t am_period)
    : source_(std::move(source)),
      between_(am_period - static_cast<std::uint32_t>(phy::shape(rate).marker_blocks)) {
  check_am_period(rate, am_period);
}

void MarkerInserter::feed(std::span<const phy::Block257> blocks,
                          std::vector<phy::Block257>& stream) {
  for (const phy::Block257& block : blocks) {
    if (at_ == 0) source_.next(status_, stream);
    stream.push_back(block);
    at_ = at_ + 1 == between_ ? 0 : at_ + 1;
  }
}

void MarkerInserter::reset() {
  source_.reset();
  at_ = 0;
}

}  // namespace lightloop::golden::pcs
