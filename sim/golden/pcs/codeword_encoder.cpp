// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/codeword_encoder.hpp"

namespace lightloop::golden::pcs {

void CodewordEncoder::feed(std::span<const FecSymbol> messages, std::vector<FecSymbol>& codewords) {
  constexpr std::size_t kMessage = parameters(RsCode::kKp4).k;
  constexpr std::size_t kCodeword = parameters(RsCode::kKp4).n;
  waiting_.insert(waiting_.end(), messages.begin(), messages.end());
  const std::size_t count = waiting_.size() / kMessage;
  const std::size_t first = codewords.size();
  codewords.resize(first + count * kCodeword);
  rs_encode(RsCode::kKp4, std::span<const FecSymbol>(waiting_).first(count * kMessage),
            std::span<FecSymbol>(codewords).subspan(first));
  waiting_.erase(waiting_.begin(),
                 waiting_.begin() + static_cast<std::ptrdiff_t>(count * kMessage));
}

}  // namespace lightloop::golden::pcs
