// SPDX-License-Identifier: Apache-2.0
// SystemC ports with a copy of their value in plain storage, for bus models to attach to.
#pragma once

// Verilator's header does not compile after SystemC's: where both are used, it goes first. Its
// macro VL_TIME_CONTEXT comes with the target lightloop_verilated_runtime.
#ifdef VL_TIME_CONTEXT
#include <verilated.h>
#endif

#include <array>
#include <cstdint>
#include <systemc>
#include <type_traits>

#include "sim/bus/signal.hpp"

namespace lightloop::bus {

/// The type of a port: bool for one bit, sc_uint to 64 bits, sc_bv beyond.
template <unsigned Width>
using PortValue =
    std::conditional_t<Width == 1, bool,
                       std::conditional_t<Width <= 64, sc_dt::sc_uint<(Width <= 64 ? Width : 64)>,
                                          sc_dt::sc_bv<Width>>>;

template <unsigned Width>
class PortStorage {
 public:
  Signal signal() { return {words_.data(), kBytes, Width}; }

 protected:
  static constexpr std::size_t kWords = Width <= 64 ? 2 : (Width + 31) / 32;
  static constexpr std::size_t kBytes = 4 * kWords;

  void set(const PortValue<Width>& value) {
    if constexpr (Width <= 64) {
      const std::uint64_t bits = value;
      words_[0] = static_cast<std::uint32_t>(bits);
      words_[1] = static_cast<std::uint32_t>(bits >> 32);
    } else {
      for (std::size_t i = 0; i < kWords; ++i) words_[i] = value.get_word(static_cast<int>(i));
    }
  }
  PortValue<Width> get() const {
    if constexpr (Width == 1) {
      return words_[0] != 0;
    } else if constexpr (Width <= 64) {
      return std::uint64_t{words_[1]} << 32 | words_[0];
    } else {
      PortValue<Width> value;
      for (std::size_t i = 0; i < kWords; ++i) value.set_word(static_cast<int>(i), words_[i]);
      return value;
    }
  }

 private:
  std::array<std::uint32_t, kWords> words_{};
};

/// An input port; update() takes its value over.
template <unsigned Width>
class MirroredIn : public sc_core::sc_in<PortValue<Width>>, public PortStorage<Width> {
 public:
  using sc_core::sc_in<PortValue<Width>>::sc_in;
  void update() { this->set(this->read()); }
};

/// An output port; update() puts the value out.
template <unsigned Width>
class MirroredOut : public sc_core::sc_out<PortValue<Width>>, public PortStorage<Width> {
 public:
  using sc_core::sc_out<PortValue<Width>>::sc_out;
  void update() { this->write(this->get()); }
};

}  // namespace lightloop::bus
