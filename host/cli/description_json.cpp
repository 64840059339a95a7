// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "host/cli/completion.hpp"
#include "host/cli/help_text.hpp"

namespace lightloop::host {
namespace {

using nlohmann::json;

const char* to_string(ValueKind kind) {
  switch (kind) {
    case ValueKind::kNone:
      return "none";
    case ValueKind::kWord:
      return "word";
    case ValueKind::kFile:
      return "file";
    case ValueKind::kProfile:
      return "profile";
    case ValueKind::kProgram:
      return "program";
  }
  return "";
}

json options_json(const std::vector<OptionDescription>& options) {
  json list = json::array();
  for (const auto& option : options)
    list.push_back({{"name", option.name},
                    {"kind", to_string(option.kind)},
                    {"choices", option.choices},
                    {"text", option.text},
                    {"default", option.default_value},
                    {"required", option.required}});
  return list;
}

json command_json(const CommandDescription& command) {
  json result{{"path", command.path},
              {"usage", usage_line(command)},
              {"text", command.text},
              {"options", options_json(command.options)},
              {"operands", options_json(command.operands)},
              {"commands", json::array()}};
  for (const auto& sub : command.commands) result["commands"].push_back(command_json(sub));
  return result;
}

}  // namespace

std::string description_json(const CommandDescription& program) {
  return command_json(program).dump(2) + "\n";
}

}  // namespace lightloop::host
