// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/pam_link_channel.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

#include "sim/serdes/electrical_channel.hpp"
#include "sim/serdes/gaussian_noise.hpp"
#include "sim/serdes/pam_receiver.hpp"
#include "sim/serdes/pam_transmitter.hpp"

namespace lightloop::serdes {
namespace {

void check(const PamLinkStages& stages) {
  if (stages.transmitter == nullptr || stages.channel == nullptr || stages.receiver == nullptr) {
    throw std::invalid_argument(
        "PAM link: a stage is missing, expected transmitter, channel and receiver");
  }
}

/// Random streams of a lane under its seed.
constexpr std::uint64_t noise_stream(std::uint32_t lane) { return 2 * std::uint64_t{lane}; }
constexpr std::uint64_t filler_stream(std::uint32_t lane) { return 2 * std::uint64_t{lane} + 1; }
constexpr std::uint64_t crosstalk_stream(std::uint32_t lane, std::size_t neighbour) {
  // Beyond the streams of all lanes.
  return ((std::uint64_t{neighbour} + 1) << 34) + lane;
}

golden::GaussianSource filler_source(const PamLinkStages& stages) {
  return golden::GaussianSource(stages.filler_seed, filler_stream(stages.lane));
}

}  // namespace

PamLinkStages make_stages(const PamLinkConfig& config, const PamLinkDesign& design) {
  const SampledChannel& sampled = design.sampled;
  PulseResponse pulse = config.pulse;
  unsigned phase = sampled.phase;
  if (!config.keep_waveform) {
    pulse = PulseResponse{1, sampled.cursors};
    phase = 0;
  }
  std::vector<CrosstalkSource> crosstalk;
  for (std::size_t i = 0; i < config.crosstalk.size(); ++i) {
    const PulseResponse neighbour =
        config.keep_waveform ? config.crosstalk[i] : PulseResponse{1, sampled.crosstalk[i]};
    if (std::ranges::all_of(neighbour.volts, [](double v) { return v == 0; })) continue;
    crosstalk.emplace_back(neighbour, config.amplitude_volts, config.noise_seed,
                           crosstalk_stream(config.lane, i));
  }
  PamLinkStages stages;
  stages.baud_hz = config.baud_hz;
  stages.block_ui = config.block_ui;
  stages.filler_seed = config.noise_seed;
  stages.lane = config.lane;
  stages.transmitter = std::make_unique<PamTransmitter>(config.amplitude_volts);
  stages.channel = std::make_unique<ElectricalChannel>(
      pulse, GaussianNoise(design.noise_volts_rms, config.noise_seed, noise_stream(config.lane)),
      phase, std::move(crosstalk));
  stages.receiver = std::make_unique<PamReceiver>(
      PamReceiver::Config{.samples_per_ui = pulse.samples_per_ui,
                          .sampling_phase = phase,
                          .amplitude_volts = design.slicer_amplitude_volts,
                          .ffe_taps = sampled.ffe.taps,
                          .ffe_pre_taps = config.ffe.pre_taps});
  return stages;
}

PamLinkChannel::PamLinkChannel(verilated::Simulation& simulation, const PamLinkConfig& config,
                               const std::string& name)
    : PamLinkChannel(simulation, make_stages(config, design_pam_link(config)), name) {}

PamLinkChannel::PamLinkChannel(verilated::Simulation& simulation, PamLinkStages stages,
                               const std::string& name)
    : simulation_(simulation), baud_hz_(stages.baud_hz), fillers_(filler_source(stages)) {
  check(stages);
  const auto module = [&](const char* part) { return name + "_" + part; };
  source_ = &simulation.make<SymbolSource>(module("source").c_str(), baud_hz_, stages.block_ui);
  transmitter_ = &simulation.make<StageModule<SymbolBlock, VoltageBlock>>(
      module("transmitter").c_str(), std::move(stages.transmitter));
  channel_ = &simulation.make<StageModule<VoltageBlock, VoltageBlock>>(module("channel").c_str(),
                                                                       std::move(stages.channel));
  receiver_ = &simulation.make<StageModule<VoltageBlock, SymbolBlock>>(module("receiver").c_str(),
                                                                       std::move(stages.receiver));
  sink_ = &simulation.make<SymbolSink>(module("sink").c_str());
  source_->out(transmitter_->in);
  transmitter_->out(channel_->in);
  channel_->out(receiver_->in);
  receiver_->out(sink_->in);
}

void PamLinkChannel::configure(const PamLinkConfig& config) {
  configure(make_stages(config, design_pam_link(config)));
}

void PamLinkChannel::configure(PamLinkStages stages) {
  check(stages);
  const auto scope = simulation_.activate();
  under_way_.clear();
  sink_->clear();
  source_->restart(stages.baud_hz, stages.block_ui);
  baud_hz_ = stages.baud_hz;
  fillers_ = filler_source(stages);
  transmitter_->replace(std::move(stages.transmitter));
  channel_->replace(std::move(stages.channel));
  receiver_->replace(std::move(stages.receiver));
}

unsigned PamLinkChannel::latency_ui() const {
  return transmitter_->stage().latency_ui() + channel_->stage().latency_ui() +
         receiver_->stage().latency_ui();
}

std::vector<std::string> PamLinkChannel::description() const {
  return {transmitter_->stage().description(), channel_->stage().description(),
          receiver_->stage().description()};
}

void PamLinkChannel::send(std::span<const std::uint8_t> pam4_symbols) {
  const auto bad = std::ranges::find_if(pam4_symbols, [](std::uint8_t s) { return s > 3; });
  if (bad != pam4_symbols.end()) {
    throw std::invalid_argument(
        fmt::format("PAM link: found symbol {} at index {}, expected 0 to 3", *bad,
                    bad - pam4_symbols.begin()));
  }
  if (pam4_symbols.empty()) return;

  std::vector<std::uint8_t> fillers(latency_ui());
  const std::uint64_t first_filler = source_->next_ui() + pam4_symbols.size();
  for (std::size_t i = 0; i < fillers.size(); ++i) {
    fillers[i] = static_cast<std::uint8_t>(fillers_.bits(first_filler + i) >> 62);
  }
  const auto scope = simulation_.activate();
  source_->send(pam4_symbols);
  source_->send(fillers);
  under_way_.push_back(pam4_symbols.size());
}

std::vector<std::uint8_t> PamLinkChannel::receive() {
  if (under_way_.empty()) return {};
  const std::size_t latency = latency_ui();
  const std::size_t count = under_way_.front() + latency;
  if (sink_->symbols().size() < count) return {};
  under_way_.pop_front();
  std::vector<std::uint8_t> decisions = sink_->take(count);
  decisions.erase(decisions.begin(), decisions.begin() + static_cast<std::ptrdiff_t>(latency));
  return decisions;
}

std::vector<std::uint8_t> PamLinkChannel::transmit(std::span<const std::uint8_t> pam4_symbols) {
  if (!under_way_.empty()) {
    throw std::logic_error("PAM link: transmit() while batches of send() are under way");
  }
  if (pam4_symbols.empty()) return {};
  const std::size_t count = pam4_symbols.size() + latency_ui();
  sink_->expect(count);
  send(pam4_symbols);
  // Anything in this world may pause it, so ask until the sink is satisfied.
  const sc_core::sc_time end =
      simulation_.now() +
      sc_core::sc_time(2 * static_cast<double>(count + 1) / baud_hz_, sc_core::SC_SEC) +
      sc_core::sc_time(1, sc_core::SC_NS);
  while (!sink_->complete()) {
    simulation_.run_until_paused(end - simulation_.now(), "the last PAM4 decision");
  }
  return receive();
}

}  // namespace lightloop::serdes
