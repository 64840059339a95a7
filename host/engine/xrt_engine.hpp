// SPDX-License-Identifier: Apache-2.0
// The engine behind XRT: the kernels ll_fec and ll_link on an FPGA card or in emulation. The same
// code for both; what differs is what XRT finds.
#pragma once

#include <memory>

#include "host/engine/engine.hpp"

namespace lightloop::host {

class XrtEngine : public Engine {
 public:
  /// Opens the device, loads the xclbin and both kernels. `kind` is kEmu or kCard. For kEmu the
  /// process must be inside the emulation already (sim/xrt/emulation: ensure_environment), for
  /// kCard it must not be. Throws DeviceError that says what is missing and how to get it.
  XrtEngine(EngineKind kind, const EngineOptions& options);
  ~XrtEngine() override;

  std::string_view name() const override;
  std::string description() const override;
  void encode(golden::RsCode code, std::span<const golden::FecSymbol> messages,
              std::span<golden::FecSymbol> codewords) override;
  void decode(golden::RsCode code, std::span<const golden::FecSymbol> received,
              std::span<golden::FecSymbol> corrected,
              std::span<golden::CodewordStatus> status) override;
  std::unique_ptr<LinkSession> open_link(const golden::DigitalLinkConfig& config) override;

 private:
  class Device;  // keeps XRT out of this header
  class SharedDevice;
  std::shared_ptr<SharedDevice> device_;
};

}  // namespace lightloop::host
