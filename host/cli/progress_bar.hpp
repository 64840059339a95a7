// SPDX-License-Identifier: Apache-2.0
// A line on standard error that says how far a command is; nothing when that is no terminal.
#pragma once

#include <chrono>
#include <string>

namespace lightloop::host {

class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `fraction` 0..1 draws a bar; `text` follows it. Drawn at most ten times a second.
  void show(double fraction, const std::string& text);
  /// Removes the line.
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace lightloop::host
