// SPDX-License-Identifier: Apache-2.0
// SystemC side of the analogue link: modules that pass blocks to each other.
#pragma once

#include <memory>
#include <utility>

#include "sim/serdes/stage.hpp"
#include "sim/verilated/systemc.hpp"

namespace lightloop::serdes {

/// Where a module takes blocks. A block is delivered at the simulated time at which its last UI
/// ends, when all of it exists. It is read during the call only.
template <typename Block>
class BlockWriteIf : public sc_core::sc_interface {
 public:
  virtual void write(const Block& block) = 0;
};

/// A Stage as a module: takes a block at its export `in`, hands the result on at its port `out` in
/// the same instant. Bind with upstream.out(downstream.in).
template <typename In, typename Out>
class StageModule : public sc_core::sc_module, private BlockWriteIf<In> {
 public:
  sc_core::sc_export<BlockWriteIf<In>> in{"in"};
  sc_core::sc_port<BlockWriteIf<Out>> out{"out"};

  StageModule(const sc_core::sc_module_name& name, std::unique_ptr<Stage<In, Out>> stage)
      : sc_module(name), stage_(std::move(stage)) {
    in(*this);
  }

  const Stage<In, Out>& stage() const { return *stage_; }

  /// Puts another stage in its place, which starts a new stream.
  void replace(std::unique_ptr<Stage<In, Out>> stage) { stage_ = std::move(stage); }

 private:
  void write(const In& block) override {
    stage_->process(block, result_);
    out->write(result_);
  }

  std::unique_ptr<Stage<In, Out>> stage_;
  Out result_;
};

}  // namespace lightloop::serdes
