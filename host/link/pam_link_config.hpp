// SPDX-License-Identifier: Apache-2.0
// From a profile to the parameters of the SystemC channel.
#pragma once

#include <string>

#include "host/profile/profile.hpp"
#include "sim/serdes/pam_link_design.hpp"

namespace lightloop::host {

struct PamLinkSetup {
  serdes::PamLinkConfig config;
  std::string description;  ///< of the pulse response, for people
};

/// Reads the Touchstone file where there is one; its warnings go to the log. Throws InputError when
/// the profile has no systemc channel, the file is missing or malformed, or a value does not fit.
PamLinkSetup set_up_pam_link(const Profile& profile);

}  // namespace lightloop::host
