// SPDX-License-Identifier: Apache-2.0
// The analogue link as the host uses it: symbols in, decisions out, SystemC in between.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/golden/gaussian_source.hpp"
#include "sim/serdes/pam_link_design.hpp"
#include "sim/serdes/stage_module.hpp"
#include "sim/serdes/symbol_ends.hpp"
#include "sim/verilated/simulation.hpp"

namespace lightloop::serdes {

/// The stages of a link and what is common to them. Models of transmitters, channels (with optics
/// in them, too) and receivers that are better than the ones here take their places through this.
struct PamLinkStages {
  double baud_hz = 53.125e9;
  std::size_t block_ui = 4096;
  std::uint64_t filler_seed = 1;  ///< of the symbols that follow each batch
  std::uint32_t lane = 0;         ///< lanes have different fillers
  std::unique_ptr<TransmitterStage> transmitter;
  std::unique_ptr<ElectricalStage> channel;
  std::unique_ptr<ReceiverStage> receiver;
};

/// The stages of a designed link. Throws std::invalid_argument.
PamLinkStages make_stages(const PamLinkConfig& config, const PamLinkDesign& design);

/// Transmitter, channel and receiver as modules in a SystemC world. The world must outlive it, and
/// must not have been run before it is made.
class PamLinkChannel {
 public:
  /// `name` prefixes the modules. Throws std::invalid_argument, verilated::SimulationError.
  PamLinkChannel(verilated::Simulation& simulation, const PamLinkConfig& config,
                 const std::string& name = "link");
  PamLinkChannel(verilated::Simulation& simulation, PamLinkStages stages,
                 const std::string& name = "link");

  /// Sends a batch of symbols (0..3) and returns the decisions on them: the same number, in the
  /// same order. Simulated time advances by the batch and latency_ui() pseudo-random filler
  /// symbols, which carry the last decisions out. Filters and noise go on where they stood: a later
  /// call continues the line. The first symbols ever follow an idle line of 0 V. Throws
  /// std::invalid_argument for a symbol above 3, std::logic_error while batches of send() are under
  /// way, verilated::SimulationError.
  std::vector<std::uint8_t> transmit(std::span<const std::uint8_t> pam4_symbols);

  /// transmit() in two halves, for processes of the same world, which cannot wait: sends a batch
  /// and its filler symbols. Throws std::invalid_argument for a symbol above 3.
  void send(std::span<const std::uint8_t> pam4_symbols);
  /// The decisions on the oldest batch of send() that was not received yet; empty as long as not
  /// all of them are there.
  std::vector<std::uint8_t> receive();

  /// Starts again with other parameters, as if newly made; simulated time runs on, what is under
  /// way is lost. Not from within a stage. Throws std::invalid_argument and leaves the link as it
  /// was.
  void configure(const PamLinkConfig& config);
  void configure(PamLinkStages stages);

  /// Delay from symbol to decision.
  unsigned latency_ui() const;
  /// UI sent so far, fillers included.
  std::uint64_t unit_intervals() const { return source_->next_ui(); }
  /// One line a stage, for people.
  std::vector<std::string> description() const;

 private:
  verilated::Simulation& simulation_;
  double baud_hz_;
  golden::GaussianSource fillers_;
  SymbolSource* source_;
  StageModule<SymbolBlock, VoltageBlock>* transmitter_;
  StageModule<VoltageBlock, VoltageBlock>* channel_;
  StageModule<VoltageBlock, SymbolBlock>* receiver_;
  SymbolSink* sink_;
  std::deque<std::size_t> under_way_;  ///< sizes of the batches sent and not received
};

}  // namespace lightloop::serdes
