// SPDX-License-Identifier: Apache-2.0
#include "host/cli/progress_bar.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace lightloop::host {
namespace {

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
  constexpr int kWidth = 30;
  const double part = std::clamp(fraction, 0.0, 1.0);
  const int filled = static_cast<int>(std::lround(part * kWidth));
  write(fmt::format("\r\033[K[{}{}] {:3.0f} % {}", std::string(filled, '#'),
                    std::string(kWidth - filled, '.'), part * 100, text));
  shown_ = true;
  last_ = now;
}

void ProgressBar::clear() {
  if (!shown_) return;
  write("\r\033[K");
  shown_ = false;
}

}  // namespace lightloop::host
