// SPDX-License-Identifier: Apache-2.0
// The result of `lightloop send`, for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "host/link/frame_link.hpp"
#include "host/profile/profile.hpp"

namespace lightloop::host {

struct SendReport {
  Profile profile;
  std::string channel_description;
  std::string engine;
  std::string engine_description;
  std::string input;
  std::string output;
  std::string format = "pcap";             ///< of both files: "pcap" or "pcapng"
  std::string input_compression = "none";  ///< "gzip", ...
  std::string output_compression = "none";
  FrameLinkResult result;
};

/// A line for each figure; the last one says why when the run is incomplete. `columns`: how wide
/// the lines above the figures may be, 80 or more.
std::string send_table(const SendReport& report, int columns);

/// The whole report as docs/send-schema.json describes it.
nlohmann::json send_json(const SendReport& report);

/// All that send_json() says, in one row.
std::string send_csv(const SendReport& report);

}  // namespace lightloop::host
