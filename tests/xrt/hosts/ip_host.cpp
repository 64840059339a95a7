// SPDX-License-Identifier: Apache-2.0
// A plain XRT program: registers of the kernel vadd through xrt::ip.
//   ip_host XCLBIN [READS]      checks, and with READS prints the mean time of a register read
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>

#include "experimental/xrt_ip.h"
#include "xrt/xrt_bo.h"
#include "xrt/xrt_device.h"
#include "xrt/xrt_kernel.h"

namespace {

constexpr std::uint32_t kControl = 0x00, kA = 0x10, kB = 0x1C, kC = 0x28, kLength = 0x34;
constexpr std::uint32_t kRuns = 0x38, kRefused = 0x40;
constexpr std::uint32_t kDone = 2;
constexpr std::uint32_t kWords = 100;

void write_address(xrt::ip& ip, std::uint32_t offset, const xrt::bo& buffer) {
  ip.write_register(offset, static_cast<std::uint32_t>(buffer.address()));
  ip.write_register(offset + 4, static_cast<std::uint32_t>(buffer.address() >> 32));
}

int check(bool condition, const char* what) {
  if (!condition) std::printf("FAIL %s\n", what);
  return condition ? 0 : 1;
}

int run(int argc, char** argv) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(argv[1]);
  int errors = 0;
  xrt::ip ip(device, uuid, "vadd:{vadd_1}");
  ip.write_register(kLength, 0x12345678);
  errors += check(ip.read_register(kLength) == 0x12345678, "a register reads what was written");
  bool refused = false;
  try {
    ip.read_register(kRefused);
  } catch (const std::exception&) {
    refused = true;
  }
  errors += check(refused, "a read that the kernel refuses is an error");

  if (argc > 2) {
    const int reads = std::stoi(argv[2]);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < reads; ++i) ip.read_register(kLength);
    const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - start;
    std::printf("%.1f us a register read\n", time.count() / reads);
  }

  const auto memory = [&](std::uint32_t seed) {
    xrt::bo buffer(device, kWords * sizeof(std::uint32_t), 0);
    auto* words = buffer.map<std::uint32_t*>();
    for (std::uint32_t i = 0; i < kWords; ++i) words[i] = seed * i;
    buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE);
    return buffer;
  };
  auto a = memory(3);
  auto b = memory(5);
  auto c = memory(0);
  write_address(ip, kA, a);
  write_address(ip, kB, b);
  write_address(ip, kC, c);
  ip.write_register(kLength, kWords);
  const std::uint32_t runs = ip.read_register(kRuns);
  ip.write_register(kControl, 1);
  while ((ip.read_register(kControl) & kDone) == 0) {
  }
  errors += check(ip.read_register(kRuns) == runs + 1, "the kernel counts its runs");
  c.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  const auto* sum = c.map<const std::uint32_t*>();
  for (std::uint32_t i = 0; i < kWords; ++i) {
    if (sum[i] != 8 * i) return check(false, "c = a + b");
  }
  return errors;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s XCLBIN [READS]\n", argv[0]);
    return 2;
  }
  const int errors = run(argc, argv);
  if (errors == 0) std::printf("PASS\n");
  return errors == 0 ? 0 : 1;
}
