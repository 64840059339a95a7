// SPDX-License-Identifier: Apache-2.0
// The engine that is the project's RTL, Verilated, in this process under SystemC.
#pragma once

#include <memory>

#include "host/engine/engine.hpp"

namespace lightloop::host {

struct RtlModels;

/// Encoder, decoder and link core of each code, 16 symbols a clock. Each model is made when it is
/// first needed and keeps its state; a model whose simulation failed is made anew. One thread at a
/// time may use all RtlEngines and other SystemC simulations of the process.
class RtlEngine : public Engine {
 public:
  RtlEngine();
  ~RtlEngine() override;

  std::string_view name() const override { return "rtl"; }
  std::string description() const override;
  void encode(golden::RsCode code, std::span<const golden::FecSymbol> messages,
              std::span<golden::FecSymbol> codewords) override;
  void decode(golden::RsCode code, std::span<const golden::FecSymbol> received,
              std::span<golden::FecSymbol> corrected,
              std::span<golden::CodewordStatus> status) override;
  std::unique_ptr<LinkSession> open_link(const golden::DigitalLinkConfig& config) override;
  std::optional<std::uint64_t> cycles() const override;

 private:
  std::shared_ptr<RtlModels> models_;  // a session may outlive its engine
};

}  // namespace lightloop::host
