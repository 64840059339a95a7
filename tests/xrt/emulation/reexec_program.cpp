// SPDX-License-Identifier: Apache-2.0
// A program of ours that puts itself into the emulation; prints how often it was started, its
// process and its arguments.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <unistd.h>

#include "sim/xrt/emulation/emulation.hpp"

int main(int argc, char** argv) {
  using namespace lightloop::xrt_emulation;
  std::printf("start %d%s\n", getpid(), is_inside_emulation() ? " inside" : "");
  std::fflush(stdout);
  try {
    ensure_environment({}, {argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "reexec_program: %s\n", error.what());
    return 2;
  }
  for (int i = 1; i < argc; ++i) std::printf("argument %s\n", argv[i]);
  return 5;
}
