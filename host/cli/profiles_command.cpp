// SPDX-License-Identifier: Apache-2.0
// lightloop profiles: the profiles that --profile knows by name.
#include <fmt/format.h>

#include "host/base/text_wrap.hpp"
#include "host/cli/commands.hpp"
#include "host/cli/result_stream.hpp"
#include "host/profile/profile.hpp"
#include "host/profile/profile_names.hpp"

namespace lightloop::host {
namespace {

std::string description_of(const std::string& name,
                           const std::vector<std::filesystem::path>& directories) {
  try {
    return load_profile(find_profile(name, directories)).description;
  } catch (const InputError& error) {
    return error.what();
  }
}

ExitCode profiles() {
  ResultStream results;
  const auto directories = profile_directories();
  for (const auto& name : profile_names(directories))
    results.print(wrap(fmt::format("{:<15} ", name), std::string(16, ' '),
                       description_of(name, directories), results.columns()));
  for (const auto& directory : directories)
    results.print(fmt::format("# from {}\n", directory.string()));
  return results.verdict(ExitCode::kGood);
}

}  // namespace

void add_profiles_command(CLI::App& application, ExitCode& exit_code) {
  CLI::App& command = *application.add_subcommand("profiles", "List the installed profiles");
  command.callback([&exit_code] { exit_code = profiles(); });
}

}  // namespace lightloop::host
