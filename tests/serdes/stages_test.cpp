// SPDX-License-Identifier: Apache-2.0
// The stages without SystemC: transmitter, channel, receiver, and the filter and noise below them.
#include <cmath>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <stdexcept>
#include <vector>

#include "sim/serdes/electrical_channel.hpp"
#include "sim/serdes/fir_filter.hpp"
#include "sim/serdes/gaussian_noise.hpp"
#include "sim/serdes/pam_receiver.hpp"
#include "sim/serdes/pam_transmitter.hpp"

namespace lightloop::serdes {
namespace {

using testing::ElementsAre;

std::vector<float> random_volts(std::size_t count) {
  std::mt19937 random(5);
  std::vector<float> volts(count);
  for (float& v : volts) v = static_cast<float>(random()) / 4294967296.0F - 0.5F;
  return volts;
}

TEST(FirFilter, ConvolvesAcrossBlocks) {
  const std::vector<double> taps{0.5, -0.25, 0.125, 0.0625, 0.03};
  const std::vector<float> in = random_volts(1000);
  std::vector<float> whole(in.size());
  FirFilter(taps).process(in, whole);
  for (std::size_t n = 0; n < in.size(); ++n) {
    double sum = 0;
    for (std::size_t k = 0; k < taps.size() && k <= n; ++k) sum += taps[k] * in[n - k];
    ASSERT_NEAR(whole[n], sum, 1e-6);
  }
  for (const std::size_t block : {1U, 3U, 255U, 256U, 257U, 600U}) {
    FirFilter filter(taps);
    std::vector<float> cut(in.size());
    for (std::size_t i = 0; i < in.size(); i += block) {
      const std::size_t count = std::min(block, in.size() - i);
      filter.process(std::span(in).subspan(i, count), std::span(cut).subspan(i, count));
    }
    EXPECT_EQ(cut, whole) << block;
  }
}

TEST(FirFilter, ResetForgets) {
  FirFilter filter(std::vector<double>{1, 1});
  std::vector<float> out(1);
  filter.process(std::vector<float>{2}, out);
  filter.reset();
  filter.process(std::vector<float>{3}, out);
  EXPECT_EQ(out[0], 3);
}

TEST(FirFilter, RefusesBadTaps) {
  EXPECT_THROW(FirFilter(std::vector<double>{}), std::invalid_argument);
  EXPECT_THROW(FirFilter(std::vector<double>{1, NAN}), std::invalid_argument);
}

TEST(GaussianNoise, IsAFunctionOfSeedAndSampleNumber) {
  const GaussianNoise noise(0.1, 42);
  std::vector<float> whole(1000);
  noise.add_to(whole, 7);
  for (const std::size_t block : {1U, 2U, 5U, 64U, 333U}) {
    std::vector<float> cut(1000);
    for (std::size_t i = 0; i < cut.size(); i += block) {
      noise.add_to(std::span(cut).subspan(i, std::min(block, cut.size() - i)), 7 + i);
    }
    EXPECT_EQ(cut, whole) << block;
  }
  std::vector<float> other(1000);
  GaussianNoise(0.1, 43).add_to(other, 7);
  EXPECT_NE(other, whole);
}

TEST(GaussianNoise, HasTheRightPowerAndAdds) {
  constexpr std::size_t kCount = 1'000'000;
  std::vector<float> volts(kCount, 1.0F);
  GaussianNoise(0.25, 1).add_to(volts, 0);
  double sum = 0;
  double square = 0;
  for (const float v : volts) {
    sum += v - 1;
    square += (v - 1) * (v - 1);
  }
  // Five standard errors of mean and variance.
  EXPECT_NEAR(sum / kCount, 0, 5 * 0.25 / std::sqrt(kCount));
  EXPECT_NEAR(square / kCount, 0.0625, 5 * 0.0625 * std::sqrt(2.0 / kCount));
}

TEST(GaussianNoise, NoneAtZeroAndNoNonsense) {
  std::vector<float> volts{1, 2, 3};
  GaussianNoise(0, 1).add_to(volts, 0);
  EXPECT_THAT(volts, ElementsAre(1, 2, 3));
  EXPECT_THROW(GaussianNoise(-1, 1), std::invalid_argument);
  EXPECT_THROW(GaussianNoise(NAN, 1), std::invalid_argument);
}

TEST(PamTransmitter, Levels) {
  PamTransmitter transmitter(0.6);
  VoltageBlock out;
  transmitter.process({.baud_hz = 50e9, .first_ui = 5, .symbols = {0, 1, 2, 3}}, out);
  EXPECT_EQ(out.baud_hz, 50e9);
  EXPECT_EQ(out.first_ui, 5U);
  EXPECT_EQ(out.samples_per_ui, 1U);
  EXPECT_THAT(out.volts, ElementsAre(-0.6F, -0.2F, 0.2F, 0.6F));
}

TEST(PamTransmitter, Refuses) {
  EXPECT_THROW(PamTransmitter(0), std::invalid_argument);
  EXPECT_THROW(PamTransmitter(NAN), std::invalid_argument);
  PamTransmitter transmitter(1);
  VoltageBlock out;
  EXPECT_THROW(transmitter.process({.baud_hz = 1e9, .first_ui = 0, .symbols = {4}}, out),
               std::invalid_argument);
  transmitter.process({.baud_hz = 1e9, .first_ui = 0, .symbols = {1, 2}}, out);
  EXPECT_THROW(transmitter.process({.baud_hz = 1e9, .first_ui = 3, .symbols = {1}}, out),
               std::invalid_argument);
}

TEST(ElectricalChannel, PulseResponseOnEveryPhase) {
  const auto pulse = pulse_response_from_taps(std::vector<double>{0, 0.5, 1, 0.25, 0.125, 0}, 2);
  ElectricalChannel channel(pulse, GaussianNoise(0, 1));
  VoltageBlock out;
  channel.process({.baud_hz = 1e9, .samples_per_ui = 1, .first_ui = 0, .volts = {2, 0, 0, 0}}, out);
  EXPECT_EQ(out.samples_per_ui, 2U);
  EXPECT_EQ(out.unit_intervals(), 4U);
  EXPECT_THAT(out.volts, ElementsAre(0, 1, 2, 0.5, 0.25, 0, 0, 0));
  EXPECT_EQ(channel.latency_ui(), 1U);
  EXPECT_EQ(ElectricalChannel(pulse, GaussianNoise(0, 1), 1).latency_ui(), 0U);
}

TEST(ElectricalChannel, BlocksDoNotMatter) {
  const auto pulse =
      pulse_response_from_taps(std::vector<double>{0.1, 0.5, 1, 0.25, 0.125, 0.2}, 2);
  const std::vector<float> volts = random_volts(500);
  const auto run = [&](std::size_t block) {
    ElectricalChannel channel(pulse, GaussianNoise(0.05, 9));
    std::vector<float> received;
    for (std::size_t i = 0; i < volts.size(); i += block) {
      const auto first = volts.begin() + static_cast<std::ptrdiff_t>(i);
      const auto count = static_cast<std::ptrdiff_t>(std::min(block, volts.size() - i));
      VoltageBlock out;
      channel.process(
          {.baud_hz = 1e9, .samples_per_ui = 1, .first_ui = i, .volts = {first, first + count}},
          out);
      received.insert(received.end(), out.volts.begin(), out.volts.end());
    }
    return received;
  };
  const auto whole = run(500);
  EXPECT_EQ(run(1), whole);
  EXPECT_EQ(run(77), whole);
}

TEST(PamReceiver, SlicesAtTheMiddle) {
  PamReceiver receiver({.amplitude_volts = 0.3});
  SymbolBlock out;
  receiver.process({.baud_hz = 1e9,
                    .samples_per_ui = 1,
                    .first_ui = 3,
                    .volts = {-9, -0.201F, -0.199F, -0.001F, 0.001F, 0.199F, 0.201F, 9}},
                   out);
  EXPECT_THAT(out.symbols, ElementsAre(0, 0, 1, 1, 2, 2, 3, 3));
  EXPECT_EQ(out.first_ui, 3U);
}

TEST(PamReceiver, SamplesOnePhaseAndEqualises) {
  PamReceiver receiver({.samples_per_ui = 2,
                        .sampling_phase = 1,
                        .amplitude_volts = 1,
                        .ffe_taps = {0, 1, -0.5},
                        .ffe_pre_taps = 1});
  EXPECT_EQ(receiver.latency_ui(), 1U);
  SymbolBlock out;
  receiver.process(
      {.baud_hz = 1e9, .samples_per_ui = 2, .first_ui = 0, .volts = {7, 1, 7, 0.5F, 7, 0}}, out);
  EXPECT_THAT(receiver.slicer_volts(), ElementsAre(0, 1, 0));
}

TEST(PamReceiver, Refuses) {
  EXPECT_THROW(PamReceiver({.samples_per_ui = 0}), std::invalid_argument);
  EXPECT_THROW(PamReceiver({.samples_per_ui = 2, .sampling_phase = 2}), std::invalid_argument);
  EXPECT_THROW(PamReceiver({.amplitude_volts = 0}), std::invalid_argument);
  EXPECT_THROW(PamReceiver({.ffe_taps = {1}, .ffe_pre_taps = 1}), std::invalid_argument);
  EXPECT_THROW(PamReceiver({.ffe_taps = {}}), std::invalid_argument);
  PamReceiver receiver({});
  SymbolBlock out;
  EXPECT_THROW(
      receiver.process({.baud_hz = 1, .samples_per_ui = 2, .first_ui = 0, .volts = {0, 0}}, out),
      std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::serdes
