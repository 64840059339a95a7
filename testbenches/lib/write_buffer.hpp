// SPDX-License-Identifier: Apache-2.0
// Writes to ports that take effect later.
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

namespace lightloop::testbench {

/// Copies of values with the places they go to. Once it has held the largest number of bytes that
/// wait at one time it allocates no more.
class WriteBuffer {
 public:
  /// `target` gets `value` at the next apply(), after all that was staged before.
  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void stage(T& target, const T& value) {
    const std::size_t start = used_;
    used_ += sizeof(Header) + padded(sizeof(T));
    if (used_ > bytes_.size()) bytes_.resize(2 * used_);
    const Header header{&target, [](void* to, const std::byte* from) {
                          std::memcpy(to, from, sizeof(T));  // of a size known here
                          return padded(sizeof(T));
                        }};
    std::memcpy(&bytes_[start], &header, sizeof header);
    std::memcpy(&bytes_[start + sizeof header], &value, sizeof(T));
  }

  bool empty() const { return used_ == 0; }

  /// Performs the writes in their order; false when there were none.
  bool apply() {
    if (used_ == 0) return false;
    for (std::size_t at = 0; at < used_;) {
      Header header{};
      std::memcpy(&header, &bytes_[at], sizeof header);
      at += sizeof header;
      at += header.copy(header.target, &bytes_[at]);
    }
    used_ = 0;
    return true;
  }

 private:
  struct Header {
    void* target;
    std::size_t (*copy)(void* to, const std::byte* from);  // gives the size in the buffer
  };
  static constexpr std::size_t padded(std::size_t size) {
    return (size + alignof(Header) - 1) / alignof(Header) * alignof(Header);
  }

  std::vector<std::byte> bytes_;
  std::size_t used_ = 0;
};

}  // namespace lightloop::testbench
