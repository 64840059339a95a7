// SPDX-License-Identifier: Apache-2.0
// Errors that the user can mend, and the exit codes of the command line.
#pragma once

#include <stdexcept>

namespace lightloop::host {

/// Wrong usage or bad input. The message names the file and the field, says what was found and what
/// was expected.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Exit codes of `lightloop`.
enum class ExitCode : int {
  kGood = 0,           ///< done, and the result is good
  kCheckFailed = 1,    ///< done, and the check failed: frames lost, codewords uncorrectable, ...
  kBadInput = 2,       ///< wrong usage or bad input
  kDeviceFailure = 3,  ///< a device or simulator failed
  kInterrupted = 130,  ///< stopped by Ctrl-C; what was measured until then is reported
};

}  // namespace lightloop::host
