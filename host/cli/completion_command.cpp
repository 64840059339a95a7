// SPDX-License-Identifier: Apache-2.0
// lightloop completion: what shells and man(1) read of the command line.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/cli/commands.hpp"
#include "host/cli/completion.hpp"
#include "host/cli/one_of.hpp"
#include "host/cli/result_stream.hpp"

namespace lightloop::host {
namespace {

using Format = std::function<std::string(const CommandDescription&)>;

const std::map<std::string, Format>& formats() {
  static const std::map<std::string, Format> all{{"bash", bash_completion},
                                                 {"fish", fish_completion},
                                                 {"json", description_json},
                                                 {"man", manual_page},
                                                 {"zsh", zsh_completion}};
  return all;
}

}  // namespace

void add_completion_command(CLI::App& application, ExitCode& exit_code) {
  std::vector<std::string> names;
  for (const auto& [name, format] : formats()) names.push_back(name);
  auto name = std::make_shared<std::string>();
  CLI::App& command = *application.add_subcommand(
      "completion", "Print the completion of a shell, the manual page, or the options as JSON");
  command.add_option("FORMAT", *name, "bash, fish or zsh; man: lightloop(1); json: for programs")
      ->required()
      ->check(one_of(names));
  command.footer(
      "For the present shell: source <(lightloop completion bash), source <(lightloop completion "
      "zsh), or lightloop completion fish | source. An installed lightloop has them all in place.");
  command.callback([&application, &exit_code, name] {
    ResultStream results;
    results.print(formats().at(*name)(describe_command(application)));
    exit_code = results.verdict(ExitCode::kGood);
  });
}

}  // namespace lightloop::host
