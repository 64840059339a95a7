// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/link_noise.hpp"

#include <algorithm>
#include <bit>

#include "gauss_table.hpp"
#include "sim/golden/gf2_matrix.hpp"

namespace lightloop::golden {
namespace {

std::uint32_t mix(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7FEB352DU;
  x ^= x >> 15;
  x *= 0x846CA68BU;
  x ^= x >> 16;
  return x;
}

const std::array<Gf2Jump, LinkNoise::kComponents>& jumps() {
  const auto step = [](int component) {
    return [component](std::uint32_t z) { return lfsr113_step(component, z); };
  };
  static const std::array<Gf2Jump, LinkNoise::kComponents> tables{
      Gf2Jump(step(0)), Gf2Jump(step(1)), Gf2Jump(step(2)), Gf2Jump(step(3))};
  return tables;
}

}  // namespace

std::int32_t link_gaussian(std::uint32_t uniform) {
  const std::uint32_t m = uniform & 0x7FFFFFFFU;
  const int leading_zeros = std::countl_zero(m) - 1;
  // 64 bits: with m = 0 the shift is by 32.
  const auto below = static_cast<std::uint32_t>(
      (static_cast<std::uint64_t>(m) << (leading_zeros + 1)) & 0x7FFFFFFFU);
  const std::uint32_t sub = below >> 27;
  const std::uint32_t fraction = (below >> 15) & 0xFFFU;
  const auto& row = gauss_table::kRows[16 * leading_zeros + sub];
  const auto magnitude =
      static_cast<std::int32_t>(row.base - ((std::uint32_t{row.slope} * fraction) >> 12));
  return (uniform >> 31) != 0 ? -magnitude : magnitude;
}

LinkNoise::LinkNoise(std::uint64_t seed) {
  const auto low = static_cast<std::uint32_t>(seed);
  const auto high = static_cast<std::uint32_t>(seed >> 32);
  for (int g = 0; g < kGenerators; ++g) {
    for (int m = 0; m < kComponents; ++m) {
      const auto number = static_cast<std::uint32_t>(4 * g + m + 1);
      state_[m][g] = mix(mix(low + 0x9E3779B9U * number) ^ high) | 0x80000000U;
    }
  }
}

void LinkNoise::make_rows(std::uint32_t* out, std::size_t rows) {
  // Local copies: the compiler knows that `out` does not overlap them.
  auto state = state_;
  for (std::size_t r = 0; r < rows; ++r, out += kGenerators) {
    Row row;
    for (int g = 0; g < kGenerators; ++g) {
      state[0][g] = lfsr113_step(0, state[0][g]);
      state[1][g] = lfsr113_step(1, state[1][g]);
      state[2][g] = lfsr113_step(2, state[2][g]);
      state[3][g] = lfsr113_step(3, state[3][g]);
      row[g] = state[0][g] ^ state[1][g] ^ state[2][g] ^ state[3][g];
    }
    std::copy(row.begin(), row.end(), out);
  }
  state_ = state;
}

void LinkNoise::fill_uniform(std::span<std::uint32_t> uniforms) {
  std::size_t done = 0;
  const auto from_row = [&] {
    while (done < uniforms.size() && position_ % kGenerators != 0) {
      uniforms[done++] = row_[position_++ % kGenerators];
    }
  };
  from_row();
  const std::size_t rows = (uniforms.size() - done) / kGenerators;
  make_rows(uniforms.data() + done, rows);
  done += rows * kGenerators;
  position_ += rows * kGenerators;
  if (done < uniforms.size()) {
    make_rows(row_.data(), 1);
    uniforms[done++] = row_[0];
    ++position_;
    from_row();
  }
}

std::int32_t LinkNoise::next() {
  std::uint32_t uniform = 0;
  fill_uniform({&uniform, 1});
  return link_gaussian(uniform);
}

void LinkNoise::fill(std::span<std::int32_t> samples) {
  std::array<std::uint32_t, std::size_t{16} * kGenerators> uniforms;
  for (std::size_t done = 0; done < samples.size();) {
    const std::size_t size = std::min(uniforms.size(), samples.size() - done);
    fill_uniform({uniforms.data(), size});
    for (std::size_t i = 0; i < size; ++i) samples[done + i] = link_gaussian(uniforms[i]);
    done += size;
  }
}

void LinkNoise::skip(std::uint64_t samples) {
  const std::uint64_t target = position_ + samples;
  // Rows that have been made so far, and how many must be before the one `target` stands in.
  const std::uint64_t made = (position_ + kGenerators - 1) / kGenerators;
  const std::uint64_t whole = target / kGenerators;
  if (whole > made) {
    for (int m = 0; m < kComponents; ++m) {
      for (std::uint32_t& z : state_[m]) z = jumps()[m].ahead(z, whole - made);
    }
  }
  if (target % kGenerators != 0 && whole >= made) make_rows(row_.data(), 1);
  position_ = target;
}

}  // namespace lightloop::golden
