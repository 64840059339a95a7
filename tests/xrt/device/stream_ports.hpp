// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sim/xrt/device/stream_fifo.hpp"

namespace lightloop::xrt_test {

/// A stream port of 32 bits, as a model has it.
struct StreamPorts {
  std::uint8_t valid = 0, ready = 0, keep = 0, last = 0;
  std::uint32_t data = 0;
  xrt_device::StreamSignals signals() {
    return {.tvalid = {valid, 1},
            .tready = {ready, 1},
            .tdata = {data, 32},
            .tkeep = {keep, 4},
            .tlast = {last, 1}};
  }
};

}  // namespace lightloop::xrt_test
