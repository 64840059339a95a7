// SPDX-License-Identifier: Apache-2.0
// Lists of words in a sentence.
#pragma once

#include <span>
#include <string>

namespace lightloop::host {

/// "a, b or c".
std::string alternatives(std::span<const std::string> words);

}  // namespace lightloop::host
