// SPDX-License-Identifier: Apache-2.0
#include "host/link/pam_link_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <spdlog/spdlog.h>
#include <stdexcept>

#include "host/base/errors.hpp"
#include "sim/serdes/channel_file.hpp"
#include "sim/serdes/port_order.hpp"
#include "sim/serdes/touchstone.hpp"

namespace lightloop::host {
namespace {

// "ports 1,3 to 2,4, crosstalk of 5,7 to 6,8, nothing sent at 9,10".
std::string describe_ports(const serdes::ChannelFile& file) {
  std::string text = "ports " + serdes::describe(file.ports.lane);
  if (file.ports_found) text += " (told from the data)";
  for (const serdes::PortOrder& neighbour : file.ports.neighbours)
    text += fmt::format(", crosstalk of {}", serdes::describe(neighbour));
  if (!file.quiet_ports.empty())
    text += fmt::format(", nothing sent at {}", fmt::join(file.quiet_ports, ","));
  return text;
}

// Sets pulse response and crosstalk from the Touchstone file.
void read_touchstone(const Profile& profile, PamLinkSetup& setup) {
  const SystemcChannelProfile& channel = *profile.systemc;
  const std::string name = channel.touchstone.filename().string();
  serdes::PulseShape shape;
  shape.baud_hz = profile.baud_hz;
  shape.rise_time_s = channel.rise_time_s;
  shape.samples_per_ui = channel.samples_per_ui;
  std::optional<serdes::LanePorts> ports;
  if (!channel.port_order.empty()) ports = serdes::parse_port_order(channel.port_order);
  const auto file = serdes::read_channel(channel.touchstone, shape, ports);
  for (const auto& warning : file.response.warnings) spdlog::warn("{}: {}", name, warning);
  setup.config.pulse = file.response.pulse;
  setup.config.crosstalk = file.crosstalk;
  setup.description =
      fmt::format("{}, {}, loss {:.1f} dB at {:.2f} GHz, delay {:.4g} ns modulo {:.4g} ns, ", name,
                  describe_ports(file), file.nyquist_loss_db, profile.baud_hz / 2e9,
                  1e9 * file.response.delay_s, 1e9 * file.response.delay_period_s);
}

}  // namespace

PamLinkSetup set_up_pam_link(const Profile& profile) {
  if (!profile.systemc)
    throw InputError(
        fmt::format("{}: found no table [systemc], expected one for the SystemC channel",
                    profile.file.string()));
  const SystemcChannelProfile& channel = *profile.systemc;
  PamLinkSetup setup;
  setup.config.baud_hz = profile.baud_hz;
  setup.config.snr_db = channel.snr_db;
  setup.config.noise_seed = profile.noise_seed;
  setup.config.ffe.pre_taps = channel.ffe_pre_taps;
  setup.config.ffe.post_taps = channel.ffe_post_taps;
  setup.config.ffe.criterion =
      channel.ffe_zero_forcing ? serdes::FfeCriterion::kZeroForcing : serdes::FfeCriterion::kMmse;
  try {
    if (channel.touchstone.empty())
      setup.config.pulse = serdes::pulse_response_from_taps(channel.pulse, channel.samples_per_ui);
    else
      read_touchstone(profile, setup);
  } catch (const serdes::TouchstoneError& error) {
    throw InputError(error.what());
  } catch (const std::invalid_argument& error) {
    throw InputError(fmt::format("{}: {}", profile.file.string(), error.what()));
  }
  setup.description += fmt::format("pulse of {} UI", setup.config.pulse.unit_intervals());
  return setup;
}

}  // namespace lightloop::host
