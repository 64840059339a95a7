// SPDX-License-Identifier: Apache-2.0
#include "host/cli/one_of.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sstream>

#include "host/base/suggestion.hpp"
#include "host/base/word_list.hpp"
#include "sim/base/in_quotes.hpp"

namespace lightloop::host {
namespace {

constexpr const char* kName = "one_of";

}  // namespace

CLI::Validator one_of(const std::vector<std::string>& words) {
  return CLI::Validator(
      [words](std::string& text) {
        if (std::ranges::find(words, text) != words.end()) return std::string();
        return fmt::format("found {}, expected {}{}", in_quotes(text), alternatives(words),
                           did_you_mean(text, words));
      },
      fmt::format("{}", fmt::join(words, " ")), kName);
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  // CLI11 has no const access to the validators; nothing is changed.
  auto& opened = const_cast<CLI::Option&>(option);
  try {
    std::istringstream words(opened.get_validator(kName)->get_description());
    std::vector<std::string> choices;
    for (std::string word; words >> word;) choices.push_back(word);
    return choices;
  } catch (const CLI::OptionNotFound&) {
    return {};
  }
}

}  // namespace lightloop::host
