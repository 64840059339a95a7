// SPDX-License-Identifier: Apache-2.0
// The contract of every stage of the analogue link, electrical or optical: block in, block out.
#pragma once

#include <string>

#include "sim/serdes/blocks.hpp"

namespace lightloop::serdes {

/// A stage turns a stream of blocks of type In into a stream of blocks of type Out. It keeps its
/// state (filter memory, noise position) across blocks: cutting the same stream into other blocks
/// gives the same output, bit for bit. Plain C++: no SystemC, no threads.
template <typename In, typename Out>
class Stage {
 public:
  virtual ~Stage() = default;

  /// Processes the next block of the stream. `out` is overwritten; its memory is reused. It covers
  /// as many UI as `in` and has the same first_ui.
  /// Throws std::invalid_argument when `in` does not continue the stream or has another shape than
  /// the stage was made for.
  virtual void process(const In& in, Out& out) = 0;

  /// Back to the state after construction: the next block starts a new stream.
  virtual void reset() = 0;

  /// Delay that this stage adds to the stream, in whole UI: symbol j of the input shows up at UI
  /// j + latency_ui() of the output. The receiver's owner uses the sum to align decisions.
  virtual unsigned latency_ui() const = 0;

  /// One line for people.
  virtual std::string description() const = 0;
};

using TransmitterStage = Stage<SymbolBlock, VoltageBlock>;
using ElectricalStage = Stage<VoltageBlock, VoltageBlock>;
using ReceiverStage = Stage<VoltageBlock, SymbolBlock>;

}  // namespace lightloop::serdes
