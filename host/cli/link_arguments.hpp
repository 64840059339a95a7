// SPDX-License-Identifier: Apache-2.0
// The arguments of the commands that run a link: which link, on which engine, with what noise.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "host/base/file_roles.hpp"
#include "host/cli/engine_arguments.hpp"
#include "host/profile/profile.hpp"

namespace lightloop::host {

/// What is each command's own: the default of --channel, and help texts.
struct LinkArgumentsStyle {
  std::string default_channel;
  std::string channel_help;
  std::string snr_help;
  std::string json_schema;  ///< the file that describes what --json writes
};

/// Values of --profile, the engine's arguments, --channel, --snr, --seed, --json and --csv.
struct LinkArguments {
  std::string profile;
  EngineArguments engine;
  std::string channel;
  std::optional<std::string> snr;
  std::optional<std::uint64_t> seed;
  std::optional<std::string> json;
  std::optional<std::string> csv;

  void add_to(CLI::App& command, const LinkArgumentsStyle& style);

  /// The profile with the seed in it. Throws InputError.
  Profile load() const;

  /// The files that the command reads: the profile and what it names, the kernels.
  FileRoles inputs(const Profile& profile) const;

  /// Adds the files of --json and --csv.
  void add_outputs(FileRoles& roles) const;
};

}  // namespace lightloop::host
