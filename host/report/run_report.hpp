// SPDX-License-Identifier: Apache-2.0
// The result of `lightloop run`, for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/link/link_runner.hpp"
#include "host/profile/profile.hpp"
#include "sim/golden/link_ratios.hpp"
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
  std::string failure;  ///< what ended the list of points before its end; empty: nothing
  std::vector<RunPoint> points;
};

/// The ratios of a point, corrected where the error target of the rule ended it.
golden::LinkRatios run_ratios(const RunReport& report, const RunPoint& point);

/// Lines starting with '#', one field each: what is being run. `columns`, here and below: how wide
/// the lines may be, 80 or more.
std::string run_header(const RunReport& report, int columns);
/// The head of the table, and its rows; all lines but the rows start with '#'. A point has one line
/// where 167 columns are to be had, else two. Behind the row of an incomplete point a line says why
/// it is.
std::string run_table_head(int columns);
std::string run_row(const RunReport& report, const RunPoint& point, int columns);
/// Codewords by number of FEC symbol errors, measured beside theory.
std::string run_histogram(const RunReport& report, const RunPoint& point);

/// The whole report as docs/run-schema.json describes it.
nlohmann::json run_json(const RunReport& report);

/// A row for each point with all that run_json() says of it and of the run.
std::string run_csv(const RunReport& report);

}  // namespace lightloop::host
