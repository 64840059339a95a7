// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "host/engine/engine.hpp"
#include "host/link/systemc_link.hpp"
#include "host/profile/profile.hpp"
#include "sim/golden/prbs.hpp"

namespace lightloop::host {

/// A run through a SystemcLink with PRBS31 payload, as the digital link has it.
class SystemcLinkSession : public LinkSession {
 public:
  /// The engine must outlive the session. Throws as SystemcLink does.
  SystemcLinkSession(Engine& engine, const Profile& profile);

  golden::LinkCounters advance(std::uint64_t codewords) override;

  const SystemcLink& link() const { return link_; }

 private:
  std::size_t message_symbols_;
  SystemcLink link_;
  golden::Prbs payload_;
  std::vector<golden::FecSymbol> messages_;
  std::vector<golden::FecSymbol> decoded_;
};

}  // namespace lightloop::host
