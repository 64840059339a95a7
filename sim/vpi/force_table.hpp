// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "sim/vpi/signal_view.hpp"

namespace lightloop::vpi {

/// Values that an application has forced. Variables that were verilated forceable are forced in the
/// model; inputs of the top module, which the model does not write, are held from outside.
class ForceTable {
 public:
  /// Puts `words` in the place of the bits until they are released. The variable is forceable, and
  /// the caller lets the design settle.
  void force(const SignalView& view, std::span<const std::uint32_t> words);
  /// The bits keep their value until the model writes them.
  void release(const SignalView& view);

  /// The model was evaluated for the first time, which has initialized it: what was forced before
  /// is forced again. Whether that was anything.
  bool model_is_initialized();
  bool initialized() const { return initialized_; }

  /// The same for bits of an input.
  void hold(const SignalView& view, std::span<const std::uint32_t> words);
  void let_go(const SignalView& view);

  bool holds_any() const { return !held_.empty(); }
  /// Writes the held values again, over what others have written meanwhile.
  void apply() const;

 private:
  struct Held {
    std::byte* data;
    std::vector<std::byte> mask;
    std::vector<std::byte> value;
  };

  Held& entry(const SignalView& view);

  std::vector<Held> held_;
  bool initialized_ = false;
  std::vector<std::pair<SignalView, Words>> early_;
};

}  // namespace lightloop::vpi
