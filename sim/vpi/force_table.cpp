// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/force_table.hpp"

#include <algorithm>

namespace lightloop::vpi {
namespace {

Words ones(const SignalView& view) { return Words((view.type->bits + 31) / 32, ~0U); }

Words zeros(const SignalView& view) { return Words((view.type->bits + 31) / 32, 0); }

void write(std::byte* data, const SignalView& view, std::span<const std::uint32_t> words) {
  Words clean(words.begin(), words.end());
  if (view.type->bits % 32 != 0) clean.back() &= (1U << (view.type->bits % 32)) - 1;
  write_bits(data, view.bytes, view.lsb, view.type->bits, clean);
}

}  // namespace

void ForceTable::force(const SignalView& view, std::span<const std::uint32_t> words) {
  if (!initialized_) early_.emplace_back(view, Words(words.begin(), words.end()));
  // A port of the top module is a variable of its own and one of the module.
  for (const ForceControl& control : {view.control, view.inner_control}) {
    if (control.enable == nullptr) continue;
    write(control.value, view, words);
    write(control.enable, view, ones(view));
  }
}

void ForceTable::release(const SignalView& view) {
  std::erase_if(early_, [&](const auto& early) { return early.first.data == view.data; });
  Words words;
  read_bits(view, words);
  for (const ForceControl& control : {view.control, view.inner_control}) {
    if (control.enable != nullptr) write(control.enable, view, zeros(view));
  }
  write(view.data, view, words);
}

bool ForceTable::model_is_initialized() {
  initialized_ = true;
  const auto early = std::exchange(early_, {});
  for (const auto& [view, words] : early) force(view, words);
  return !early.empty();
}

ForceTable::Held& ForceTable::entry(const SignalView& view) {
  const auto found = std::find_if(held_.begin(), held_.end(),
                                  [&](const Held& held) { return held.data == view.data; });
  if (found != held_.end()) return *found;
  held_.push_back(
      {view.data, std::vector<std::byte>(view.bytes), std::vector<std::byte>(view.bytes)});
  return held_.back();
}

void ForceTable::hold(const SignalView& view, std::span<const std::uint32_t> words) {
  Held& held = entry(view);
  write(held.value.data(), view, words);
  write(held.mask.data(), view, ones(view));
  apply();
}

void ForceTable::let_go(const SignalView& view) {
  write(entry(view).mask.data(), view, zeros(view));
  std::erase_if(held_, [](const Held& held) {
    return std::all_of(held.mask.begin(), held.mask.end(),
                       [](std::byte byte) { return byte == std::byte{0}; });
  });
}

void ForceTable::apply() const {
  for (const Held& held : held_) {
    for (std::size_t i = 0; i < held.mask.size(); ++i) {
      held.data[i] = (held.data[i] & ~held.mask[i]) | (held.value[i] & held.mask[i]);
    }
  }
}

}  // namespace lightloop::vpi
