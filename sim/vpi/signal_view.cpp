// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/signal_view.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace lightloop::vpi {
namespace {

// Verilator keeps values as integers and as arrays of 32-bit words.
static_assert(std::endian::native == std::endian::little);

void copy_bits(const std::byte* data, std::size_t bytes, std::size_t lsb, std::size_t bits,
               Words& words) {
  words.assign((bits + 31) / 32, 0);
  const std::size_t first = lsb / 8;
  const std::size_t shift = lsb % 8;
  auto* target = reinterpret_cast<std::byte*>(words.data());
  const std::size_t count = (bits + 7) / 8;
  if (shift == 0) {
    std::memcpy(target, data + first, std::min(count, bytes - first));
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      target[i] = data[first + i] >> shift;
      if (first + i + 1 < bytes) target[i] |= data[first + i + 1] << (8 - shift);
    }
  }
  if (bits % 32 != 0) words.back() &= (1U << (bits % 32)) - 1;
}

}  // namespace

SignalView view_of(const Variable& variable) {
  SignalView view;
  view.type = variable.type;
  view.data = variable.data;
  view.bytes = variable.type->bytes;
  view.control = variable.control;
  view.inner_control = variable.inner_control;
  return view;
}

void read_bits(const SignalView& view, Words& words) {
  copy_bits(view.data, view.bytes, view.lsb, view.type->bits, words);
  if (!view.forceable()) return;
  Words enable;
  copy_bits(view.control.enable, view.bytes, view.lsb, view.type->bits, enable);
  if (std::all_of(enable.begin(), enable.end(), [](std::uint32_t word) { return word == 0; })) {
    return;
  }
  Words value;
  copy_bits(view.control.value, view.bytes, view.lsb, view.type->bits, value);
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = (words[i] & ~enable[i]) | (value[i] & enable[i]);
  }
}

void write_bits(std::byte* data, std::size_t bytes, std::size_t lsb, std::size_t bits,
                std::span<const std::uint32_t> words) {
  const auto* source = reinterpret_cast<const std::byte*>(words.data());
  if (lsb == 0 && bytes_of_bits(bits) == bytes) {  // all of it
    std::memcpy(data, source, bytes);
    return;
  }
  for (std::size_t done = 0; done < bits;) {
    const std::size_t place = lsb + done;
    const std::size_t count = std::min(bits - done, 8 - place % 8);
    // `count` bits of the source from `done` on, in at most two bytes
    unsigned value = std::to_integer<unsigned>(source[done / 8]) >> (done % 8);
    if (done % 8 + count > 8) {
      value |= std::to_integer<unsigned>(source[done / 8 + 1]) << (8 - done % 8);
    }
    const unsigned mask = ((1U << count) - 1) << (place % 8);
    std::byte& target = data[place / 8];
    target = (target & ~std::byte(mask)) | std::byte((value << (place % 8)) & mask);
    done += count;
  }
}

double read_real(const SignalView& view) {
  double value = 0;
  std::memcpy(&value, view.data, sizeof value);
  return value;
}

void write_real(const SignalView& view, double value) {
  std::memcpy(view.data, &value, sizeof value);
}

std::string_view read_string(const SignalView& view) {
  if (view.type->kind == DataKind::kChars) return reinterpret_cast<const char*>(view.data);
  return *reinterpret_cast<const std::string*>(view.data);
}

void write_string(const SignalView& view, std::string_view text) {
  *reinterpret_cast<std::string*>(view.data) = text;
}

void append_image(const SignalView& view, std::vector<std::byte>& image) {
  const auto append = [&image](const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::byte*>(data);
    image.insert(image.end(), bytes, bytes + size);
  };
  switch (view.type->kind) {
    case DataKind::kBits: {
      Words words;
      read_bits(view, words);
      append(words.data(), 4 * words.size());
      break;
    }
    case DataKind::kReal:
      append(view.data, sizeof(double));
      break;
    case DataKind::kString:
    case DataKind::kChars: {
      const std::string_view text = read_string(view);
      append(text.data(), text.size());
      image.push_back(std::byte{0});
      break;
    }
    case DataKind::kArray: {
      SignalView element = view;
      element.type = view.type->element;
      element.bytes = element.type->bytes;
      for (std::size_t i = 0; i < view.type->range->size(); ++i, element.data += element.bytes) {
        append_image(element, image);
      }
      break;
    }
    case DataKind::kStruct:
    case DataKind::kOther:
      break;
  }
}

bool differs(const SignalView& view, const std::vector<std::byte>& image) {
  // What tests wait for most: one bit or a small vector.
  if (view.type->kind == DataKind::kBits && view.bytes <= 4 && !view.forceable()) {
    std::uint32_t now = 0;
    std::memcpy(&now, view.data, view.bytes);
    std::uint32_t before = 0;
    std::memcpy(&before, image.data(), sizeof before);
    now >>= view.lsb;
    if (view.type->bits < 32) now &= (1U << view.type->bits) - 1;
    return now != before;
  }
  const bool plain = view.type->kind == DataKind::kReal || view.type->kind == DataKind::kBits;
  if (plain && view.lsb == 0 && !view.forceable() && view.bytes == image.size()) {
    return std::memcmp(view.data, image.data(), image.size()) != 0;
  }
  std::vector<std::byte> now;
  now.reserve(image.size());
  append_image(view, now);
  return now != image;
}

}  // namespace lightloop::vpi
