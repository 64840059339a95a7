// SPDX-License-Identifier: Apache-2.0
// A kernel library without a kernel: its `top` is the first line of table.hex, which it opens as
// RTL with $readmemh does.
#include <cstdio>
#include <cstring>

#include "host/base/stdio_file.hpp"
#include "sim/xrt/device/kernel_abi.h"

namespace {

const char* first_line() {
  static char line[64] = "no table";
  const auto file = lightloop::host::open_stdio_file("tables/table.hex", "r");
  if (file && std::fgets(line, sizeof line, file.get()) != nullptr)
    line[std::strcspn(line, "\n")] = '\0';
  return line;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const LightloopKernelApi* lightloop_kernel() {
  static LightloopKernelApi api{};
  api.version = LIGHTLOOP_KERNEL_ABI_VERSION;
  api.top = first_line();
  return &api;
}
