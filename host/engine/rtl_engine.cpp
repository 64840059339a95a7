// SPDX-License-Identifier: Apache-2.0
#include "host/engine/rtl_engine.hpp"

#include <Vll_link_core_kp4_w16.h>
#include <Vll_link_core_kr4_w16.h>
#include <Vll_rs_decoder_kp4_w16.h>
#include <Vll_rs_decoder_kr4_w16.h>
#include <Vll_rs_encoder_kp4_w16.h>
#include <Vll_rs_encoder_kr4_w16.h>
#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <vector>

#include "host/engine/rtl_codec_hook.hpp"
#include "host/engine/rtl_link_hook.hpp"
#include "host/engine/rtl_world.hpp"
#include "sim/golden/checks.hpp"

namespace lightloop::host {
namespace {

constexpr int kWidth = 16;
// Far beyond any latency of a model, seeding of the link's generators included.
constexpr std::uint64_t kSlackCycles = 100'000;

/// A world made on first use and after a failure. Counts the cycles of all that there were.
template <typename Model, typename Hook>
class OnDemand {
 public:
  using World = RtlWorld<Model, Hook>;

  explicit OnDemand(const char* name) : name_(name) {}

  /// Whether the model exists: its state is what the last job left.
  bool alive() const { return world_ != nullptr; }

  /// Runs `prepare(hook)`, then the clock until the job is done, then `finish(model)`.
  template <typename Prepare, typename Finish>
  void run(std::uint64_t limit_cycles, const std::string& what, const Prepare& prepare,
           const Finish& finish) {
    if (world_ == nullptr) world_ = std::make_unique<World>(name_);
    try {
      prepare(world_->hook());
      world_->run(limit_cycles, what);
      finish(world_->model());
    } catch (...) {
      former_cycles_ += world_->cycles();
      world_.reset();
      throw;
    }
  }

  std::uint64_t cycles() const {
    return former_cycles_ + (world_ == nullptr ? 0 : world_->cycles());
  }

 private:
  const char* name_;
  std::unique_ptr<World> world_;
  std::uint64_t former_cycles_ = 0;
};

/// Encoder, decoder and link core of one code.
template <golden::RsCode kCode, typename Encoder, typename Decoder, typename LinkCore>
struct CodeModels {
  static constexpr golden::RsParameters kShape = golden::parameters(kCode);
  OnDemand<Encoder, RtlCodecHook<kWidth, kShape.k, kShape.n>> encoder{"encoder"};
  OnDemand<Decoder, RtlCodecHook<kWidth, kShape.n, kShape.n>> decoder{"decoder"};
  OnDemand<LinkCore, RtlLinkHook> link{"link"};

  std::uint64_t cycles() const { return encoder.cycles() + decoder.cycles() + link.cycles(); }
};

/// Four times what `codewords` take, so that only a model that hangs meets it.
std::uint64_t limit_cycles(golden::RsCode code, std::uint64_t codewords) {
  const std::uint64_t cycles_each = 4 * golden::parameters(code).n / kWidth;
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max() / 1'000'000;
  return codewords < kMost / cycles_each ? codewords * cycles_each + kSlackCycles : kMost;
}

template <typename Model>
void check_framing(const Model& model) {
  if (model.frame_error_o != 0) throw DeviceError("engine rtl: the codec lost its framing");
}

}  // namespace

struct RtlModels {
  CodeModels<golden::RsCode::kKp4, Vll_rs_encoder_kp4_w16, Vll_rs_decoder_kp4_w16,
             Vll_link_core_kp4_w16>
      kp4;
  CodeModels<golden::RsCode::kKr4, Vll_rs_encoder_kr4_w16, Vll_rs_decoder_kr4_w16,
             Vll_link_core_kr4_w16>
      kr4;
  std::uint64_t session = 0;  // number of the session that is open

  /// Calls work(models of the code).
  template <typename Work>
  void with(golden::RsCode code, const Work& work) {
    if (code == golden::RsCode::kKp4) return work(kp4);
    work(kr4);
  }
};

namespace {

class RtlLinkSession : public LinkSession {
 public:
  RtlLinkSession(std::shared_ptr<RtlModels> models, const golden::DigitalLinkConfig& config)
      : models_(std::move(models)), config_(config), number_(++models_->session) {}

  golden::LinkCounters advance(std::uint64_t codewords) override {
    if (number_ != models_->session) {
      throw DeviceError("engine rtl: this link session ended when another was opened");
    }
    golden::LinkCounters counters;
    models_->with(config_.code, [&](auto& models) {
      if (begun_ && !models.link.alive()) {
        throw DeviceError("engine rtl: this link session ended with a failure");
      }
      models.link.run(
          limit_cycles(config_.code, codewords), fmt::format("link run of {} codewords", codewords),
          [&](RtlLinkHook& hook) { hook.start(config_, codewords, !begun_); },
          [&](const auto& model) {
            counters = golden::counters_from_words(verilated::read_counter_words(model));
          });
    });
    begun_ = true;
    return counters;
  }

 private:
  std::shared_ptr<RtlModels> models_;
  golden::DigitalLinkConfig config_;
  std::uint64_t number_;
  bool begun_ = false;
};

}  // namespace

RtlEngine::RtlEngine() : models_(std::make_shared<RtlModels>()) {}
RtlEngine::~RtlEngine() = default;

std::string RtlEngine::description() const {
  return fmt::format("Verilated RTL under SystemC, {} FEC symbols per clock", kWidth);
}

void RtlEngine::encode(golden::RsCode code, std::span<const golden::FecSymbol> messages,
                       std::span<golden::FecSymbol> codewords) {
  const golden::RsParameters shape = golden::parameters(code);
  const std::size_t count = golden::batch_size("messages", messages.size(), shape.k);
  golden::require_size("codewords", codewords.size(), count * shape.n);
  golden::require_ten_bits("messages", messages);
  if (count == 0) return;
  models_->with(code, [&](auto& models) {
    models.encoder.run(
        limit_cycles(code, count), fmt::format("encoding of {} codewords", count),
        [&](auto& hook) { hook.start(messages, codewords, {}); },
        [](const auto& model) { check_framing(model); });
  });
}

void RtlEngine::decode(golden::RsCode code, std::span<const golden::FecSymbol> received,
                       std::span<golden::FecSymbol> corrected,
                       std::span<golden::CodewordStatus> status) {
  const golden::RsParameters shape = golden::parameters(code);
  const std::size_t count = golden::batch_size("received", received.size(), shape.n);
  golden::require_size("corrected", corrected.size(), received.size());
  golden::require_size("status", status.size(), count);
  golden::require_ten_bits("received", received);
  if (count == 0) return;
  models_->with(code, [&](auto& models) {
    models.decoder.run(
        limit_cycles(code, count), fmt::format("decoding of {} codewords", count),
        [&](auto& hook) { hook.start(received, corrected, status); },
        [](const auto& model) { check_framing(model); });
  });
}

std::unique_ptr<LinkSession> RtlEngine::open_link(const golden::DigitalLinkConfig& config) {
  golden::validate(config);
  return std::make_unique<RtlLinkSession>(models_, config);
}

std::optional<std::uint64_t> RtlEngine::cycles() const {
  return models_->kp4.cycles() + models_->kr4.cycles();
}

}  // namespace lightloop::host
