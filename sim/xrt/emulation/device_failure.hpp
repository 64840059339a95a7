// SPDX-License-Identifier: Apache-2.0
// What a program of ours does when its emulated card fails: without this the compatibility library
// ends the program at once, with what it has measured.
#pragma once

#include <functional>
#include <string>

namespace lightloop::xrt_emulation {

/// While it lives, a failure of the emulated card is told to `handler`: once, on whatever thread
/// noticed it, which does not come back. The handler returns at once and does not use the card. The
/// program has a minute to report and to call end_after_device_failure(); calls into XRT that are
/// under way never return. One at a time. Does nothing outside of the emulation.
class DeviceFailureWatch {
 public:
  using Handler = std::function<void(const std::string& message)>;

  explicit DeviceFailureWatch(Handler handler);
  ~DeviceFailureWatch();
  DeviceFailureWatch(const DeviceFailureWatch&) = delete;
  DeviceFailureWatch& operator=(const DeviceFailureWatch&) = delete;

 private:
  Handler handler_;
};

/// Ends the process with `exit_code`, without exit handlers, which would use the card, if a watch
/// has been told of a failure; else returns.
void end_after_device_failure(int exit_code);

}  // namespace lightloop::xrt_emulation
