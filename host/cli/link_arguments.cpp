// SPDX-License-Identifier: Apache-2.0
#include "host/cli/link_arguments.hpp"

#include <fmt/format.h>

#include "host/cli/one_of.hpp"
#include "host/cli/whole_number.hpp"

namespace lightloop::host {

void LinkArguments::add_to(CLI::App& command, const LinkArgumentsStyle& style) {
  channel = style.default_channel;
  command
      .add_option("--profile", profile, "the link: name of an installed profile, or a .toml file")
      ->required()
      ->type_name("PROFILE");
  engine.add_to(command);
  command.add_option("--channel", channel, style.channel_help)
      ->check(one_of({"digital", "systemc"}))
      ->type_name("KIND")
      ->capture_default_str();
  command.add_option("--snr", snr, style.snr_help)->type_name("dB");
  command.add_option("--seed", seed, "noise seed instead of the profile's")
      ->transform(whole_number())
      ->type_name("N");
  command
      .add_option("--json", json,
                  fmt::format("write everything to FILE as JSON ({})", style.json_schema))
      ->type_name("FILE");
  command
      .add_option("--csv", csv,
                  "write everything to FILE as CSV, a row for each point; the columns are named as "
                  "the fields of --json are")
      ->type_name("FILE");
}

Profile LinkArguments::load() const {
  Profile result = load_profile(find_profile(profile, profile_directories()));
  if (seed) result.noise_seed = *seed;
  return result;
}

FileRoles LinkArguments::inputs(const Profile& profile) const {
  FileRoles roles;
  roles.add_input("--profile", profile.file);
  if (engine.xclbin) roles.add_input("--xclbin", *engine.xclbin);
  if (profile.systemc && !profile.systemc->touchstone.empty())
    roles.add_input("touchstone.file of the profile", profile.systemc->touchstone);
  return roles;
}

void LinkArguments::add_outputs(FileRoles& roles) const {
  if (json) roles.add_output("--json", *json);
  if (csv) roles.add_output("--csv", *csv);
}

}  // namespace lightloop::host
