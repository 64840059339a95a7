// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/vpi/signal_view.hpp"

namespace lightloop::vpi {

/// Values that an application has forced. Variables that were verilated forceable are forced in the
/// model; inputs of the top module, which the model does not write, are held from outside.
class ForceTable {
 public:
  /// Puts `words` in the place of the bits until they are released. The variable is forceable.
  static void force(const SignalView& view, std::span<const std::uint32_t> words);
  /// The bits keep their value until the model writes them.
  static void release(const SignalView& view);

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
};

}  // namespace lightloop::vpi
