// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <stdexcept>

#include "host/engine/engine.hpp"

namespace lightloop::host {

EngineKind parse_engine_kind(std::string_view name) {
  if (name == "golden") return EngineKind::kGolden;
  if (name == "rtl") return EngineKind::kRtl;
  if (name == "emu") return EngineKind::kEmu;
  if (name == "card") return EngineKind::kCard;
  throw std::invalid_argument(
      fmt::format("unknown engine '{}': expected golden, rtl, emu or card", name));
}

}  // namespace lightloop::host
