// SPDX-License-Identifier: Apache-2.0
// The line of the bench serdes_link: transmitter, channel with noise, and receiver in SystemC, from
// the [systemc] table of the profile that +profile=FILE names. Seed and signal-to-noise ratio come
// from the link's registers when a session begins.
#include <cstdint>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/link/pam_link_config.hpp"
#include "host/profile/profile.hpp"
#include "sim/serdes/pam_link_channel.hpp"
#include "sim/vpi/attachment.hpp"

namespace {

using lightloop::serdes::PamLinkChannel;
using lightloop::serdes::PamLinkConfig;
using lightloop::vpi::AttachmentPoint;
using lightloop::vpi::Model;

/// Value of the plusarg +name=value. Throws std::invalid_argument when it is not there.
std::string plusarg(const AttachmentPoint& host, const std::string& name) {
  const std::string prefix = "+" + name + "=";
  for (const std::string& argument : host.plusargs()) {
    if (argument.starts_with(prefix)) return argument.substr(prefix.size());
  }
  throw std::invalid_argument("found no " + prefix + "..., expected one");
}

class SerdesLine final : public lightloop::vpi::Attachment {
 public:
  explicit SerdesLine(AttachmentPoint& host)
      : config_(lightloop::host::set_up_pam_link(
                    lightloop::host::load_profile(plusarg(host, "profile")))
                    .config),
        channel_(host.simulation(), config_) {}

  void drive(Model& model) override {
    model.rx_valid_i = received_.empty() ? 0 : 1;
    if (received_.empty()) return;
    for (unsigned word = 0; word < kPortWords; ++word) model.rx_levels_i[word] = 0;
    for (unsigned i = 0; i < kBeatSymbols; ++i) {
      model.rx_levels_i[i / 16] |= std::uint32_t{received_.front()} << (2 * (i % 16));
      received_.pop_front();
    }
  }

  void sample(Model& model) override {
    if (model.line_start_o != 0) begin_session(model);
    if (model.tx_valid_o != 0) take_beat(model);
    const auto decisions = channel_.receive();
    received_.insert(received_.end(), decisions.begin(), decisions.end());
  }

  std::string check(Model& /*model*/) override {
    if (codeword_.empty() && received_.empty()) return {};
    return "the run ended with " + std::to_string(codeword_.size() + received_.size()) +
           " PAM4 symbols on the line";
  }

 private:
  static constexpr unsigned kPortWords = sizeof(Model::tx_levels_o) / sizeof(std::uint32_t);
  static constexpr unsigned kBeatSymbols = 40;

  void begin_session(const Model& model) {
    config_.snr_db = model.line_snr_millidb_o / 1000.0;
    config_.noise_seed = model.line_noise_seed_o;
    channel_.configure(config_);
    codeword_.clear();
    received_.clear();
  }

  void take_beat(const Model& model) {
    for (unsigned i = 0; i < kBeatSymbols; ++i) {
      codeword_.push_back(model.tx_levels_o[i / 16] >> (2 * (i % 16)) & 3U);
    }
    if (model.tx_last_o == 0) return;
    channel_.send(codeword_);
    codeword_.clear();
  }

  PamLinkConfig config_;
  PamLinkChannel channel_;
  std::vector<std::uint8_t> codeword_;  ///< what has been sent of it
  std::deque<std::uint8_t> received_;   ///< decisions that the link has not been given yet
};

}  // namespace

std::unique_ptr<lightloop::vpi::Attachment> lightloop::vpi::make_attachment(Model& /*model*/,
                                                                            AttachmentPoint& host) {
  return std::make_unique<SerdesLine>(host);
}
