// SPDX-License-Identifier: Apache-2.0
#include <span>
#include <vector>

#include "host/base/atomic_file.hpp"
#include "host/base/input_file.hpp"
#include "host/base/symbol_stream.hpp"
#include "host/fec_file/fec_file.hpp"
#include "host/fec_file/run_engine.hpp"

namespace lightloop::host {

FecFileCounters encode_file(Engine& engine, golden::RsCode code, const std::filesystem::path& input,
                            const std::filesystem::path& output, const FecFileHooks& hooks) {
  const auto n = static_cast<std::size_t>(golden::parameters(code).n);
  const auto k = static_cast<std::size_t>(golden::parameters(code).k);
  InputFile in(input);
  AtomicFile out(output);
  FecFileCounters counters;
  std::vector<std::uint8_t> bytes(kBatchCodewords * k * golden::kBitsPerFecSymbol / 8);
  std::vector<golden::FecSymbol> messages;
  std::vector<golden::FecSymbol> codewords;
  for (std::size_t count = bytes.size(); count == bytes.size();) {
    count = in.read(bytes, hooks.interrupted);
    if (hooks.interrupted()) {
      counters.interrupted = true;
      return counters;
    }
    if (count == 0) break;
    BytesToSymbols packer;
    messages.clear();
    packer.put(std::span(bytes).first(count), messages);
    // The rest of the last symbol and of the last message are zero bits.
    if (const std::size_t rest_bits = count * 8 % golden::kBitsPerFecSymbol; rest_bits != 0) {
      packer.put(0);
      messages.push_back(packer.take());
    }
    const std::size_t batch = (messages.size() + k - 1) / k;
    messages.resize(batch * k, 0);
    codewords.resize(batch * n);
    if (!run_engine([&] { engine.encode(code, messages, codewords); }, counters)) return counters;
    std::vector<std::uint8_t> packed;
    SymbolsToBytes unpacker;
    for (const auto symbol : codewords) unpacker.put(symbol, packed);
    out.write(packed);
    counters.codewords += batch;
    counters.bytes_in += count;
    counters.bytes_out += packed.size();
    hooks.progress(counters.bytes_in);
  }
  out.commit();
  return counters;
}

}  // namespace lightloop::host
