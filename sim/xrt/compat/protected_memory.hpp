// SPDX-License-Identifier: Apache-2.0
// Writing into tables of loaded libraries that the loader has made read-only.
#pragma once

namespace lightloop::xrt_compat {

/// Writes `value` to `slot`, which lies in the data of a loaded library. The memory is afterwards
/// as it was. False when it cannot be made writable.
bool write_protected(void** slot, void* value);

}  // namespace lightloop::xrt_compat
