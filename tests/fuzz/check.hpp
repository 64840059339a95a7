// SPDX-License-Identifier: Apache-2.0
// What must hold for every input, in every build type: a fuzz target ends with a crash otherwise.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace lightloop::fuzz {

inline void check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz target: %s\n", what);
  std::abort();
}

}  // namespace lightloop::fuzz
