// SPDX-License-Identifier: Apache-2.0
// Numbers that environment variables set.
#pragma once

namespace lightloop::xrt_device {

/// The number in `text`, which `variable` has. Throws std::runtime_error naming the variable, what
/// was found and what was `expected`, unless it is above 0 and at most `most`.
double parse_setting(const char* variable, const char* text, const char* expected, double most);

}  // namespace lightloop::xrt_device
