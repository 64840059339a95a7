// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/link_noise.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <vector>

#include "gauss_table.hpp"
#include "sim/golden/pam4_theory.hpp"

namespace lightloop::golden {
namespace {

// How many of the 2^31 values of u[30:0] give each magnitude: exact, by walking over the rows.
const std::map<int, std::uint64_t>& magnitudes() {
  static const std::map<int, std::uint64_t> counts = [] {
    std::map<int, std::uint64_t> all;
    all[gauss_table::kRows[16 * 31].base] += 1;  // m = 0
    for (int lz = 0; lz <= 30; ++lz) {
      const int bits = 30 - lz;             // below the leading one
      const int seen = std::min(bits, 16);  // of which the sample depends on the upper 16
      for (std::uint32_t top = 0; top < (1U << seen); ++top) {
        const std::uint32_t m = (1U << bits) | (top << (bits - seen));
        all[link_gaussian(m)] += std::uint64_t{1} << (bits - seen);
      }
    }
    return all;
  }();
  return counts;
}

double expectation(double (*f)(double)) {
  double sum = 0;
  for (const auto& [magnitude, count] : magnitudes()) {
    sum += f(magnitude / double{kLinkNoiseUnit}) * static_cast<double>(count);
  }
  return sum / 0x1p31;
}

TEST(LinkGaussian, EveryUniformIsCounted) {
  std::uint64_t total = 0;
  for (const auto& [magnitude, count] : magnitudes()) total += count;
  EXPECT_EQ(total, std::uint64_t{1} << 31);
}

TEST(LinkGaussian, SignIsTheTopBit) {
  for (const std::uint32_t m : {0U, 1U, 5U, 0x12345678U, 0x7FFFFFFFU}) {
    EXPECT_EQ(link_gaussian(m | 0x80000000U), -link_gaussian(m));
    EXPECT_GE(link_gaussian(m), 0);
  }
}

TEST(LinkGaussian, FollowsTheInverseTailFunction) {
  // Within 3 units of 2^-13 sigma of Q^-1((m + 1/2) / 2^32) at m spread evenly over the octaves.
  for (int lz = 0; lz <= 30; ++lz) {
    for (int part = 0; part < 64; ++part) {
      const std::uint64_t octave = std::uint64_t{1} << (30 - lz);
      const auto m = static_cast<std::uint32_t>(octave + octave * part / 64);
      const double z = link_gaussian(m) / double{kLinkNoiseUnit};
      const double p = (m + 0.5) / 0x1p32;
      // Q is steep: compare in z by one Newton step from z.
      const double density = std::exp(-z * z / 2) / std::sqrt(2 * M_PI);
      const double error = (q_function(z) - p) / density;
      const double coarse = lz > 26 ? 0.0 : 1e-3;  // chord over a sixteenth of an octave
      ASSERT_LT(std::abs(error), 3.0 / kLinkNoiseUnit + coarse) << "m " << m;
    }
  }
}

TEST(LinkGaussian, MomentsOverAllUniforms) {
  // The mean is 0 by symmetry. What is left is the error of the chords and of the rounding.
  const double variance = expectation([](double z) { return z * z; });
  const double fourth = expectation([](double z) { return z * z * z * z; });
  EXPECT_NEAR(variance, 1.0, 5e-5);
  EXPECT_NEAR(fourth / (variance * variance), 3.0, 2e-4);
  EXPECT_NEAR(expectation([](double z) { return z; }), std::sqrt(2 / M_PI), 2e-5);
}

TEST(LinkGaussian, TailsOverAllUniforms) {
  const auto tail = [](double x) {
    std::uint64_t beyond = 0;
    for (const auto& [magnitude, count] : magnitudes()) {
      if (magnitude > x * kLinkNoiseUnit) beyond += count;
    }
    return static_cast<double>(beyond) / 0x1p31;
  };
  for (int quarters = 1; quarters <= 20; ++quarters) {
    const double x = quarters / 4.0;
    EXPECT_NEAR(tail(x) / (2 * q_function(x)), 1.0, 1e-3) << x;
  }
  EXPECT_NEAR(tail(5.5) / (2 * q_function(5.5)), 1.0, 0.01);
  EXPECT_NEAR(tail(6.0) / (2 * q_function(6.0)), 1.0, 0.1);
  EXPECT_EQ(magnitudes().rbegin()->first, 51921);
}

// docs/digital-link.md section 4, with nothing but its formulas.
class PlainGenerator {
 public:
  PlainGenerator(std::uint64_t seed, std::uint32_t g) {
    const auto mix = [](std::uint32_t x) {
      x ^= x >> 16;
      x *= 0x7FEB352DU;
      x ^= x >> 15;
      x *= 0x846CA68BU;
      x ^= x >> 16;
      return x;
    };
    for (std::uint32_t m = 0; m < 4; ++m) {
      std::uint32_t h = mix(static_cast<std::uint32_t>(seed) + 0x9E3779B9U * (4 * g + m + 1));
      h = mix(h ^ static_cast<std::uint32_t>(seed >> 32));
      z_[m] = h | 0x80000000U;
    }
  }
  std::uint32_t next() {
    std::uint32_t b = ((z_[0] << 6) ^ z_[0]) >> 13;
    z_[0] = ((z_[0] & 0xFFFFFFFEU) << 18) ^ b;
    b = ((z_[1] << 2) ^ z_[1]) >> 27;
    z_[1] = ((z_[1] & 0xFFFFFFF8U) << 2) ^ b;
    b = ((z_[2] << 13) ^ z_[2]) >> 21;
    z_[2] = ((z_[2] & 0xFFFFFFF0U) << 7) ^ b;
    b = ((z_[3] << 3) ^ z_[3]) >> 12;
    z_[3] = ((z_[3] & 0xFFFFFF80U) << 13) ^ b;
    return z_[0] ^ z_[1] ^ z_[2] ^ z_[3];
  }

