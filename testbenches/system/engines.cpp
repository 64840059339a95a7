// SPDX-License-Identifier: Apache-2.0
#include "testbenches/system/engines.hpp"

#include <cstdlib>
#include <map>

#include "host/engine/xrt_devices.hpp"

namespace lightloop::tests {

using host::EngineKind;

namespace {

std::map<EngineKind, std::unique_ptr<host::Engine>>& engines() {
  static std::map<EngineKind, std::unique_ptr<host::Engine>> engines;
  return engines;
}

}  // namespace

std::vector<EngineKind> engines_under_test() {
#ifdef LIGHTLOOP_ON_CARD
  return {EngineKind::kCard};
#else
  return {EngineKind::kGolden, EngineKind::kRtl, EngineKind::kEmu};
#endif
}

std::string why_not(EngineKind kind) {
  if (kind != EngineKind::kCard) return "";
  const auto found = host::list_xrt_devices();
  if (found.devices.empty())
    return "no FPGA card: XRT sees none" +
           (found.problem.empty() ? "" : " (" + found.problem + ")");
  if (std::getenv("LIGHTLOOP_CARD_XCLBIN") == nullptr)
    return "LIGHTLOOP_CARD_XCLBIN does not name an xclbin for the card";
  return "";
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
  if (!engine) {
    host::EngineOptions options;
    if (kind == EngineKind::kCard) options.xclbin = std::getenv("LIGHTLOOP_CARD_XCLBIN");
    engine = host::make_engine(kind, options);
  }
  return *engine;
}

void release_engines() { engines().clear(); }

}  // namespace lightloop::tests
