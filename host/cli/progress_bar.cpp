// SPDX-License-Identifier: Apache-2.0
#include "host/cli/progress_bar.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "host/cli/terminal.hpp"

namespace lightloop::host {
namespace {

// Of the bar; what stands beside it takes the others.
constexpr int kTextColumns = 62;
constexpr int kLeastWidth = 10;
constexpr int kMostWidth = 30;

// A terminal that has gone is no reason to end.
void write(const std::string& text) {
  static_cast<void>(std::fputs(text.c_str(), stderr));
  static_cast<void>(std::fflush(stderr));
}

}  // namespace

ProgressBar::ProgressBar() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::show(double fraction, const std::string& text) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (shown_ && now - last_ < std::chrono::milliseconds(100)) return;
  const int columns = terminal_columns(STDERR_FILENO);
  const int width = std::clamp(columns - kTextColumns, kLeastWidth, kMostWidth);
  const double part = std::clamp(fraction, 0.0, 1.0);
  const int filled = static_cast<int>(std::lround(part * width));
  std::string line = fmt::format("[{}{}] {:3.0f} % {}", std::string(filled, '#'),
                                 std::string(width - filled, '.'), part * 100, text);
  // A line that is wrapped could not be taken away.
  line.resize(std::min(line.size(), static_cast<std::size_t>(columns - 1)));
  write("\r\033[K" + line);
  shown_ = true;
  last_ = now;
}

void ProgressBar::clear() {
  if (!shown_) return;
  write("\r\033[K");
  shown_ = false;
}

}  // namespace lightloop::host
