// SPDX-License-Identifier: Apache-2.0
// One test, several engines: whatever runs the digital datapath stands behind this interface, and
// nothing above it knows which one it talks to. The same calls give the same bits on each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::host {

/// A device or simulator that failed, went away or did not answer in time: exit code 3 of the
/// command line. The message says what was being done and what to try.
class DeviceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A continued run of the digital link on an engine; see golden::DigitalLinkConfig.
class LinkSession {
 public:
  virtual ~LinkSession() = default;
  /// Sends `codewords` more codewords; returns the counters since the session was opened.
  /// Throws DeviceError.
  virtual golden::LinkCounters advance(std::uint64_t codewords) = 0;
};

/// The digital half of the link. Not thread safe; one call at a time.
class Engine {
 public:
  virtual ~Engine() = default;

  /// "golden", "rtl", "emu" or "card".
  virtual std::string_view name() const = 0;

  /// One line for people: what stands behind the name (device name, widths, threads).
  virtual std::string description() const = 0;

  /// As golden::rs_encode: m x k message symbols in, m x n codeword symbols out.
  /// Throws std::invalid_argument on sizes that do not fit; DeviceError.
  virtual void encode(golden::RsCode code, std::span<const golden::FecSymbol> messages,
                      std::span<golden::FecSymbol> codewords) = 0;

  /// As golden::rs_decode: m x n received symbols in, m x n corrected symbols and m status out.
  virtual void decode(golden::RsCode code, std::span<const golden::FecSymbol> received,
                      std::span<golden::FecSymbol> corrected,
                      std::span<golden::CodewordStatus> status) = 0;

  /// Opens a run of the digital link from its initial state. An engine has one session at a time;
  /// opening the next one ends the last. Throws std::invalid_argument for a bad configuration.
  virtual std::unique_ptr<LinkSession> open_link(const golden::DigitalLinkConfig& config) = 0;

  /// Clock cycles simulated so far, where the engine counts them (rtl).
  virtual std::optional<std::uint64_t> cycles() const { return std::nullopt; }
};

enum class EngineKind { kGolden, kRtl, kEmu, kCard };

/// Throws std::invalid_argument that lists the engines for a name it does not know.
EngineKind parse_engine_kind(std::string_view name);

struct EngineOptions {
  std::optional<std::filesystem::path> xclbin;  ///< emu: default is the build's own; card: required
  unsigned device_index = 0;                    ///< emu, card: which of XRT's devices
  unsigned threads = 0;                         ///< golden: 0 means one per processor
};

/// Makes an engine. Throws InputError for an xclbin that is missing or not fit for it; DeviceError
/// when its device or runtime is missing, with a message that says what is missing and how to get
/// it.
std::unique_ptr<Engine> make_engine(EngineKind kind, const EngineOptions& options);

}  // namespace lightloop::host
