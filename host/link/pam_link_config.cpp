// SPDX-License-Identifier: Apache-2.0
#include "host/link/pam_link_config.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <stdexcept>

#include "host/base/errors.hpp"
#include "sim/serdes/channel_response.hpp"
#include "sim/serdes/touchstone.hpp"
#include "sim/serdes/transfer_function.hpp"

namespace lightloop::host {
namespace {

serdes::PulseResponse touchstone_pulse(const Profile& profile) {
  const SystemcChannelProfile& channel = *profile.systemc;
  const auto network = serdes::read_touchstone(channel.touchstone);
  const auto transmission = channel.port_order.empty()
                                ? serdes::transmission(network)
                                : serdes::differential_transmission(
                                      network, serdes::parse_port_order(channel.port_order));
  serdes::PulseShape shape;
  shape.baud_hz = profile.baud_hz;
  shape.rise_time_s = channel.rise_time_s;
  shape.samples_per_ui = channel.samples_per_ui;
  const auto response = serdes::channel_response(transmission, shape);
  for (const auto& warning : response.warnings)
    spdlog::warn("{}: {}", channel.touchstone.string(), warning);
  return response.pulse;
}

}  // namespace

serdes::PamLinkConfig pam_link_config(const Profile& profile) {
  if (!profile.systemc)
    throw InputError(
        fmt::format("{}: found no table [systemc], expected one for the SystemC channel",
                    profile.file.string()));
  const SystemcChannelProfile& channel = *profile.systemc;
  serdes::PamLinkConfig config;
  config.baud_hz = profile.baud_hz;
  config.snr_db = channel.snr_db;
  config.noise_seed = profile.noise_seed;
  config.ffe.pre_taps = channel.ffe_pre_taps;
  config.ffe.post_taps = channel.ffe_post_taps;
  config.ffe.criterion =
      channel.ffe_zero_forcing ? serdes::FfeCriterion::kZeroForcing : serdes::FfeCriterion::kMmse;
  try {
    config.pulse = channel.touchstone.empty()
                       ? serdes::pulse_response_from_taps(channel.pulse, channel.samples_per_ui)
                       : touchstone_pulse(profile);
  } catch (const serdes::TouchstoneError& error) {
    throw InputError(error.what());
  } catch (const std::invalid_argument& error) {
    const auto& file = channel.touchstone.empty() ? profile.file : channel.touchstone;
    throw InputError(fmt::format("{}: {}", file.string(), error.what()));
  }
  return config;
}

}  // namespace lightloop::host
