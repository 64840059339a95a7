// SPDX-License-Identifier: Apache-2.0
#include "testbenches/system/engines.hpp"

#include <map>

namespace lightloop::tests {

using host::EngineKind;

namespace {

std::map<EngineKind, std::unique_ptr<host::Engine>>& engines() {
  static std::map<EngineKind, std::unique_ptr<host::Engine>> engines;
  return engines;
}

}  // namespace

std::vector<EngineKind> engines_under_test() {
  return {EngineKind::kGolden, EngineKind::kRtl, EngineKind::kEmu};
}

std::string engine_name(const ::testing::TestParamInfo<EngineKind>& info) {
  switch (info.param) {
    case EngineKind::kGolden:
      return "golden";
    case EngineKind::kRtl:
      return "rtl";
    case EngineKind::kEmu:
      return "emu";
    case EngineKind::kCard:
      return "card";
  }
  return "unknown";
}

host::Engine& shared_engine(EngineKind kind) {
  auto& engine = engines()[kind];
  if (!engine) engine = host::make_engine(kind, {});
  return *engine;
}

void release_engines() { engines().clear(); }

}  // namespace lightloop::tests
