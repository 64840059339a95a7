// SPDX-License-Identifier: Apache-2.0
// A link whose FEC runs on an engine and whose channel runs in SystemC in this process.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "host/engine/engine.hpp"
#include "host/profile/profile.hpp"
#include "sim/golden/digital_link.hpp"

namespace lightloop::host {

/// messages -> engine.encode -> PAM4 -> SystemC channel and receiver -> PAM4 -> engine.decode.
/// The state of every block is kept between calls; the counters depend on the messages and the
/// profile alone, not on the engine or on how the messages are cut into calls.
class SystemcLink {
 public:
  /// The engine must outlive the link. Throws InputError when the profile has no systemc channel or
  /// its channel cannot be built (Touchstone file missing or malformed, ...).
  SystemcLink(Engine& engine, const Profile& profile);
  ~SystemcLink();
  SystemcLink(const SystemcLink&) = delete;
  SystemcLink& operator=(const SystemcLink&) = delete;

  /// Sends whole messages of k symbols; `decoded` has the same size and receives what arrives.
  /// Throws std::invalid_argument on sizes that do not fit, DeviceError.
  void transfer(std::span<const golden::FecSymbol> messages, std::span<golden::FecSymbol> decoded);

  /// Since construction. Post-FEC errors are counted against the messages given.
  const golden::LinkCounters& counters() const;

  /// The channel in one line for people.
  std::string channel_description() const;

  /// Signal-to-noise ratio, in dB, at the decision point of the receiver: equaliser, noise
  /// enhancement and what is left of the intersymbol interference included, as computed from the
  /// pulse response.
  double slicer_snr_db() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// A SystemcLink with PRBS31 payload, as the digital link has it.
class SystemcLinkSession : public LinkSession {
 public:
  /// Throws as SystemcLink does.
  SystemcLinkSession(Engine& engine, const Profile& profile);
  ~SystemcLinkSession() override;
  golden::LinkCounters advance(std::uint64_t codewords) override;
  const SystemcLink& link() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloop::host
