// SPDX-License-Identifier: Apache-2.0
#include "host/engine/golden_engine.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <thread>
#include <vector>

namespace lightloop::host {
namespace {

// Below this a thread costs more than it saves.
constexpr std::size_t kCodewordsWorthAThread = 64;

// Runs work(first, count) over [0, codewords), cut into one contiguous part a thread.
template <typename Work>
void in_parts(std::size_t codewords, unsigned threads, const Work& work) {
  const std::size_t parts = std::clamp<std::size_t>(codewords / kCodewordsWorthAThread, 1, threads);
  std::vector<std::exception_ptr> errors(parts);
  {
    std::vector<std::jthread> others;
    const auto run = [&](std::size_t part) {
      const std::size_t first = codewords * part / parts;
      const std::size_t last = codewords * (part + 1) / parts;
      try {
        work(first, last - first);
      } catch (...) {
        errors[part] = std::current_exception();
      }
    };
    for (std::size_t part = 1; part < parts; ++part) others.emplace_back(run, part);
    run(0);
  }
  for (const auto& error : errors)
    if (error) std::rethrow_exception(error);
}

class GoldenLinkSession : public LinkSession {
 public:
  GoldenLinkSession(const golden::DigitalLinkConfig& config, unsigned threads)
      : link_(config, threads) {}
  golden::LinkCounters advance(std::uint64_t codewords) override {
    return link_.advance(codewords);
  }

 private:
  golden::DigitalLink link_;
};

}  // namespace

GoldenEngine::GoldenEngine(unsigned threads)
    : threads_(threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency())) {}

std::string GoldenEngine::description() const {
  return fmt::format("golden C++ model, {} thread{}", threads_, threads_ == 1 ? "" : "s");
}

void GoldenEngine::encode(golden::RsCode code, std::span<const golden::FecSymbol> messages,
                          std::span<golden::FecSymbol> codewords) {
  const auto n = static_cast<std::size_t>(golden::parameters(code).n);
  const auto k = static_cast<std::size_t>(golden::parameters(code).k);
  // Sizes that do not fit are for rs_encode to refuse.
  if (messages.size() % k != 0 || messages.size() / k * n != codewords.size())
    return golden::rs_encode(code, messages, codewords);
  in_parts(messages.size() / k, threads_, [&](std::size_t first, std::size_t count) {
    golden::rs_encode(code, messages.subspan(first * k, count * k),
                      codewords.subspan(first * n, count * n));
  });
}

void GoldenEngine::decode(golden::RsCode code, std::span<const golden::FecSymbol> received,
                          std::span<golden::FecSymbol> corrected,
                          std::span<golden::CodewordStatus> status) {
  const auto n = static_cast<std::size_t>(golden::parameters(code).n);
  if (received.size() != status.size() * n || corrected.size() != received.size())
    return golden::rs_decode(code, received, corrected, status);
  in_parts(status.size(), threads_, [&](std::size_t first, std::size_t count) {
    golden::rs_decode(code, received.subspan(first * n, count * n),
                      corrected.subspan(first * n, count * n), status.subspan(first, count));
  });
}

std::unique_ptr<LinkSession> GoldenEngine::open_link(const golden::DigitalLinkConfig& config) {
  return std::make_unique<GoldenLinkSession>(config, threads_);
}

}  // namespace lightloop::host
