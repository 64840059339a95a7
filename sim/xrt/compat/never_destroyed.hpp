// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace lightloop::xrt_compat {

/// The one T of this process, made at the first call. It is never destroyed: the driver and
/// programs still print, and close devices and what they use of them, from exit handlers that come
/// after ours.
template <class T>
T& never_destroyed() {
  alignas(T) static std::array<std::byte, sizeof(T)> storage;
  static T* const instance = new (storage.data()) T;  // NOLINT(cppcoreguidelines-owning-memory)
  return *instance;
}

}  // namespace lightloop::xrt_compat
