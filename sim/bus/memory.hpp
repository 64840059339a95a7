// SPDX-License-Identifier: Apache-2.0
// What a memory bus model reads and writes.
#pragma once

#include <cstdint>
#include <span>

#include "sim/bus/axi_response.hpp"

namespace lightloop::bus {

/// Byte addressed memory, or whatever answers in its place.
class Memory {
 public:
  virtual ~Memory() = default;

  /// Fills `data` from `address` on. Anything but kOkay: `data` is unspecified.
  virtual AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) = 0;

  /// Stores `data` from `address` on. kDecErr: some byte is not mapped, and nothing was stored.
  virtual AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> data) = 0;
};

}  // namespace lightloop::bus
