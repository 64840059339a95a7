// SPDX-License-Identifier: Apache-2.0
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/serdes/electrical_channel.hpp"
#include "sim/serdes/pam_link_channel.hpp"
#include "sim/serdes/pam_receiver.hpp"
#include "sim/serdes/pam_transmitter.hpp"

namespace lightloop::serdes {
namespace {

using testing::HasSubstr;

constexpr double kNoNoise = std::numeric_limits<double>::infinity();

std::vector<std::uint8_t> random_symbols(std::size_t count, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> symbols(count);
  for (auto& symbol : symbols) symbol = static_cast<std::uint8_t>(random() >> 30);
  return symbols;
}

PamLinkConfig config_with(const std::vector<double>& taps, double snr_db) {
  PamLinkConfig config;
  config.pulse = pulse_response_from_taps(taps);
  config.snr_db = snr_db;
  return config;
}

struct Errors {
  std::uint64_t symbols = 0;
  std::uint64_t bits = 0;
};

/// Bit errors under the Gray code 00, 01, 11, 10.
Errors count_errors(const std::vector<std::uint8_t>& sent,
                    const std::vector<std::uint8_t>& decided) {
  constexpr unsigned kGray[4] = {0, 1, 3, 2};
  Errors errors;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    errors.symbols += sent[i] != decided[i] ? 1 : 0;
    errors.bits += static_cast<unsigned>(std::popcount(kGray[sent[i]] ^ kGray[decided[i]]));
  }
  return errors;
}

/// Whether `expected` lies in the Clopper-Pearson interval of confidence 1 - 1e-6.
void expect_ratio(std::uint64_t errors, std::uint64_t trials, double expected) {
  using Binomial = boost::math::binomial_distribution<>;
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(errors);
  EXPECT_LE(Binomial::find_lower_bound_on_p(n, k, 0.5e-6), expected) << k / n;
  EXPECT_GE(Binomial::find_upper_bound_on_p(n, k, 0.5e-6), expected) << k / n;
}

TEST(PamLink, IdealChannelReturnsWhatWasSent) {
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config_with({1}, kNoNoise));
  const auto symbols = random_symbols(10'000);
  EXPECT_EQ(link.transmit(symbols), symbols);
}

TEST(PamLink, DecisionsAreAlignedWhateverTheLatency) {
  // Delay in the channel, pre taps in the receiver, batches shorter than the latency.
  const std::vector<std::vector<double>> channels{
      {1}, {0, 0, 0, 0, 0, 1}, {0.05, 0.8, 0.1}, {0, 0, -0.1, 0.9, 0.2, -0.05}};
  for (const auto& taps : channels) {
    for (const unsigned pre_taps : {0U, 1U, 4U}) {
      PamLinkConfig config = config_with(taps, kNoNoise);
      config.ffe.pre_taps = pre_taps;
      verilated::Simulation simulation;
      PamLinkChannel link(simulation, config);
      EXPECT_EQ(link.latency_ui(), design_pam_link(config).latency_ui);
      for (const std::size_t count : {1U, 2U, 3U, 100U, 5000U}) {
        const auto symbols = random_symbols(count, static_cast<std::uint32_t>(count));
        EXPECT_EQ(link.transmit(symbols), symbols) << taps.size() << ' ' << pre_taps;
      }
    }
  }
}

TEST(PamLink, ABlockOfNUiTakesNUiOfSimulatedTime) {
  PamLinkConfig config = config_with({0.1, 1}, kNoNoise);
  config.baud_hz = 53.125e9;
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config);
  link.transmit(random_symbols(53'125 - link.latency_ui()));
  EXPECT_EQ(simulation.now(), sc_core::sc_time(1, sc_core::SC_US));
  link.transmit(random_symbols(53'125 - link.latency_ui()));
  EXPECT_EQ(simulation.now(), sc_core::sc_time(2, sc_core::SC_US));
  EXPECT_EQ(link.unit_intervals(), 2 * 53'125U);
}

TEST(PamLink, NothingInNothingOut) {
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config_with({1}, 15));
  EXPECT_TRUE(link.transmit({}).empty());
}

TEST(PamLink, BlockSizeDoesNotMatter) {
  const auto symbols = random_symbols(20'000);
  std::vector<std::vector<std::uint8_t>> decisions;
  for (const std::size_t block_ui : {1U, 7U, 64U, 4096U, 1'000'000U}) {
    PamLinkConfig config = config_with({0.05, 0.9, 0.3, -0.1}, 14);
    config.block_ui = block_ui;
    verilated::Simulation simulation;
    PamLinkChannel link(simulation, config);
    decisions.push_back(link.transmit(symbols));
    EXPECT_EQ(decisions.back(), decisions.front()) << block_ui;
  }
  EXPECT_GT(count_errors(symbols, decisions.front()).symbols, 100U);
}

TEST(PamLink, SameSeedSameDecisionsOtherSeedOtherErrors) {
  const auto symbols = random_symbols(50'000);
  const auto run = [&](std::uint64_t seed) {
    PamLinkConfig config = config_with({1}, 14);
    config.noise_seed = seed;
    verilated::Simulation simulation;
    PamLinkChannel link(simulation, config);
    return link.transmit(symbols);
  };
  const auto first = run(1);
  EXPECT_EQ(run(1), first);
  EXPECT_NE(run(2), first);
}

TEST(PamLink, CallsContinueTheNoise) {
  const auto symbols = random_symbols(20'000);
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config_with({1}, 14));
  const auto first = link.transmit(symbols);
  const auto second = link.transmit(symbols);
  EXPECT_NE(first, second);
}

TEST(PamLink, SendAndReceiveAreTransmitInTwoHalves) {
  const auto symbols = random_symbols(5'000);
  const PamLinkConfig config = config_with({0.1, 0.8, 0.2}, 14);
  verilated::Simulation simulation;
  PamLinkChannel whole(simulation, config, "whole");
  PamLinkChannel halves(simulation, config, "halves");
  const auto first = whole.transmit(symbols);
  const auto second = whole.transmit(symbols);

  halves.send(symbols);
  halves.send(symbols);
  EXPECT_TRUE(halves.receive().empty());
  EXPECT_THROW(halves.transmit(symbols), std::logic_error);
  simulation.run_for(sc_core::sc_time(1, sc_core::SC_US));
  EXPECT_EQ(halves.receive(), first);
  EXPECT_EQ(halves.receive(), second);
  EXPECT_TRUE(halves.receive().empty());

  halves.send(symbols);
  halves.configure(config);
  EXPECT_EQ(halves.transmit(symbols), first);
}

TEST(PamLink, AwgnAgainstTheory) {
  constexpr std::size_t kSymbols = 2'000'000;
  const auto symbols = random_symbols(kSymbols);
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config_with({1}, 15));
  for (const double snr_db : {15.0, 16.543, 18.0}) {
    link.configure(config_with({1}, snr_db));
    const Errors errors = count_errors(symbols, link.transmit(symbols));
    const ErrorRatio theory = awgn_error_ratio(snr_db);
    expect_ratio(errors.symbols, kSymbols, theory.symbol);
    expect_ratio(errors.bits, 2 * kSymbols, theory.bit);
  }
}

TEST(PamLink, AmplitudeAndGainDoNotMatter) {
  const auto symbols = random_symbols(100'000);
  PamLinkConfig config = config_with({1}, 15);
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config);
  const auto reference = count_errors(symbols, link.transmit(symbols)).symbols;
  for (const auto& [amplitude, gain] : {std::pair{0.4, 0.25}, std::pair{1.0, -0.5}}) {
    config.amplitude_volts = amplitude;
    config.pulse = pulse_response_from_taps(std::vector<double>{gain});
    link.configure(config);
    const auto errors = count_errors(symbols, link.transmit(symbols)).symbols;
    EXPECT_NEAR(static_cast<double>(errors), static_cast<double>(reference),
                6 * std::sqrt(static_cast<double>(reference)));
  }
}

class PamLinkWithIsi : public testing::TestWithParam<std::vector<double>> {};

TEST_P(PamLinkWithIsi, AgreesWithThePrediction) {
  constexpr std::size_t kSymbols = 2'000'000;
  const auto symbols = random_symbols(kSymbols);
  for (const auto criterion : {FfeCriterion::kMmse, FfeCriterion::kZeroForcing}) {
    // Few taps, so that interference is left over.
    PamLinkConfig config = config_with(GetParam(), 17);
    config.ffe = {.pre_taps = 1, .post_taps = 1, .criterion = criterion};
    const PamLinkDesign design = design_pam_link(config);
    verilated::Simulation simulation;
    PamLinkChannel link(simulation, config);
    const Errors errors = count_errors(symbols, link.transmit(symbols));
    expect_ratio(errors.symbols, kSymbols, design.predicted.symbol);
    expect_ratio(errors.bits, 2 * kSymbols, design.predicted.bit);
    EXPECT_GT(design.predicted.symbol, 1.2 * awgn_error_ratio(17).symbol);
  }
}

INSTANTIATE_TEST_SUITE_P(Channels, PamLinkWithIsi,
                         testing::Values(std::vector<double>{1, 0.3, 0.1},
                                         std::vector<double>{0.1, 0.7, 0.3, -0.1},
                                         std::vector<double>{0.05, -0.1, 0.6, 0.25, 0.1, 0.05}));

TEST(PamLink, CrosstalkAgreesWithThePrediction) {
  constexpr std::size_t kSymbols = 2'000'000;
  const auto symbols = random_symbols(kSymbols);
  PamLinkConfig config = config_with({0.1, 0.8, 0.2}, 18);
  config.ffe = {.pre_taps = 1, .post_taps = 2};
  config.crosstalk = {pulse_response_from_taps(std::vector<double>{0.02, 0.08, -0.03}),
                      pulse_response_from_taps(std::vector<double>{0.05})};
  const PamLinkDesign design = design_pam_link(config);
  EXPECT_GT(design.predicted.symbol, 2 * awgn_error_ratio(18).symbol);
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config);
  const Errors errors = count_errors(symbols, link.transmit(symbols));
  expect_ratio(errors.symbols, kSymbols, design.predicted.symbol);
  expect_ratio(errors.bits, 2 * kSymbols, design.predicted.bit);
  EXPECT_THAT(link.description()[1], HasSubstr("crosstalk of 2"));
}

TEST(PamLink, CrosstalkIsIndependentOfTheLaneAndOfOtherLanes) {
  // A neighbour that arrives as strong as the lane: chance decides, whatever the lane sends.
  constexpr std::size_t kSymbols = 100'000;
  PamLinkConfig config = config_with({1}, kNoNoise);
  config.crosstalk = {pulse_response_from_taps(std::vector<double>{0.25})};
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config);
  // 0.25 of an outer level is within the eye of 1/3: no error; 0.5 gives one where the neighbour
  // sends an outer level, but for the lane's own outer levels on one side.
  const auto symbols = random_symbols(kSymbols);
  EXPECT_EQ(link.transmit(symbols), symbols);
  config.crosstalk = {pulse_response_from_taps(std::vector<double>{0.5})};
  link.configure(config);
  const auto first = link.transmit(symbols);
  expect_ratio(count_errors(symbols, first).symbols, kSymbols, 0.5 * 0.75);
  // Another lane, another neighbour and another seed have other data.
  config.lane = 1;
  link.configure(config);
  EXPECT_NE(link.transmit(symbols), first);
  config.lane = 0;
  config.noise_seed = 2;
  link.configure(config);
  EXPECT_NE(link.transmit(symbols), first);
  config.noise_seed = 1;
  config.crosstalk = {pulse_response_from_taps(std::vector<double>{1e-9}),
                      pulse_response_from_taps(std::vector<double>{0.5})};
  link.configure(config);
  EXPECT_NE(link.transmit(symbols), first);
}

TEST(PamLink, BlockSizeDoesNotMatterToCrosstalk) {
  const auto symbols = random_symbols(20'000);
  std::vector<std::vector<std::uint8_t>> decisions;
  for (const bool keep_waveform : {false, true}) {
    for (const std::size_t block_ui : {1U, 7U, 4096U}) {
      PamLinkConfig config;
      config.pulse = pulse_response_from_taps(std::vector<double>{0.1, 0.2, 0.8, 0.9, 0.1, 0.3}, 2);
      config.crosstalk = {pulse_response_from_taps(std::vector<double>{0.1, 0.2, -0.1, 0.1}, 2)};
      config.snr_db = 40;
      config.ffe = {.pre_taps = 0, .post_taps = 0};
      config.block_ui = block_ui;
      config.keep_waveform = keep_waveform;
      verilated::Simulation simulation;
      PamLinkChannel link(simulation, config);
      decisions.push_back(link.transmit(symbols));
      link.configure(config);
      EXPECT_EQ(link.transmit(symbols), decisions.back());
      if (block_ui > 1) {
        EXPECT_EQ(decisions.back(), decisions[decisions.size() - 2]) << block_ui;
      }
    }
  }
  EXPECT_GT(count_errors(symbols, decisions.front()).symbols, 100U);
}

TEST(PamLink, WaveformAndSingleSampleHaveTheSameStatistics) {
  constexpr std::size_t kSymbols = 500'000;
  const auto symbols = random_symbols(kSymbols);
  PamLinkConfig config;
  config.pulse = pulse_response_from_taps(
      std::vector<double>{0, 0, 0.1, 0.3, 0.6, 0.8, 0.9, 0.7, 0.4, 0.2, 0.1, 0}, 4);
  config.snr_db = 15;
  config.keep_waveform = true;
  const PamLinkDesign design = design_pam_link(config);
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config);
  expect_ratio(count_errors(symbols, link.transmit(symbols)).symbols, kSymbols,
               design.predicted.symbol);
  config.keep_waveform = false;
  link.configure(config);
  expect_ratio(count_errors(symbols, link.transmit(symbols)).symbols, kSymbols,
               design.predicted.symbol);
}

TEST(PamLink, ConfigureStartsAgain) {
  const auto symbols = random_symbols(20'000);
  const PamLinkConfig config = config_with({0.9, 0.3}, 14);
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config);
  const auto first = link.transmit(symbols);
  link.configure(config);
  EXPECT_EQ(link.unit_intervals(), 0U);
  EXPECT_EQ(link.transmit(symbols), first);
}

TEST(PamLink, SeveralLinksInOneWorld) {
  const auto symbols = random_symbols(10'000);
  verilated::Simulation simulation;
  PamLinkChannel first(simulation, config_with({1, 0.1}, kNoNoise), "lane0");
  PamLinkChannel second(simulation, config_with({0.1, 1}, kNoNoise), "lane1");
  EXPECT_EQ(first.transmit(symbols), symbols);
  EXPECT_EQ(second.transmit(symbols), symbols);
  EXPECT_EQ(first.transmit(symbols), symbols);
}

TEST(PamLink, TakesOtherStages) {
  /// A channel that inverts every second UI: not linear and time-invariant, as optics may be.
  class Flipper : public ElectricalStage {
   public:
    void process(const VoltageBlock& in, VoltageBlock& out) override {
      out = in;
      for (std::size_t i = 0; i < out.volts.size(); ++i) {
        if ((in.first_ui + i) % 2 == 1) out.volts[i] = -out.volts[i];
      }
    }
    void reset() override {}
    unsigned latency_ui() const override { return 0; }
    std::string description() const override { return "flipper"; }
  };
  PamLinkStages stages;
  stages.transmitter = std::make_unique<PamTransmitter>(1.0);
  stages.channel = std::make_unique<Flipper>();
  stages.receiver = std::make_unique<PamReceiver>(PamReceiver::Config{});
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, std::move(stages));
  const std::vector<std::uint8_t> symbols{0, 1, 2, 3, 0, 0};
  EXPECT_EQ(link.transmit(symbols), (std::vector<std::uint8_t>{0, 2, 2, 0, 0, 3}));
  EXPECT_EQ(link.description()[1], "flipper");
  EXPECT_THROW(link.configure(PamLinkStages{}), std::invalid_argument);
}

TEST(PamLink, AFailingStageIsAnErrorOfTheSimulation) {
  class Broken : public ElectricalStage {
   public:
    void process(const VoltageBlock& /*in*/, VoltageBlock& /*out*/) override {
      throw std::runtime_error("no light");
    }
    void reset() override {}
    unsigned latency_ui() const override { return 0; }
    std::string description() const override { return "broken"; }
  };
  PamLinkStages stages;
  stages.transmitter = std::make_unique<PamTransmitter>(1.0);
  stages.channel = std::make_unique<Broken>();
  stages.receiver = std::make_unique<PamReceiver>(PamReceiver::Config{});
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, std::move(stages));
  try {
    link.transmit(random_symbols(10));
    FAIL() << "no error";
  } catch (const verilated::SimulationError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no light"));
  }
}

TEST(PamLinkDesign, IdealChannel) {
  const PamLinkDesign design = design_pam_link(config_with({1}, 17));
  EXPECT_NEAR(design.noise_volts_rms, 0.5 * noise_rms_from_snr_db(17), 1e-9);
  EXPECT_NEAR(design.slicer_amplitude_volts, 0.5, 1e-9);
  EXPECT_NEAR(design.noise_enhancement_db, 0, 1e-9);
  EXPECT_NEAR(design.predicted.symbol / awgn_error_ratio(17).symbol, 1, 1e-9);
}

TEST(PamLinkDesign, SnrIsHeldAtTheSlicer) {
  for (const auto criterion : {FfeCriterion::kMmse, FfeCriterion::kZeroForcing}) {
    PamLinkConfig config = config_with({0.1, 0.6, 0.4, 0.2}, 20);
    config.ffe.criterion = criterion;
    const PamLinkDesign design = design_pam_link(config);
    const double slicer_noise = design.noise_volts_rms * design.sampled.ffe.noise_gain();
    EXPECT_NEAR(snr_db_from_noise_rms(slicer_noise / design.slicer_amplitude_volts), 20, 1e-9);
    EXPECT_GT(design.noise_enhancement_db, 0.1);
  }
}

/// The signal over noise, interference and crosstalk, at the slicer, of one phase of a link, for
/// white noise at the input.
double disturbance_at(const PamLinkConfig& config, int phase, double input_noise_volts_rms) {
  const double noise_power =
      std::pow(input_noise_volts_rms / config.amplitude_volts, 2) / kPam4LevelPower;
  const Ffe ffe = choose_sampling_phase(config.pulse, config.ffe, noise_power, phase).ffe;
  double sum = noise_power * std::pow(ffe.noise_gain(), 2);
  for (const double cursor : ffe.residual_isi()) sum += cursor * cursor;
  return sum;
}

TEST(PamLinkDesign, TheBestPhaseIsTheBestAtItsOwnInputNoise) {
  // One tap. Phase 0: cursors 1 and 0.3; noise gain 1, interference 0.09. Phase 1: cursor 0.5 only;
  // noise gain 2, no interference. With input noise n over the power of a symbol phase 0 has n +
  // 0.09, phase 1 has 4 n: phase 0 is better above n = 0.03. A slicer noise of s takes n = s at
  // phase 0 and n = s/4 at phase 1: phase 1 is the best at its own input noise up to s = 0.12.
  PamLinkConfig config;
  config.pulse = pulse_response_from_taps(std::vector<double>{1, 0.5, 0.3, 0}, 2);
  config.ffe = {.pre_taps = 0, .post_taps = 0, .criterion = FfeCriterion::kZeroForcing};
  const auto phase_at = [&](double slicer_noise_power) {
    config.snr_db = -10 * std::log10(slicer_noise_power);
    return design_pam_link(config).sampled.phase;
  };
  EXPECT_EQ(phase_at(0.001), 1U);
  EXPECT_EQ(phase_at(0.029), 1U);
  EXPECT_EQ(phase_at(0.031), 1U);  // the slicer's noise taken for the input's would say 0
  EXPECT_EQ(phase_at(0.119), 1U);
  EXPECT_EQ(phase_at(0.121), 0U);
  EXPECT_EQ(phase_at(1), 0U);
}

TEST(PamLinkDesign, NoOtherPhaseIsBetterForTheReceiver) {
  // A pulse with a long tail, few taps: phases differ in noise gain and interference.
  std::vector<double> taps;
  for (int i = 0; i < 96; ++i) {
    const double t = i / 16.0;
    taps.push_back(0.8 * std::pow(t, 2) * std::exp(-1.6 * t));
  }
  for (const auto criterion : {FfeCriterion::kMmse, FfeCriterion::kZeroForcing}) {
    for (const double snr_db : {8.0, 12.0, 16.0, 20.0, 30.0}) {
      PamLinkConfig config;
      config.pulse = pulse_response_from_taps(taps, 16);
      config.ffe = {.pre_taps = 1, .post_taps = 2, .criterion = criterion};
      config.snr_db = snr_db;
      const PamLinkDesign design = design_pam_link(config);
      const double best =
          disturbance_at(config, static_cast<int>(design.sampled.phase), design.noise_volts_rms);
      for (int phase = 0; phase < 16; ++phase) {
        double other = best;
        try {
          other = disturbance_at(config, phase, design.noise_volts_rms);
        } catch (const std::invalid_argument&) {  // no equaliser there
        }
        EXPECT_GE(other, best * (1 - 1e-9)) << snr_db << ' ' << phase;
      }
    }
  }
}

TEST(PamLinkDesign, RefusesBadFields) {
  const auto error_of = [](auto change) {
    PamLinkConfig config;
    change(config);
    try {
      design_pam_link(config);
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(error_of([](PamLinkConfig& c) { c.baud_hz = -1; }), HasSubstr("baud_hz = -1"));
  EXPECT_THAT(error_of([](PamLinkConfig& c) { c.amplitude_volts = 0; }),
              HasSubstr("amplitude_volts"));
  EXPECT_THAT(error_of([](PamLinkConfig& c) { c.snr_db = NAN; }), HasSubstr("snr_db = nan"));
  EXPECT_THAT(error_of([](PamLinkConfig& c) { c.snr_db = -kNoNoise; }), HasSubstr("snr_db = -inf"));
  EXPECT_THAT(error_of([](PamLinkConfig& c) { c.block_ui = 0; }), HasSubstr("block_ui"));
  EXPECT_THAT(error_of([](PamLinkConfig& c) { c.sampling_phase = 1; }),
              HasSubstr("sampling phase"));
  EXPECT_THAT(error_of([](PamLinkConfig& c) { c.pulse.volts = {0.0}; }),
              HasSubstr("all taps are 0"));
  EXPECT_THAT(error_of([](PamLinkConfig& c) { c.pulse.volts = {NAN}; }), HasSubstr("not a finite"));
  EXPECT_THAT(error_of([](PamLinkConfig& c) {
                c.crosstalk = {PulseResponse{2, {1.0, 0.0}}};
              }),
              HasSubstr("crosstalk: found 2 samples per UI, expected 1"));
}

TEST(PamLink, RefusesSymbolsThatAreNot0To3) {
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config_with({1}, kNoNoise));
  const std::vector<std::uint8_t> bad{1, 2, 4};
  EXPECT_THROW(link.transmit(bad), std::invalid_argument);
  const std::vector<std::uint8_t> good{1, 2, 3};
  EXPECT_EQ(link.transmit(good), good);
}

}  // namespace
}  // namespace lightloop::serdes
