// SPDX-License-Identifier: Apache-2.0
// A plain XRT program: adds two vectors on the kernel vadd of the given xclbin.
//   vadd_host XCLBIN [WORDS [RUNS]]
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "xrt/xrt_bo.h"
#include "xrt/xrt_device.h"
#include "xrt/xrt_kernel.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s XCLBIN [WORDS [RUNS]]\n", argv[0]);
    return 2;
  }
  const std::size_t words = argc > 2 ? std::stoul(argv[2]) : 4096;
  const int runs = argc > 3 ? std::stoi(argv[3]) : 1;
  xrt::device device(0);
  const auto uuid = device.load_xclbin(argv[1]);
  xrt::kernel vadd(device, uuid, "vadd");
  const std::size_t bytes = words * sizeof(std::uint32_t);
  xrt::bo a(device, bytes, vadd.group_id(0));
  xrt::bo b(device, bytes, vadd.group_id(1));
  xrt::bo c(device, bytes, vadd.group_id(2));
  auto* pa = a.map<std::uint32_t*>();
  auto* pb = b.map<std::uint32_t*>();
  for (std::size_t i = 0; i < words; ++i) {
    pa[i] = static_cast<std::uint32_t>(i * 2654435761U);
    pb[i] = static_cast<std::uint32_t>(i * i + 7);
  }
  a.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  b.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  for (int i = 0; i < runs; ++i) {
    auto run = vadd(a, b, c, static_cast<std::uint32_t>(words));
    run.wait();
  }
  c.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  const auto* pc = c.map<const std::uint32_t*>();
  for (std::size_t i = 0; i < words; ++i) {
    if (pc[i] != pa[i] + pb[i]) {
      std::printf("FAIL at %zu: %u + %u gave %u\n", i, pa[i], pb[i], pc[i]);
      return 1;
    }
  }
  std::printf("PASS %zu words\n", words);
  return 0;
}
