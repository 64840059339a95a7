// SPDX-License-Identifier: Apache-2.0
// How the generated register headers say what the bits of a register mean.
#pragma once

#include <cstdint>

namespace lightloop::drivers {

/// One bit of a register and what it means when set.
struct RegisterFlag {
  std::uint32_t mask;
  const char* meaning;
};

}  // namespace lightloop::drivers
