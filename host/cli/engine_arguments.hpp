// SPDX-License-Identifier: Apache-2.0
// The arguments by which every command chooses its engine.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "host/engine/engine.hpp"

namespace lightloop::host {

/// Values of --engine, --xclbin, --device and --threads.
struct EngineArguments {
  std::string engine;
  std::optional<std::string> xclbin;
  std::optional<unsigned> device;
  std::optional<unsigned> threads;

  void add_to(CLI::App& command);

  /// Throws InputError for arguments that do not belong together, DeviceError as make_engine does.
  std::unique_ptr<Engine> make() const;
};

}  // namespace lightloop::host
