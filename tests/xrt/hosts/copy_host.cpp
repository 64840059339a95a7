// SPDX-License-Identifier: Apache-2.0
// copy_host XCLBIN [ROM]: the kernel copy_add, c[i] = a[i] + s, three times. With ROM the kernel
// adds a table too, 1000 + i mod 16, and s is 0.
#include <cstdint>
#include <cstdio>
#include <xrt/xrt_bo.h>
#include <xrt/xrt_device.h>
#include <xrt/xrt_kernel.h>

int main(int argc, char** argv) {
  constexpr unsigned kWords = 100;
  const bool rom = argc > 2;
  xrt::device device(0);
  const auto uuid = device.load_xclbin(argv[1]);
  xrt::kernel kernel(device, uuid, "copy_add");
  xrt::bo a(device, kWords * sizeof(std::uint32_t), kernel.group_id(0));
  xrt::bo c(device, kWords * sizeof(std::uint32_t), kernel.group_id(1));
  auto* const in = a.map<std::uint32_t*>();
  auto* const out = c.map<std::uint32_t*>();
  unsigned wrong = 0;
  for (unsigned number = 0; number < 3; ++number) {
    for (unsigned i = 0; i < kWords; ++i) in[i] = 7 * i + number;
    a.sync(XCL_BO_SYNC_BO_TO_DEVICE);
    const unsigned added = rom ? 0 : 1000 + number;
    kernel(a, c, kWords, added).wait();
    c.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
    for (unsigned i = 0; i < kWords; ++i) {
      if (out[i] != in[i] + (rom ? 1000 + i % 16 : added)) ++wrong;
    }
  }
  std::printf(wrong == 0 ? "PASS\n" : "FAIL: %u words are wrong\n", wrong);
  return wrong == 0 ? 0 : 1;
}
