// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/vpi/data_type.hpp"
#include "sim/vpi/design.hpp"

namespace lightloop::vpi {

/// Words of a packed value, least significant first; bits beyond its width are 0.
using Words = std::vector<std::uint32_t>;

/// A value in the model's memory: a variable, an element of an array, or bits of a vector.
struct SignalView {
  const DataType* type = nullptr;
  std::byte* data = nullptr;  ///< of the vector that has the bits
  std::size_t bytes = 0;      ///< of that vector
  std::size_t lsb = 0;        ///< of the bits in it
  ForceControl control;
  ForceControl inner_control;

  bool forceable() const { return control.enable != nullptr; }
};

/// The whole of a variable.
SignalView view_of(const Variable& variable);

/// The bits of a packed value as the model sees them: forced where they are.
void read_bits(const SignalView& view, Words& words);

/// Writes bits of the vector at `data`, which has `bytes` bytes; `words` has as many as `bits`
/// need.
void write_bits(std::byte* data, std::size_t bytes, std::size_t lsb, std::size_t bits,
                std::span<const std::uint32_t> words);

/// Everything else in the model's memory.
double read_real(const SignalView& view);
void write_real(const SignalView& view, double value);
std::string_view read_string(const SignalView& view);
void write_string(const SignalView& view, std::string_view text);

/// What the view has now, for comparison: bits and reals, arrays whole, strings.
void append_image(const SignalView& view, std::vector<std::byte>& image);

/// Whether it has something else than the image that append_image() made.
bool differs(const SignalView& view, const std::vector<std::byte>& image);

}  // namespace lightloop::vpi
