// SPDX-License-Identifier: Apache-2.0
// The result of `lightloop run`, for people and for programs.
#pragma once

#include <cstdio>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/link/link_runner.hpp"
#include "host/profile/profile.hpp"
#include "sim/golden/link_theory.hpp"
#include "sim/golden/statistics.hpp"

namespace lightloop::host {

/// One row of the table: one signal-to-noise ratio.
struct RunPoint {
  double snr_db = 0;           ///< as asked for
  double snr_db_realised = 0;  ///< as the noise register rounds it
  LinkMeasurement measurement;
  std::optional<golden::LinkTheory> theory;
  std::optional<std::uint64_t> cycles;  ///< clock cycles simulated, where the engine counts them
};

struct RunReport {
  Profile profile;
  std::string channel;              ///< "digital" or "systemc"
  std::string channel_description;  ///< one line
  std::string engine;
  std::string engine_description;
  std::string theory_note;  ///< what the theory beside the figures holds for; one line
  golden::StopRule rule;
  bool interrupted = false;
  std::vector<RunPoint> points;
};

/// Lines starting with '#', one field each: what is being run.
void print_run_header(std::FILE* out, const RunReport& report);
/// The head of the table, and its rows; all lines but the rows start with '#'.
void print_run_table_head(std::FILE* out);
void print_run_row(std::FILE* out, const RunReport& report, const RunPoint& point);
/// Codewords by number of FEC symbol errors, measured beside theory.
void print_run_histogram(std::FILE* out, const RunReport& report, const RunPoint& point);

/// The whole report as docs/run-schema.json describes it.
nlohmann::json run_json(const RunReport& report);

}  // namespace lightloop::host
