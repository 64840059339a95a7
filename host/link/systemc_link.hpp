// SPDX-License-Identifier: Apache-2.0
// A link whose FEC runs on an engine and whose channel runs in SystemC in this process.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "host/engine/engine.hpp"
#include "host/link/frame_path.hpp"
#include "host/profile/profile.hpp"
#include "sim/golden/digital_link.hpp"
#include "sim/golden/link_theory.hpp"

namespace lightloop::host {

/// messages -> engine.encode -> PAM4 -> SystemC channel and receiver -> PAM4 -> engine.decode.
/// The state of every block is kept between calls; the counters depend on the messages and the
/// profile alone, not on the engine or on how the messages are cut into calls.
class SystemcLink : public FramePath {
 public:
  /// The engine must outlive the link. Throws InputError when the profile has no systemc channel or
  /// its channel cannot be built (Touchstone file missing or malformed, ...).
  SystemcLink(Engine& engine, const Profile& profile);
  ~SystemcLink() override;
  SystemcLink(const SystemcLink&) = delete;
  SystemcLink& operator=(const SystemcLink&) = delete;

  void transfer(std::span<const golden::FecSymbol> messages,
                std::span<golden::FecSymbol> decoded) override;
  const golden::LinkCounters& counters() const override;

  /// The channel in one line for people.
  std::string channel_description() const;

  /// What theory expects, from the noise and the residual intersymbol interference at the slicer;
  /// nothing with precoding.
  std::optional<golden::LinkTheory> theory() const;
  /// What that theory holds for, in one line.
  std::string theory_note() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloop::host
