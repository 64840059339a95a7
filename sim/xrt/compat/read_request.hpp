// SPDX-License-Identifier: Apache-2.0
// The driver's request to read device memory carries as many bytes as it asks for: what the host's
// buffer held before. No device looks at them.
#pragma once

#include <cstddef>
#include <span>

namespace lightloop::xrt_compat {

/// Copies the protobuf message `request` to `to` without its long byte fields; returns its length
/// there. `to` is at least as long as `request`. What is no protobuf message is copied as it is.
std::size_t copy_read_request(std::span<const std::byte> request, std::span<std::byte> to);

}  // namespace lightloop::xrt_compat
