// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace lightloop::drivers {

/// A kernel that is not what the driver expects, reports an error, or does not come to its end. The
/// message names the kernel and what it was doing. XRT's own exceptions pass through the drivers as
/// they are.
class KernelError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace lightloop::drivers
