// SPDX-License-Identifier: Apache-2.0
// The engines that the system benches run over. Each test body is written once, is instantiated for
// every engine, and compares with the golden engine bit for bit and counter for counter.
#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "host/engine/engine.hpp"
#include "host/engine/golden_engine.hpp"

namespace lightloop::tests {

/// The engines of this program: those that need no card or, compiled with LIGHTLOOP_ON_CARD, the
/// card alone.
std::vector<host::EngineKind> engines_under_test();

/// Empty when the engine can be used here; else why its tests are skipped. The card's tests need a
/// card that XRT sees and LIGHTLOOP_CARD_XCLBIN, the file that scripts/build-card made for it.
std::string why_not(host::EngineKind kind);

/// "golden", "rtl", "emu": for the names of test cases.
std::string engine_name(const ::testing::TestParamInfo<host::EngineKind>& info);

/// The engine of that kind, made when it is first asked for and kept for all tests, as a user's
/// program would do.
host::Engine& shared_engine(host::EngineKind kind);

/// Ends them all. To be called before main() returns: XRT cannot close a device after that.
void release_engines();

/// A fixture with the engine under test and the golden one to compare with.
class SystemTest : public ::testing::TestWithParam<host::EngineKind> {
 protected:
  void SetUp() override {
    if (const std::string reason = why_not(GetParam()); !reason.empty()) GTEST_SKIP() << reason;
  }

  host::Engine& engine() { return shared_engine(GetParam()); }
  host::Engine& reference() { return reference_; }

 private:
  host::GoldenEngine reference_{1};
};

}  // namespace lightloop::tests

/// Runs the cases of a fixture over all engines.
#define LIGHTLOOP_OVER_ENGINES(Fixture)                                                   \
  INSTANTIATE_TEST_SUITE_P(Engines, Fixture,                                              \
                           ::testing::ValuesIn(::lightloop::tests::engines_under_test()), \
                           ::lightloop::tests::engine_name)
