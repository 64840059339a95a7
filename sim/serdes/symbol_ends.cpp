// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/symbol_ends.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

namespace lightloop::serdes {
namespace {

void check(double baud_hz, std::size_t block_ui) {
  if (!(baud_hz >= 1e6 && baud_hz <= 1e12)) {
    throw std::invalid_argument(
        fmt::format("symbol source: found baud_hz = {:g}, expected 1e6 to 1e12", baud_hz));
  }
  if (block_ui == 0) {
    throw std::invalid_argument("symbol source: found block_ui = 0, expected at least 1");
  }
}

}  // namespace

SymbolSource::SymbolSource(const sc_core::sc_module_name& name, double baud_hz,
                           std::size_t block_ui)
    : sc_module(name), baud_hz_(baud_hz), block_ui_(block_ui) {
  check(baud_hz, block_ui);
  SC_HAS_PROCESS(SymbolSource);
  SC_METHOD(run);
  dont_initialize();
  sensitive << wake_;
}

void SymbolSource::send(std::span<const std::uint8_t> symbols) {
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(sent_));
  sent_ = 0;
  queue_.insert(queue_.end(), symbols.begin(), symbols.end());
  if (!block_open_) wake_.notify(sc_core::SC_ZERO_TIME);
}

void SymbolSource::restart(double baud_hz, std::size_t block_ui) {
  check(baud_hz, block_ui);
  wake_.cancel();
  baud_hz_ = baud_hz;
  block_ui_ = block_ui;
  queue_.clear();
  sent_ = 0;
  next_ui_ = 0;
  block_open_ = false;
  epoch_ = sc_core::sc_time_stamp();
}

sc_core::sc_time SymbolSource::time_of(std::uint64_t ui) const {
  const double resolution_hz = 1 / sc_core::sc_get_time_resolution().to_seconds();
  const long double ticks = static_cast<long double>(ui) / baud_hz_ * resolution_hz;
  return epoch_ + sc_core::sc_time::from_value(static_cast<std::uint64_t>(std::llround(ticks)));
}

void SymbolSource::run() {
  if (block_open_) {
    block_open_ = false;
    out->write(block_);
  }
  if (sent_ == queue_.size()) return;
  // The line may have been idle while others let time pass.
  const sc_core::sc_time start = time_of(next_ui_);
  const sc_core::sc_time& now = sc_core::sc_time_stamp();
  if (now > start) epoch_ += now - start;

  const std::size_t count = std::min(block_ui_, queue_.size() - sent_);
  const auto first = queue_.begin() + static_cast<std::ptrdiff_t>(sent_);
  block_.baud_hz = baud_hz_;
  block_.first_ui = next_ui_;
  block_.symbols.assign(first, first + static_cast<std::ptrdiff_t>(count));
  block_open_ = true;
  sent_ += count;
  next_ui_ += count;
  wake_.notify(time_of(next_ui_) - now);
}

std::vector<std::uint8_t> SymbolSink::take(std::size_t count) {
  const auto end = symbols_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<std::uint8_t> taken(symbols_.begin(), end);
  symbols_.erase(symbols_.begin(), end);
  expected_ = 0;
  return taken;
}

void SymbolSink::write(const SymbolBlock& block) {
  const bool was_complete = complete();
  symbols_.insert(symbols_.end(), block.symbols.begin(), block.symbols.end());
  if (!was_complete && complete()) sc_core::sc_pause();
}

}  // namespace lightloop::serdes
