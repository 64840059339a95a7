// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "host/base/atomic_file.hpp"
#include "host/profile/profile.hpp"
#include "sim/golden/digital_link.hpp"

namespace lightloop::host {

/// One member a counter, under the names of golden::LinkCounters.
nlohmann::json counters_json(const golden::LinkCounters& counters);

/// Name, file, description and what the profile says of the link.
nlohmann::json profile_json(const Profile& profile);

/// Writes a JSON document and puts the file into place. Throws InputError.
void write_json(AtomicFile& file, const nlohmann::json& document);

/// The same for text.
void write_text(AtomicFile& file, const std::string& text);

}  // namespace lightloop::host
