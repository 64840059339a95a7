// SPDX-License-Identifier: Apache-2.0
// Runs a program inside the emulation: emu_driver [--devices N] -- PROGRAM ARGS...
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "sim/xrt/emulation/emulation.hpp"

int main(int argc, char** argv) {
  lightloop::xrt_emulation::EmulationOptions options;
  int first = 1;
  if (first + 1 < argc && std::strcmp(argv[first], "--devices") == 0) {
    options.devices = static_cast<unsigned>(std::strtoul(argv[first + 1], nullptr, 10));
    first += 2;
  }
  if (first < argc && std::strcmp(argv[first], "--") == 0) ++first;
  try {
    lightloop::xrt_emulation::exec_program(options,
                                           {argv + first, static_cast<std::size_t>(argc - first)});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "emu_driver: %s\n", error.what());
    return 2;
  }
}
