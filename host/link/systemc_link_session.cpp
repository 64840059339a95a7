// SPDX-License-Identifier: Apache-2.0
#include "host/link/systemc_link_session.hpp"

#include <algorithm>

namespace lightloop::host {
namespace {

// Bounds the memory of one call; engines do not gain from more.
constexpr std::uint64_t kBatchCodewords = 256;

}  // namespace

SystemcLinkSession::SystemcLinkSession(Engine& engine, const Profile& profile)
    : message_symbols_(static_cast<std::size_t>(golden::parameters(profile.code).k)),
      link_(engine, profile),
      payload_(golden::PrbsPattern::kPrbs31, profile.payload_seed) {}

golden::LinkCounters SystemcLinkSession::advance(std::uint64_t codewords) {
  while (codewords > 0) {
    const std::uint64_t batch = std::min(codewords, kBatchCodewords);
    messages_.resize(batch * message_symbols_);
    decoded_.resize(messages_.size());
    payload_.fill_symbols(messages_);
    link_.transfer(messages_, decoded_);
    codewords -= batch;
  }
  return link_.counters();
}

}  // namespace lightloop::host
