// SPDX-License-Identifier: Apache-2.0
// A Touchstone file, from its text to the pulse response. The first byte chooses the number of
// ports, the rest is the file.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>

#include "sim/serdes/channel_file.hpp"
#include "sim/serdes/touchstone.hpp"
#include "tests/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  constexpr std::array kNames{"channel.s1p", "channel.s2p", "channel.s3p",
                              "channel.s4p", "channel.s8p", "channel.ts"};
  if (size == 0) return 0;
  const auto file =
      fuzz::input_file(kNames[data[0] % kNames.size()], std::span(data, size).subspan(1));
  try {
    serdes::read_channel(file, serdes::PulseShape{});
  } catch (const serdes::TouchstoneError&) {  // a clear error is right; anything else is not
  }
  return 0;
}
