// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/taken_clock.hpp"

namespace lightloop::vpi {

TakenClock::TakenClock(SignalView view, const Timing& timing)
    : view_(view), timing_(timing), words_((view_.type->bits + 31) / 32, 0) {}

std::optional<bool> TakenClock::take() {
  if (finished()) return std::nullopt;
  if (timing_.writes != kEndless) --timing_.writes;
  return std::exchange(timing_.first, !timing_.first);
}

std::uint64_t TakenClock::toggle(const ForceTable& forces) {
  const bool value = take().value();
  words_.front() = value ? 1 : 0;
  write_bits(view_.data, view_.bytes, view_.lsb, view_.type->bits, words_);
  if (forces.holds_any()) forces.apply();
  return value ? timing_.high : timing_.low;
}

int TakenClocks::add(SignalView view, const TakenClock::Timing& timing) {
  clocks_.emplace(++last_, std::make_shared<TakenClock>(view, timing));
  return last_;
}

void TakenClocks::withdraw(int number) {
  if (const auto clock = find(number); clock != nullptr) clock->set_waiting(false);
}

std::shared_ptr<TakenClock> TakenClocks::find(int number) const {
  const auto found = clocks_.find(number);
  return found == clocks_.end() ? nullptr : found->second;
}

}  // namespace lightloop::vpi