 private:
  std::uint32_t z_[4];
};

constexpr std::uint64_t kNoiseSeed = 0x0123456789ABCDEFULL;

std::vector<std::uint32_t> plain_uniforms(std::size_t count) {
  std::vector<PlainGenerator> generators;
  for (std::uint32_t g = 0; g < 20; ++g) generators.emplace_back(kNoiseSeed, g);
  std::vector<std::uint32_t> uniforms(count);
  for (std::size_t j = 0; j < count; ++j) uniforms[j] = generators[j % 20].next();
  return uniforms;
}

TEST(LinkNoise, TakesTwentyGeneratorsInTurn) {
  const auto expected = plain_uniforms(5000);
  std::vector<std::uint32_t> uniforms(5000);
  LinkNoise(kNoiseSeed).fill_uniform(uniforms);
  EXPECT_EQ(uniforms, expected);
  LinkNoise one_by_one(kNoiseSeed);
  for (std::size_t j = 0; j < 500; ++j) {
    ASSERT_EQ(one_by_one.next(), link_gaussian(expected[j])) << j;
  }
}

TEST(LinkNoise, AnyChunksGiveTheSameSamples) {
  const auto expected = plain_uniforms(4000);
  LinkNoise noise(kNoiseSeed);
  std::size_t done = 0;
  for (std::size_t chunk = 0; done + chunk <= expected.size(); done += chunk, ++chunk) {
    std::vector<std::int32_t> samples(chunk);
    noise.fill(samples);
    for (std::size_t i = 0; i < chunk; ++i) {
      ASSERT_EQ(samples[i], link_gaussian(expected[done + i]));
    }
    ASSERT_EQ(noise.position(), done + chunk);
  }
}

TEST(LinkNoise, SkipsAnyDistance) {
  const auto expected = plain_uniforms(20000);
  for (const std::size_t start : {0, 1, 19, 20, 25, 40}) {
    for (const std::size_t distance : {0, 1, 5, 15, 19, 20, 21, 39, 40, 100, 2720, 19001}) {
      LinkNoise noise(kNoiseSeed);
      std::vector<std::int32_t> head(start);
      noise.fill(head);
      noise.skip(distance);
      ASSERT_EQ(noise.position(), start + distance);
      for (std::size_t i = 0; i < 45; ++i) {
        ASSERT_EQ(noise.next(), link_gaussian(expected[start + distance + i]))
            << start << " + " << distance << " + " << i;
      }
    }
  }
}

TEST(LinkNoise, SkipsAddUpFarAway) {
  LinkNoise once(kNoiseSeed);
  LinkNoise often(kNoiseSeed);
  once.skip(3'000'000'000'000'017ULL);
  for (int i = 0; i < 3; ++i) often.skip(1'000'000'000'000'000ULL);
  often.skip(17);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(once.next(), often.next());
}

TEST(LinkNoise, SeedsDiffer) {
  std::vector<std::uint32_t> a(40);
  std::vector<std::uint32_t> b(40);
  LinkNoise(1).fill_uniform(a);
  LinkNoise(std::uint64_t{1} << 32).fill_uniform(b);
  EXPECT_NE(a, b);
}

TEST(LinkNoise, MonteCarloMoments) {
  std::vector<std::int32_t> samples(2'000'000);
  LinkNoise(kNoiseSeed).fill(samples);
  double sum = 0;
  double square = 0;
  double lag = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double z = samples[i] / double{kLinkNoiseUnit};
    sum += z;
    square += z * z;
    if (i > 0) lag += z * samples[i - 1] / kLinkNoiseUnit;
  }
  // Five standard errors.
  const auto n = static_cast<double>(samples.size());
  EXPECT_NEAR(sum / n, 0.0, 5 / std::sqrt(n));
  EXPECT_NEAR(square / n, 1.0, 5 * std::sqrt(2 / n));
  EXPECT_NEAR(lag / n, 0.0, 5 / std::sqrt(n));
}

}  // namespace
}  // namespace lightloop::golden
