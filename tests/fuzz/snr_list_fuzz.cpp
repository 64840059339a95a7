// SPDX-License-Identifier: Apache-2.0
// The argument of --snr.
#include <cstddef>
#include <cstdint>
#include <string>

#include "host/base/errors.hpp"
#include "host/cli/snr_list.hpp"
#include "host/profile/profile.hpp"
#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  try {
    const auto points = host::parse_snr_list({reinterpret_cast<const char*>(data), size});
    fuzz::check(!points.empty(), "a list without points");
    for (const double point : points)
      fuzz::check(point >= host::kLowestSnrDb && point <= host::kHighestSnrDb,
                  "a point out of range");
  } catch (const host::InputError&) {  // a clear error is right; anything else is not
  }
  return 0;
}
