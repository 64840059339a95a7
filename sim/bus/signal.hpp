// SPDX-License-Identifier: Apache-2.0
// A reference to one port of a model, whatever its width: what lets one bus model attach to any
// Verilated class (CData, SData, IData, QData, VlWide) and to plain integers.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>

namespace lightloop::bus {

static_assert(std::endian::native == std::endian::little, "signals are stored little endian");

/// Pointer and width; copied freely, owns nothing. The port must outlive it. A default-made Signal
/// is not connected: it reads as 0 and ignores writes, which is how optional AXI signals are left
/// out.
class Signal {
 public:
  Signal() = default;

  /// `storage_bytes` is 1, 2, 4, 8 or a larger multiple of 4, as Verilator lays ports out; `width`
  /// in bits, 0 meaning all of the storage. Throws std::invalid_argument if they do not fit.
  Signal(void* storage, std::size_t storage_bytes, unsigned width = 0)
      : storage_(static_cast<std::uint8_t*>(storage)),
        bytes_(storage_bytes),
        width_(width == 0 ? static_cast<unsigned>(8 * storage_bytes) : width) {
    const bool scalar = bytes_ == 1 || bytes_ == 2 || bytes_ == 4 || bytes_ == 8;
    if (storage == nullptr || !(scalar || (bytes_ > 8 && bytes_ % 4 == 0)) || width_ > 8 * bytes_) {
      throw std::invalid_argument("bus::Signal: storage and width do not fit");
    }
  }

  /// From an integer port (CData, SData, IData, QData).
  template <class T>
  requires std::is_integral_v<T> Signal(
      T& port, unsigned width = 0)  // NOLINT(google-explicit-constructor): reads as the port
      : Signal(&port, sizeof(T), width) {}

  /// From a wide port (VlWide<N>, or anything else with 32-bit words behind data()).
  template <class T>
  requires requires(T& t) { static_cast<std::uint32_t*>(t.data()); }
  Signal(T& port, unsigned width = 0)  // NOLINT(google-explicit-constructor): reads as the port
      : Signal(port.data(), sizeof(T), width) {}

  bool connected() const { return storage_ != nullptr; }
  /// Bits; 0 if not connected.
  unsigned width() const { return width_; }
  /// Bytes that hold the value; 0 if not connected.
  std::size_t storage_bytes() const { return bytes_; }

  /// The low 64 bits.
  std::uint64_t get() const {
    switch (bytes_) {
      case 0:
        return 0;
      case 1:
        return *storage_;
      case 2:
        return load<std::uint16_t>();
      case 4:
        return load<std::uint32_t>();
      default:
        return load<std::uint64_t>();
    }
  }

  /// Sets the low 64 bits, cut to the width, and clears the others: Verilator wants unused bits 0.
  void set(std::uint64_t value) {
    if (width_ < 64) value &= (std::uint64_t{1} << width_) - 1;
    switch (bytes_) {
      case 0:
        return;
      case 1:
        *storage_ = static_cast<std::uint8_t>(value);
        return;
      case 2:
        store(static_cast<std::uint16_t>(value));
        return;
      case 4:
        store(static_cast<std::uint32_t>(value));
        return;
      default:
        store(value);
        if (bytes_ > 8) std::memset(storage_ + 8, 0, bytes_ - 8);
    }
  }

  /// The value as bytes, least significant first.
  std::span<const std::uint8_t> bytes() const { return {storage_, bytes_}; }
  /// The same to write to, for loops in which set() is too slow: the caller keeps to the width.
  std::span<std::uint8_t> bytes() { return {storage_, bytes_}; }

  /// Sets the value from bytes, least significant first; missing ones are 0, and what exceeds the
  /// width is cut.
  void set_bytes(std::span<const std::uint8_t> value) {
    if (bytes_ == 0) return;
    const std::size_t n = value.size() < bytes_ ? value.size() : bytes_;
    std::memcpy(storage_, value.data(), n);
    if (n < bytes_) std::memset(storage_ + n, 0, bytes_ - n);
    if (width_ == 8 * bytes_) return;
    const std::size_t full = width_ / 8;
    if (width_ % 8 != 0) {
      storage_[full] &= static_cast<std::uint8_t>((1U << (width_ % 8)) - 1);
    }
    const std::size_t used = (width_ + 7) / 8;
    std::memset(storage_ + used, 0, bytes_ - used);
  }

 private:
  template <class T>
  T load() const {
    T value{};
    std::memcpy(&value, storage_, sizeof value);
    return value;
  }
  template <class T>
  void store(T value) {
    std::memcpy(storage_, &value, sizeof value);
  }

  std::uint8_t* storage_ = nullptr;
  std::size_t bytes_ = 0;
  unsigned width_ = 0;
};

}  // namespace lightloop::bus
