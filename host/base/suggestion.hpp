// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the name that a misspelt one was meant to be.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lightloop::host {

/// The one of `names` that `word` is nearest to, if it is near: a third of its letters left out,
/// put in, changed or exchanged with their neighbours at most, capitals and "_" for "-" not
/// counted; or the only name that begins with `word` (three letters or more). Of equals, the first.
std::optional<std::string> closest_name(std::string_view word, std::span<const std::string> names);

/// ", did you mean 'NAME'?" for the end of a message, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> names);

}  // namespace lightloop::host
