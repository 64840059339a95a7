// SPDX-License-Identifier: Apache-2.0
// Bit fields of a Verilated model's ports, whatever C++ type the port's width gave it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <verilated.h>

namespace lightloop::testbench {

/// Bits [lsb, lsb+width) of a port of at most 64 bits; width is 1..32.
template <typename Port>
requires std::is_integral_v<Port> std::uint32_t read_bits(const Port& port, std::size_t lsb,
                                                          std::size_t width) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  return static_cast<std::uint32_t>((std::uint64_t{port} >> lsb) & mask);
}

template <typename Port>
requires std::is_integral_v<Port>
void write_bits(Port& port, std::size_t lsb, std::size_t width, std::uint32_t value) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  port = static_cast<Port>((port & ~(mask << lsb)) | ((value & mask) << lsb));
}

/// Bits [lsb, lsb+width) of a port of more than 64 bits; width is 1..32.
template <std::size_t kWords>
std::uint32_t read_bits(const VlWide<kWords>& port, std::size_t lsb, std::size_t width) {
  const std::size_t word = lsb / 32;
  std::uint64_t both = port[word];
  if (lsb % 32 + width > 32) both |= std::uint64_t{port[word + 1]} << 32;
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  return static_cast<std::uint32_t>((both >> (lsb % 32)) & mask);
}

template <std::size_t kWords>
void write_bits(VlWide<kWords>& port, std::size_t lsb, std::size_t width, std::uint32_t value) {
  const std::size_t word = lsb / 32;
  const bool two = lsb % 32 + width > 32;
  const std::uint64_t mask = ((std::uint64_t{1} << width) - 1) << (lsb % 32);
  std::uint64_t both = port[word];
  if (two) both |= std::uint64_t{port[word + 1]} << 32;
  both = (both & ~mask) | ((std::uint64_t{value} << (lsb % 32)) & mask);
  port[word] = static_cast<EData>(both);
  if (two) port[word + 1] = static_cast<EData>(both >> 32);
}

}  // namespace lightloop::testbench
