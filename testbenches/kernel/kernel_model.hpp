// SPDX-License-Identifier: Apache-2.0
// A Verilated kernel with a context of its own.
#pragma once

#include <verilated.h>

#include "sim/verilated/coverage.hpp"

namespace lightloop::testbenches {

template <class Verilated>
struct KernelModel {
  explicit KernelModel(const char* name) : top(&context, name) {}
  KernelModel(const KernelModel&) = delete;
  KernelModel& operator=(const KernelModel&) = delete;
  ~KernelModel() {
    // The model takes its leave of the thread's context, which may be that of a model long gone.
    ::Verilated::threadContextp(&context);
    top.final();
  }

  VerilatedContext context;
  Verilated top;
  verilated::CoverageGuard coverage{context};
};

}  // namespace lightloop::testbenches
