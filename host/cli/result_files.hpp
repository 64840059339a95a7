// SPDX-License-Identifier: Apache-2.0
// The files of --json and --csv.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "host/base/atomic_file.hpp"
#include "host/cli/link_arguments.hpp"

namespace lightloop::host {

/// Made before a run, so that a file that cannot be written is no surprise at its end.
class ResultFiles {
 public:
  /// Throws InputError.
  explicit ResultFiles(const LinkArguments& arguments);

  /// Whether there is a file at all.
  bool wanted() const { return json_.has_value() || csv_.has_value(); }

  /// Writes both, the second also when the first cannot be. Throws InputError.
  void write(const nlohmann::json& document, const std::string& table);

 private:
  std::optional<AtomicFile> json_;
  std::optional<AtomicFile> csv_;
};

}  // namespace lightloop::host
