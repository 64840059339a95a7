// SPDX-License-Identifier: Apache-2.0
#include "host/base/word_list.hpp"

#include <cstddef>

namespace lightloop::host {

std::string alternatives(std::span<const std::string> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace lightloop::host
