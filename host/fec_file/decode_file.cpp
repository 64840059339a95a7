// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <string>
#include <vector>

#include "host/base/atomic_file.hpp"
#include "host/base/errors.hpp"
#include "host/base/input_file.hpp"
#include "host/base/symbol_stream.hpp"
#include "host/fec_file/fec_file.hpp"
#include "host/fec_file/run_engine.hpp"

namespace lightloop::host {
namespace {

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

class FileDecoder {
 public:
  FileDecoder(Engine& engine, golden::RsCode code, const std::filesystem::path& input,
              const std::filesystem::path& output, std::optional<std::uint64_t> length)
      : engine_(engine),
        code_(code),
        n_(static_cast<std::size_t>(golden::parameters(code).n)),
        k_(static_cast<std::size_t>(golden::parameters(code).k)),
        codeword_bytes_(n_ * golden::kBitsPerFecSymbol / 8),
        name_(input.string()),
        in_(input),
        out_(output),
        length_(length) {
    if (length) expected_codewords_ = codewords_for(*length, k_ * golden::kBitsPerFecSymbol);
  }

  FecFileCounters run(const FecFileHooks& hooks) {
    std::vector<std::uint8_t> bytes(kBatchCodewords * codeword_bytes_);
    for (std::size_t got = bytes.size(); got == bytes.size();) {
      got = in_.read(bytes, hooks.interrupted);
      counters_.interrupted = hooks.interrupted();
      if (counters_.interrupted || !decode(std::span(bytes).first(got))) return counters_;
      write();
      hooks.progress(counters_.bytes_in);
    }
    unpacker_.flush(decoded_);
    write();
    if (length_ && counters_.codewords != expected_codewords_)
      fail_length(fmt::format("{}", counters_.codewords));
    out_.commit();
    return counters_;
  }

 private:
  [[noreturn]] void fail_length(const std::string& found) const {
    throw InputError(
        fmt::format("{}: found {} codewords, expected the {} that hold {} bytes (--length)", name_,
                    found, expected_codewords_, *length_));
  }

  // False when the engine failed.
  bool decode(std::span<const std::uint8_t> batch) {
    if (batch.size() % codeword_bytes_ != 0)
      throw InputError(fmt::format(
          "{}: codeword {} is cut short: the file ends after byte {}, expected {} bytes", name_,
          counters_.codewords + batch.size() / codeword_bytes_, counters_.bytes_in + batch.size(),
          counters_.bytes_in + (batch.size() / codeword_bytes_ + 1) * codeword_bytes_));
    received_.clear();
    BytesToSymbols().put(batch, received_);
    corrected_.resize(received_.size());
    status_.resize(batch.size() / codeword_bytes_);
    if (!run_engine([&] { engine_.decode(code_, received_, corrected_, status_); }, counters_))
      return false;
    for (std::size_t i = 0; i < status_.size(); ++i) {
      count(status_[i], counters_);
      for (const auto symbol : std::span(corrected_).subspan(i * n_, k_))
        unpacker_.put(symbol, decoded_);
    }
    counters_.bytes_in += batch.size();
    if (length_ && counters_.codewords > expected_codewords_)
      fail_length(fmt::format("more than {}", expected_codewords_));
    return true;
  }

  // What is decoded, up to the length of the message file.
  void write() {
    std::uint64_t wanted = decoded_.size();
    if (length_) wanted = std::min(wanted, *length_ - counters_.bytes_out);
    out_.write(std::span(decoded_).first(wanted));
    counters_.bytes_out += wanted;
    decoded_.clear();
  }

  Engine& engine_;
  golden::RsCode code_;
  std::size_t n_;
  std::size_t k_;
  std::size_t codeword_bytes_;
  std::string name_;  // of the input, for messages
  InputFile in_;
  AtomicFile out_;
  std::optional<std::uint64_t> length_;
  std::uint64_t expected_codewords_ = 0;  // with a length
  FecFileCounters counters_;
  std::vector<golden::FecSymbol> received_;
  std::vector<golden::FecSymbol> corrected_;
  std::vector<golden::CodewordStatus> status_;
  SymbolsToBytes unpacker_;
  std::vector<std::uint8_t> decoded_;  // not written yet
};

}  // namespace

FecFileCounters decode_file(Engine& engine, golden::RsCode code, const std::filesystem::path& input,
                            const std::filesystem::path& output,
                            std::optional<std::uint64_t> length, const FecFileHooks& hooks) {
  return FileDecoder(engine, code, input, output, length).run(hooks);
}

}  // namespace lightloop::host
