// SPDX-License-Identifier: Apache-2.0
// An xclbin as the engines and the compatibility library check it before XRT may see it.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/xrt/xclbin/validate.hpp"
#include "sim/xrt/xclbin/xclbin_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop::xclbin;
  const auto bytes = std::as_bytes(std::span(data, size));
  using Check = void (*)(const XclbinFile&);
  for (const Check check : {Check(validate_for_loading), Check(validate_for_emulation)}) {
    try {
      check(XclbinFile("fuzz.xclbin", {bytes.begin(), bytes.end()}));
    } catch (const XclbinError&) {  // a clear error is right; anything else is not
    }
  }
  return 0;
}
