// SPDX-License-Identifier: Apache-2.0
// The engine that is the golden model: plain C++ functions, spread over the machine's processors.
#pragma once

#include "host/engine/engine.hpp"

namespace lightloop::host {

class GoldenEngine : public Engine {
 public:
  /// `threads` 0 means one per processor. Results do not depend on it.
  explicit GoldenEngine(unsigned threads);

  std::string_view name() const override { return "golden"; }
  std::string description() const override;
  void encode(golden::RsCode code, std::span<const golden::FecSymbol> messages,
              std::span<golden::FecSymbol> codewords) override;
  void decode(golden::RsCode code, std::span<const golden::FecSymbol> received,
              std::span<golden::FecSymbol> corrected,
              std::span<golden::CodewordStatus> status) override;
  std::unique_ptr<LinkSession> open_link(const golden::DigitalLinkConfig& config) override;

 private:
  unsigned threads_;
};

}  // namespace lightloop::host
