// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace lightloop::serdes {

/// Holds a stage to its contract: blocks arrive in order and without gaps. A stream may start at
/// any UI.
class StreamCheck {
 public:
  /// `stage` is for the message. Throws std::invalid_argument.
  void accept(const char* stage, std::uint64_t first_ui, std::size_t unit_intervals) {
    if (started_ && first_ui != next_ui_) {
      throw std::invalid_argument(std::string(stage) + ": block starts at UI " +
                                  std::to_string(first_ui) + ", expected UI " +
                                  std::to_string(next_ui_));
    }
    started_ = true;
    next_ui_ = first_ui + unit_intervals;
  }
  void reset() { started_ = false; }

 private:
  bool started_ = false;
  std::uint64_t next_ui_ = 0;
};

}  // namespace lightloop::serdes
