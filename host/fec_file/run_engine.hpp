// SPDX-License-Identifier: Apache-2.0
// A call of the engine on behalf of a file: timed, and with its failure noted.
#pragma once

#include <chrono>
#include <cstddef>

#include "host/engine/engine.hpp"
#include "host/fec_file/fec_file.hpp"

namespace lightloop::host {

/// Codewords that the engine gets at once: an even number, because two messages are a whole number
/// of bytes; many, because engines like batches.
inline constexpr std::size_t kBatchCodewords = 1024;

/// False when the device failed: counters.failure then says how.
template <typename Work>
bool run_engine(const Work& work, FecFileCounters& counters) {
  const auto start = std::chrono::steady_clock::now();
  try {
    work();
  } catch (const DeviceError& error) {
    counters.failure = error.what();
    return false;
  }
  counters.engine_seconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return true;
}

}  // namespace lightloop::host
