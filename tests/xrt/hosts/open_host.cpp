// SPDX-License-Identifier: Apache-2.0
// open_host INDEX: opens a card; 1 and XRT's message if there is none.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <xrt/xrt_device.h>

int main(int, char** argv) {
  try {
    const xrt::device device(static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10)));
    std::printf("PASS\n");
    return 0;
  } catch (const std::exception& error) {
    std::printf("%s\n", error.what());
    return 1;
  }
}
