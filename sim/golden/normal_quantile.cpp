// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/normal_quantile.hpp"

#include <bit>

#include "normal_quantile_table.hpp"

namespace lightloop::golden {

double normal_quantile(std::uint64_t bits) {
  using normal_quantile_table::kCoefficients;
  using normal_quantile_table::kRows;
  using normal_quantile_table::kSegments;
  static_assert(std::has_single_bit(unsigned{kSegments}));
  constexpr int kSegmentBits = std::countr_zero(unsigned{kSegments});

  // p = (m + 1/2) / 2^64 = odd / 2^65 = (1 + fraction / 2^64) * 2^-(2 + octave).
  const std::uint64_t odd = (bits << 1) | 1U;
  const int octave = std::countl_zero(odd);
  const std::uint64_t fraction = odd << octave << 1;
  const auto segment = static_cast<int>(fraction >> (64 - kSegmentBits));
  const std::uint64_t inside = fraction << kSegmentBits;
  const double t = static_cast<double>(inside >> 11) * 0x1p-53 - 0.5;

  const double* const c = kRows[kSegments * octave + segment];
  double z = c[kCoefficients - 1];
  for (int i = kCoefficients - 2; i >= 0; --i) z = z * t + c[i];
  return (bits >> 63) != 0 ? -z : z;
}

}  // namespace lightloop::golden
