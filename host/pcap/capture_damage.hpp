// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace lightloop::host {

/// What is wrong at the present place of a capture: found and expected, without file and place,
/// which PcapReader adds.
class CaptureDamage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace lightloop::host
