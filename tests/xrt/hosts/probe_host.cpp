// SPDX-License-Identifier: Apache-2.0
// A plain XRT program: keeps a kernel busy, or makes it fail.
//   probe_host run XCLBIN KERNEL CLOCKS     one run of that many clocks; 4294967295: for ever
//   probe_host fault XCLBIN NUMBER          asks the kernel probe for a fault, then polls it
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "experimental/xrt_ip.h"
#include "xrt/xrt_device.h"
#include "xrt/xrt_kernel.h"

namespace {

void run(const std::string& xclbin, const std::string& name, std::uint32_t clocks) {
  xrt::device device(0);
  xrt::kernel kernel(device, device.load_xclbin(xclbin), name);
  auto run = kernel(clocks);
  std::printf("running\n");
  std::fflush(stdout);
  run.wait();
}

void fault(const std::string& xclbin, std::uint32_t number) {
  constexpr std::uint32_t kFault = 0x14, kClocks = 0x18;
  xrt::device device(0);
  xrt::ip ip(device, device.load_xclbin(xclbin), "probe:{probe_1}");
  ip.write_register(kFault, number);
  for (int i = 0; i < 100; ++i) ip.read_register(kClocks);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  try {
    if (mode == "run" && argc == 5) {
      run(argv[2], argv[3], static_cast<std::uint32_t>(std::stoul(argv[4])));
    } else if (mode == "fault" && argc == 4) {
      fault(argv[2], static_cast<std::uint32_t>(std::stoul(argv[3])));
    } else {
      std::fprintf(stderr, "usage: %s run XCLBIN KERNEL CLOCKS | fault XCLBIN NUMBER\n", argv[0]);
      return 2;
    }
  } catch (const std::exception& error) {
    std::printf("FAIL %s\n", error.what());
    return 1;
  }
  std::printf("PASS\n");
  return 0;
}
