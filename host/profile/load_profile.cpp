// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "host/base/errors.hpp"
#include "host/base/input_file.hpp"
#include "host/profile/profile.hpp"
#include "host/profile/toml_check.hpp"
#include "host/profile/toml_reader.hpp"
#include "sim/serdes/port_order.hpp"
#include "sim/serdes/touchstone.hpp"

namespace lightloop::host {
namespace {

// Ten times the longest: one with a pulse of 4096 samples to many digits has a hundred kilobytes.
constexpr std::uintmax_t kLargestProfile = std::uintmax_t{1} << 20;
constexpr Range<double> kSnrDb{kLowestSnrDb, kHighestSnrDb};
constexpr Range<double> kBaudHz{1e9, 250e9};
constexpr Range<double> kDigitalTap{-2.0, 511.0 / 256.0};
constexpr Range<double> kPulseSample{-10.0, 10.0};
constexpr Range<double> kRiseTimePs{0.0, 1000.0};
constexpr Range<std::int64_t> kSeed{0, std::numeric_limits<std::int64_t>::max()};
constexpr Range<std::int64_t> kPayloadSeed{1, 0x7FFFFFFF};
constexpr Range<std::int64_t> kSamplesPerUi{1, 256};
constexpr Range<std::int64_t> kFfePreTaps{0, 64};
constexpr Range<std::int64_t> kFfePostTaps{0, 256};

toml::table parse(const std::filesystem::path& file) {
  const std::string text = read_regular_file(file, kLargestProfile, "a profile");
  check_toml(file, text);
  try {
    return toml::parse(text, file.string());
  } catch (const toml::parse_error& error) {
    throw InputError(fmt::format("{}:{}: not TOML: {}", file.string(), error.source().begin.line,
                                 error.description()));
  }
}

DigitalChannelProfile read_digital(TomlReader reader, int codeword_symbols) {
  DigitalChannelProfile channel;
  channel.snr_db = reader.require_number("snr_db", kSnrDb);
  if (const auto taps = reader.find_numbers("taps", kDigitalTap, {1, 4})) {
    for (std::size_t i = 0; i < taps->size(); ++i)
      channel.taps[i] = static_cast<std::int16_t>(std::lround((*taps)[i] * 256.0));
    if (channel.taps[0] <= 0)
      reader.fail("taps", fmt::format("{} as the first tap", (*taps)[0]),
                  "a first tap of at least 1/256");
  }
  if (auto inject = reader.find_table("inject")) {
    const std::int64_t last = codeword_symbols - 1;
    channel.inject_period = static_cast<std::uint32_t>(
        inject->require_integer("period", {1, std::numeric_limits<std::uint32_t>::max()}));
    channel.inject_start = static_cast<std::uint16_t>(inject->require_integer("start", {0, last}));
    channel.inject_length =
        static_cast<std::uint16_t>(inject->require_integer("length", {1, codeword_symbols}));
    channel.inject_mask = static_cast<std::uint16_t>(inject->require_integer("mask", {1, 0x3FF}));
    inject->finish();
  }
  reader.finish();
  return channel;
}

// `ports` is how many the name of the file says, 0 when its text has to say it.
std::string read_port_order(TomlReader& reader, unsigned ports) {
  const auto order = reader.find_string("port_order");
  if (!order) return {};
  const std::string found = fmt::format("\"{}\"", order->substr(0, 80));
  try {
    const serdes::LanePorts lanes = serdes::parse_port_order(*order);
    if (ports != 0 && serdes::highest_port(lanes) > ports)
      reader.fail("port_order", found, fmt::format("ports from 1 to {}", ports));
  } catch (const std::invalid_argument&) {
    reader.fail("port_order", found,
                "the ports near+,near-,far+,far- of the lane and then of its neighbours, or "
                "near,far of a single wire, each port once, for example \"1,3,2,4\"");
  }
  return *order;
}

// Beside the profile; what is not there is looked for beside the installed ones, so that a copy of
// one of them finds its file.
std::filesystem::path find_beside(const std::filesystem::path& profile_file,
                                  const std::string& file) {
  auto beside = std::filesystem::absolute(profile_file).parent_path() / file;
  std::error_code error;
  if (std::filesystem::exists(beside, error)) return beside;
  for (const auto& directory : profile_directories())
    if (auto installed = directory / file; std::filesystem::exists(installed, error))
      return installed;
  return beside;
}

void read_touchstone(TomlReader reader, const std::filesystem::path& profile_file,
                     SystemcChannelProfile& channel) {
  const std::string file = reader.require_string("file");
  channel.touchstone = find_beside(profile_file, file);
  constexpr const char* kExpected = "a name that ends in .sNp with N of 2 or more ports, or in .ts";
  unsigned ports = 0;
  try {
    ports = serdes::touchstone_ports(channel.touchstone);
  } catch (const serdes::TouchstoneError&) {
    reader.fail("file", fmt::format("\"{}\"", file), kExpected);
  }
  if (ports == 1)
    reader.fail("file", fmt::format("\"{}\", which has one port and passes nothing on", file),
                kExpected);
  channel.port_order = read_port_order(reader, ports);
  channel.rise_time_s = reader.find_number("rise_time_ps", kRiseTimePs).value_or(0) * 1e-12;
  reader.finish();
}

SystemcChannelProfile read_systemc(TomlReader reader, const std::filesystem::path& file) {
  SystemcChannelProfile channel;
  channel.snr_db = reader.require_number("snr_db", kSnrDb);
  channel.samples_per_ui =
      static_cast<unsigned>(reader.require_integer("samples_per_ui", kSamplesPerUi));
  const auto pulse = reader.find_numbers("pulse", kPulseSample, {1, 4096});
  auto touchstone = reader.find_table("touchstone");
  if (pulse.has_value() == touchstone.has_value())
    reader.fail(pulse ? "touchstone" : "pulse",
                pulse ? "both pulse and touchstone" : "neither pulse nor touchstone",
                "one of the two");
  if (pulse) {
    channel.pulse = *pulse;
    if (std::ranges::all_of(channel.pulse, [](double sample) { return sample == 0; }))
      reader.fail("pulse", "only zeros", "a pulse");
  }
  if (touchstone) read_touchstone(*std::move(touchstone), file, channel);
  auto ffe = reader.require_table("ffe");
  channel.ffe_pre_taps = static_cast<unsigned>(ffe.require_integer("pre", kFfePreTaps));
  channel.ffe_post_taps = static_cast<unsigned>(ffe.require_integer("post", kFfePostTaps));
  channel.ffe_zero_forcing =
      ffe.require_choice("criterion", {"mmse", "zero-forcing"}) == "zero-forcing";
  ffe.finish();
  reader.finish();
  return channel;
}

}  // namespace

Profile load_profile(const std::filesystem::path& file) {
  const toml::table table = parse(file);
  TomlReader reader(file, table);
  Profile profile;
  profile.file = file;
  profile.name = reader.require_string("name");
  if (profile.name != file.stem())
    reader.fail("name", fmt::format("\"{}\"", profile.name),
                fmt::format("the name of the file, \"{}\"", file.stem().string()));
  profile.description = reader.require_string("description");
  profile.baud_hz = reader.require_number("baud_hz", kBaudHz);
  profile.code = reader.require_choice("fec", {"kp4", "kr4"}) == "kp4" ? golden::RsCode::kKp4
                                                                       : golden::RsCode::kKr4;
  profile.precoding = reader.require_boolean("precoding");
  auto seeds = reader.require_table("seeds");
  profile.noise_seed = static_cast<std::uint64_t>(seeds.require_integer("noise", kSeed));
  profile.payload_seed = static_cast<std::uint32_t>(seeds.require_integer("payload", kPayloadSeed));
  seeds.finish();
  if (auto digital = reader.find_table("digital"))
    profile.digital = read_digital(*std::move(digital), golden::parameters(profile.code).n);
  if (auto systemc = reader.find_table("systemc"))
    profile.systemc = read_systemc(*std::move(systemc), file);
  if (!profile.digital && !profile.systemc)
    reader.fail("digital", "no channel", "a table [digital], [systemc], or both");
  reader.finish();
  return profile;
}

golden::DigitalLinkConfig digital_link_config(const Profile& profile) {
  if (!profile.digital)
    throw InputError(
        fmt::format("{}: found no table [digital], expected one for the digital channel",
                    profile.file.string()));
  golden::DigitalLinkConfig config;
  config.code = profile.code;
  config.precoding = profile.precoding;
  config.noise_seed = profile.noise_seed;
  config.prbs_seed = profile.payload_seed;
  config.taps = profile.digital->taps;
  config.inject_period = profile.digital->inject_period;
  config.inject_start = profile.digital->inject_start;
  config.inject_length = profile.digital->inject_length;
  config.inject_mask = profile.digital->inject_mask;
  config.sigma = golden::sigma_from_snr_db(profile.digital->snr_db);
  return config;
}

}  // namespace lightloop::host
