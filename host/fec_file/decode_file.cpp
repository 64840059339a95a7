// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fmt/format.h>

#include "host/base/atomic_file.hpp"
#include "host/base/errors.hpp"
#include "host/base/input_file.hpp"
#include "host/base/symbol_stream.hpp"
#include "host/fec_file/fec_file.hpp"
#include "host/fec_file/run_engine.hpp"

namespace lightloop::host {
namespace {

constexpr std::size_t kBatchCodewords = 1024;
constexpr std::size_t kListedUncorrectable = 8;

void count(const golden::CodewordStatus& status, FecFileCounters& counters) {
  if (status.uncorrectable) {
    if (counters.first_uncorrectable.size() < kListedUncorrectable)
      counters.first_uncorrectable.push_back(counters.codewords);
    ++counters.uncorrectable_codewords;
    ++counters.histogram.back();
  } else {
    if (status.corrected_symbols > 0) ++counters.corrected_codewords;
    counters.corrected_symbols += status.corrected_symbols;
    ++counters.histogram[status.corrected_symbols];
  }
  ++counters.codewords;
}

// The codewords that hold a message file of `bytes`; its bits may be too many for 64 bits.
std::uint64_t codewords_for(std::uint64_t bytes, std::uint64_t message_bits) {
  return bytes / message_bits * 8 + (bytes % message_bits * 8 + message_bits - 1) / message_bits;
}

}  // namespace

FecFileCounters decode_file(Engine& engine, golden::RsCode code, const std::filesystem::path& input,
                            const std::filesystem::path& output,
                            std::optional<std::uint64_t> length, const FecFileHooks& hooks) {
  const auto n = static_cast<std::size_t>(golden::parameters(code).n);
  const auto k = static_cast<std::size_t>(golden::parameters(code).k);
  const std::size_t codeword_bytes = n * golden::kBitsPerFecSymbol / 8;
  const std::uint64_t message_bits = k * golden::kBitsPerFecSymbol;
  const std::uint64_t expected = length ? codewords_for(*length, message_bits) : 0;
  InputFile in(input);
  AtomicFile out(output);
  FecFileCounters counters;
  std::vector<std::uint8_t> bytes(kBatchCodewords * codeword_bytes);
  std::vector<golden::FecSymbol> received;
  std::vector<golden::FecSymbol> corrected;
  std::vector<golden::CodewordStatus> status;
  std::vector<std::uint8_t> unpacked;
  SymbolsToBytes unpacker;
  const auto write = [&] {
    std::uint64_t wanted = unpacked.size();
    if (length) wanted = std::min(wanted, *length - counters.bytes_out);
    out.write(std::span(unpacked).first(wanted));
    counters.bytes_out += wanted;
    unpacked.clear();
  };
  for (std::size_t got = bytes.size(); got == bytes.size();) {
    got = in.read(bytes, hooks.interrupted);
    if (hooks.interrupted()) {
      counters.interrupted = true;
      return counters;
    }
    if (got % codeword_bytes != 0)
      throw InputError(fmt::format(
          "{}: codeword {} is cut short: the file ends after byte {}, expected {} bytes",
          input.string(), counters.codewords + got / codeword_bytes, counters.bytes_in + got,
          counters.bytes_in + (got / codeword_bytes + 1) * codeword_bytes));
    BytesToSymbols packer;
    received.clear();
    for (const std::uint8_t byte : std::span(bytes).first(got)) {
      packer.put(byte);
      if (!packer.needs_byte()) received.push_back(packer.take());
    }
    corrected.resize(received.size());
    status.resize(got / codeword_bytes);
    if (!run_engine([&] { engine.decode(code, received, corrected, status); }, counters))
      return counters;
    for (std::size_t i = 0; i < status.size(); ++i) {
      count(status[i], counters);
      for (const auto symbol : std::span(corrected).subspan(i * n, k))
        unpacker.put(symbol, unpacked);
    }
    counters.bytes_in += got;
    if (length && counters.codewords > expected)
      throw InputError(
          fmt::format("{}: found more than {} codewords, expected the {} that hold {} bytes "
                      "(--length)",
                      input.string(), expected, expected, *length));
    write();
    hooks.progress(counters.bytes_in);
  }
  unpacker.flush(unpacked);
  write();
  if (length && counters.codewords != expected)
    throw InputError(
        fmt::format("{}: found {} codewords, expected the {} that hold {} bytes (--length)",
                    input.string(), counters.codewords, expected, *length));
  out.commit();
  return counters;
}

}  // namespace lightloop::host
