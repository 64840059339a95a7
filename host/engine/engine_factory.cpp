// SPDX-License-Identifier: Apache-2.0
// The one place that knows all engines. A new engine is one file beside golden_engine and one line
// here.
#include "host/engine/engine.hpp"
#include "host/engine/golden_engine.hpp"
#include "host/engine/rtl_engine.hpp"
#include "host/engine/xrt_engine.hpp"

namespace lightloop::host {

std::unique_ptr<Engine> make_engine(EngineKind kind, const EngineOptions& options) {
  switch (kind) {
    case EngineKind::kGolden:
      return std::make_unique<GoldenEngine>(options.threads);
    case EngineKind::kRtl:
      return std::make_unique<RtlEngine>();
    case EngineKind::kEmu:
    case EngineKind::kCard:
      return std::make_unique<XrtEngine>(kind, options);
  }
  throw std::invalid_argument("make_engine: no such engine kind");
}

}  // namespace lightloop::host
