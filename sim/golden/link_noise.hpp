// SPDX-License-Identifier: Apache-2.0
// The Gaussian noise of the digital link, docs/digital-link.md section 4.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace lightloop::golden {

/// One standard deviation in the unit of the link's noise samples.
inline constexpr std::int32_t kLinkNoiseUnit = 8192;

/// One step of component 0..3 (z1..z4) of the generator LFSR113.
constexpr std::uint32_t lfsr113_step(int component, std::uint32_t z) {
  switch (component) {
    case 0:
      return ((z & 0xFFFFFFFEU) << 18) ^ (((z << 6) ^ z) >> 13);
    case 1:
      return ((z & 0xFFFFFFF8U) << 2) ^ (((z << 2) ^ z) >> 27);
    case 2:
      return ((z & 0xFFFFFFF0U) << 7) ^ (((z << 13) ^ z) >> 21);
    default:
      return ((z & 0xFFFFFF80U) << 13) ^ (((z << 3) ^ z) >> 12);
  }
}

/// The noise sample that a uniform 32-bit number gives, in 1/8192 standard deviation.
std::int32_t link_gaussian(std::uint32_t uniform);

/// The noise samples in their order, sample j from generator j mod 20.
class LinkNoise {
 public:
  static constexpr int kGenerators = 20;
  static constexpr int kComponents = 4;

  /// Stands before sample 0.
  explicit LinkNoise(std::uint64_t seed);

  /// The next sample, as link_gaussian().
  std::int32_t next();

  /// The next samples.
  void fill(std::span<std::int32_t> samples);

  /// The uniform numbers behind the next samples.
  void fill_uniform(std::span<std::uint32_t> uniforms);

  /// Leaves out samples, in a time that hardly depends on how many.
  void skip(std::uint64_t samples);

  /// Index of the sample that comes next.
  std::uint64_t position() const { return position_; }

 private:
  // States of one component of all generators lie side by side, for the vector unit.
  using Component = std::array<std::uint32_t, kGenerators>;
  using Row = std::array<std::uint32_t, kGenerators>;

  void make_rows(std::uint32_t* out, std::size_t rows);

  alignas(64) std::array<Component, kComponents> state_{};
  alignas(64) Row row_{};  // the row that position_ stands in, when it stands inside one
  std::uint64_t position_ = 0;
};

}  // namespace lightloop::golden
