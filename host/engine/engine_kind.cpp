// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

#include "host/base/word_list.hpp"
#include "host/engine/engine.hpp"
#include "host/engine/engine_names.hpp"
#include "sim/base/in_quotes.hpp"

namespace lightloop::host {
namespace {

constexpr std::array<std::pair<const char*, EngineKind>, 4> kKinds{{{"golden", EngineKind::kGolden},
                                                                    {"rtl", EngineKind::kRtl},
                                                                    {"emu", EngineKind::kEmu},
                                                                    {"card", EngineKind::kCard}}};

}  // namespace

std::vector<std::string> engine_names() {
  std::vector<std::string> names;
  for (const auto& [name, kind] : kKinds) names.emplace_back(name);
  return names;
}

EngineKind parse_engine_kind(std::string_view name) {
  const auto found =
      std::ranges::find_if(kKinds, [name](const auto& kind) { return kind.first == name; });
  if (found == kKinds.end())
    throw std::invalid_argument(fmt::format("unknown engine {}: expected {}", in_quotes(name),
                                            alternatives(engine_names())));
  return found->second;
}

}  // namespace lightloop::host
