// SPDX-License-Identifier: Apache-2.0
// reach_host XCLBIN BANK|none: the user-managed kernel copy_add with buffers in memory bank BANK,
// whichever banks the kernel is connected to, or with addresses of no bank. Says PASS if the copy
// is right, FAIL if not.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <experimental/xrt_ip.h>
#include <xrt/xrt_bo.h>
#include <xrt/xrt_device.h>

int main(int, char** argv) {
  constexpr unsigned kWords = 64;
  xrt::device device(0);
  const auto uuid = device.load_xclbin(argv[1]);
  xrt::ip ip(device, uuid, "copy_add");
  const bool none = std::strcmp(argv[2], "none") == 0;
  const auto bank = static_cast<xrt::memory_group>(none ? 0 : std::strtol(argv[2], nullptr, 10));
  xrt::bo a(device, kWords * sizeof(std::uint32_t), bank);
  xrt::bo c(device, kWords * sizeof(std::uint32_t), bank);
  auto* const in = a.map<std::uint32_t*>();
  auto* const out = c.map<std::uint32_t*>();
  for (unsigned i = 0; i < kWords; ++i) in[i] = i;
  a.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  const auto write64 = [&](unsigned offset, std::uint64_t value) {
    ip.write_register(offset, static_cast<std::uint32_t>(value));
    ip.write_register(offset + 4, static_cast<std::uint32_t>(value >> 32));
  };
  write64(0x10, none ? 0x1000 : a.address());
  write64(0x1c, none ? 0x2000 : c.address());
  ip.write_register(0x28, kWords);
  ip.write_register(0x30, 5);
  ip.write_register(0x00, 1);
  for (int polls = 0; (ip.read_register(0) & 2) == 0 && polls < 1000; ++polls) {
  }
  c.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  unsigned wrong = 0;
  for (unsigned i = 0; i < kWords; ++i) {
    if (out[i] != i + 5) ++wrong;
  }
  std::printf(wrong == 0 ? "PASS\n" : "FAIL: %u words are wrong\n", wrong);
}
