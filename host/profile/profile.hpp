// SPDX-License-Identifier: Apache-2.0
// A profile names a whole link. Its file format is described in host/profiles/README.md.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::host {

/// Signal-to-noise ratios that profiles and the command line take. Below the lowest the noise does
/// not fit the register of the digital link; above the highest there is none to speak of.
inline constexpr double kLowestSnrDb = 1.0;
inline constexpr double kHighestSnrDb = 60.0;

/// The channel that runs inside the digital engine (docs/digital-link.md).
struct DigitalChannelProfile {
  double snr_db = 0;                               ///< Es/sigma^2 at the slicer
  std::array<std::int16_t, 4> taps{256, 0, 0, 0};  ///< 1/256, as golden::DigitalLinkConfig
  std::uint32_t inject_period = 0;
  std::uint16_t inject_start = 0;
  std::uint16_t inject_length = 0;
  std::uint16_t inject_mask = 0;
};

/// The channel that runs in SystemC, between encoding and decoding.
struct SystemcChannelProfile {
  double snr_db = 0;  ///< Es/sigma^2 at the slicer, after the equaliser
  unsigned samples_per_ui = 1;
  /// The pulse response, either as samples, samples_per_ui a UI, or from a Touchstone file.
  std::vector<double> pulse;
  std::filesystem::path touchstone;  ///< .sNp or .ts; empty when `pulse` is given
  std::string port_order;  ///< as serdes::parse_port_order() takes it; empty: told from the data
  double rise_time_s = 0;  ///< of the transmitter, 20 % to 80 %, with a Touchstone file
  unsigned ffe_pre_taps = 0;
  unsigned ffe_post_taps = 0;
  bool ffe_zero_forcing = false;  ///< else least mean square error
};

struct Profile {
  std::string name;
  std::string description;
  std::filesystem::path file;
  double baud_hz = 0;
  golden::RsCode code = golden::RsCode::kKp4;
  bool precoding = false;
  std::uint64_t noise_seed = 1;
  std::uint32_t payload_seed = 0x7FFFFFFF;  ///< PRBS31 start, 31 bits, not 0
  std::optional<DigitalChannelProfile> digital;
  std::optional<SystemcChannelProfile> systemc;
};

/// Reads a profile. Throws InputError with file, line, field, what was found and what was expected.
Profile load_profile(const std::filesystem::path& file);

/// The file that `name_or_file` means: a path when it contains a '/' or ends in ".toml", else the
/// profile of that name in the first of `directories` that has one. Throws InputError that lists
/// the profiles there are.
std::filesystem::path find_profile(const std::string& name_or_file,
                                   const std::vector<std::filesystem::path>& directories);

/// Where profiles are looked for: $LIGHTLOOP_PROFILE_PATH (directories separated by ':'), then
/// ../share/lightloop/profiles beside the directory of the running program.
std::vector<std::filesystem::path> profile_directories();

/// The configuration of the digital link that the profile's digital channel means.
/// Throws InputError when the profile has no digital channel, or for an SNR out of range.
golden::DigitalLinkConfig digital_link_config(const Profile& profile);

}  // namespace lightloop::host
