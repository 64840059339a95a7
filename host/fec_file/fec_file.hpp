// SPDX-License-Identifier: Apache-2.0
// Files through the FEC. A message file is a stream of bytes cut into messages of 5140 bits, least
// significant bit of each byte first; a codeword file holds codewords of n 10-bit symbols, packed
// the same way: 680 bytes (KP4) or 660 bytes (KR4) each. Both work in bounded memory.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/engine/engine.hpp"

namespace lightloop::host {

struct FecFileCounters {
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t codewords = 0;
  std::uint64_t corrected_codewords = 0;
  std::uint64_t corrected_symbols = 0;
  std::uint64_t uncorrectable_codewords = 0;
  std::array<std::uint64_t, golden::kHistogramBins> histogram{};  ///< as golden::LinkCounters
  std::vector<std::uint64_t> first_uncorrectable;  ///< indices of the first few, at most 8
  double engine_seconds = 0;                       ///< time spent in the engine
  bool interrupted = false;                        ///< stopped by hooks; no output was written
  std::optional<std::string> failure;              ///< why the engine failed; no output was written
};

/// Called between batches.
struct FecFileHooks {
  std::function<void(std::uint64_t bytes_in)> progress = [](std::uint64_t) {};
  std::function<bool()> interrupted = [] { return false; };
};

/// Encodes a file. The last message is filled up with zero bits. The output appears whole or not at
/// all. An engine that fails ends it with what was counted until then. Throws InputError.
FecFileCounters encode_file(Engine& engine, golden::RsCode code, const std::filesystem::path& input,
                            const std::filesystem::path& output, const FecFileHooks& hooks = {});

/// Decodes a file. With `length` the output has exactly so many bytes, and the input must hold just
/// the codewords that they need; without it the output is all messages, the last byte filled up
/// with zero bits. Uncorrectable codewords pass through as they are and are counted. The output
/// appears whole or not at all. An engine that fails ends it with what was counted until then.
/// Throws InputError (a codeword that is cut short too).
FecFileCounters decode_file(Engine& engine, golden::RsCode code, const std::filesystem::path& input,
                            const std::filesystem::path& output,
                            std::optional<std::uint64_t> length, const FecFileHooks& hooks = {});

}  // namespace lightloop::host
