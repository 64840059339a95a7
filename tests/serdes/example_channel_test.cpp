// SPDX-License-Identifier: Apache-2.0
// A Touchstone file that ships with the project, all the way to decisions at 53.125 GBd.
#include <boost/math/distributions/binomial.hpp>
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <vector>

#include "sim/serdes/channel_file.hpp"
#include "sim/serdes/pam_link_channel.hpp"
#include "sim/serdes/touchstone.hpp"
#include "sim/serdes/transfer_function.hpp"

namespace lightloop::serdes {
namespace {

constexpr double kBaudHz = 53.125e9;

const std::filesystem::path kFile = LIGHTLOOP_SOURCE_DIR "/host/profiles/channels/vsr_16db.s4p";

SParameters example() { return read_touchstone(kFile); }

TEST(ExampleChannel, IsWhatItsNameSays) {
  const SParameters network = example();
  EXPECT_EQ(network.frequency_hz.front(), 0);
  EXPECT_GE(network.frequency_hz.back(), kBaudHz);
  EXPECT_LE(passivity(network).largest_singular_value, 1.0001);
  const TransferFunction channel = transmission(network, kPortsOddToEven);
  EXPECT_NEAR(loss_db(channel, kBaudHz / 2), 16, 0.1);
  // Reciprocal, as every line is.
  for (std::size_t i = 0; i < network.frequency_hz.size(); ++i) {
    EXPECT_EQ(network.at(i, 2, 1), network.at(i, 1, 2));
  }
}

TEST(ExampleChannel, HasACleanCausalPulseResponse) {
  const ChannelFile channel = read_channel(kFile, {.baud_hz = kBaudHz});
  EXPECT_NEAR(channel.nyquist_loss_db, 16, 0.1);
  EXPECT_EQ(channel.band_end_hz, 60e9);
  EXPECT_EQ(channel.reference_ohms, std::vector<double>(4, 50.0));
  EXPECT_EQ(channel.ports.lane, kPortsOddToEven);
  const ChannelResponse& response = channel.response;
  EXPECT_TRUE(response.warnings.empty());
  EXPECT_LT(response.precursor_energy, 1e-4);
  EXPECT_LT(response.truncated_energy, 1e-3);
  // 0.212 m at about 6 ns/m.
  EXPECT_NEAR(response.bulk_delay_s, 1.25e-9, 0.1e-9);
  EXPECT_NEAR(response.delay_s, 1.3e-9, 0.05e-9);
  EXPECT_GT(response.dc_gain, 0.98);
}

TEST(ExampleChannel, CarriesPam4AsPredicted) {
  PamLinkConfig config;
  config.baud_hz = kBaudHz;
  config.pulse = read_channel(kFile, {.baud_hz = kBaudHz}).response.pulse;
  config.snr_db = 17;
  const PamLinkDesign design = design_pam_link(config);
  EXPECT_GT(design.noise_enhancement_db, 1);
  EXPECT_GT(design.signal_to_isi_db, 30);

  constexpr std::size_t kSymbols = 1'000'000;
  std::mt19937 random(11);
  std::vector<std::uint8_t> symbols(kSymbols);
  for (auto& symbol : symbols) symbol = static_cast<std::uint8_t>(random() >> 30);
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config);
  const auto decided = link.transmit(symbols);
  double errors = 0;
  for (std::size_t i = 0; i < kSymbols; ++i) errors += decided[i] != symbols[i] ? 1 : 0;
  using Binomial = boost::math::binomial_distribution<>;
  EXPECT_LE(Binomial::find_lower_bound_on_p(kSymbols, errors, 0.5e-6), design.predicted.symbol);
  EXPECT_GE(Binomial::find_upper_bound_on_p(kSymbols, errors, 0.5e-6), design.predicted.symbol);
}

}  // namespace
}  // namespace lightloop::serdes
