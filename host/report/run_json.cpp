// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "host/base/version.hpp"
#include "host/link/stop_rule.hpp"
#include "host/report/counters_json.hpp"
#include "host/report/csv.hpp"
#include "host/report/error_ratio.hpp"
#include "host/report/run_report.hpp"

namespace lightloop::host {
namespace {

using nlohmann::json;

template <typename T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

const char* to_string(StopReason reason) {
  switch (reason) {
    case StopReason::kCodewords:
      return "codewords";
    case StopReason::kErrors:
      return "errors";
    case StopReason::kInterrupted:
      return "interrupted";
    case StopReason::kFailed:
      return "failed";
  }
  return "";
}

json stop_rule_json(const golden::StopRule& rule) {
  json codewords = nullptr;
  json errors = nullptr;
  if (rule.max_codewords != kUnlimited) codewords = rule.max_codewords;
  if (rule.target_errors != 0) errors = rule.target_errors;
  return {{"codewords", codewords}, {"errors", errors}};
}

json point_json(const RunReport& report, const RunPoint& point) {
  using Theory = golden::LinkTheory;
  const auto& counters = point.measurement.counters;
  const auto ratios = run_ratios(report, point);
  const auto beside = [&point](const golden::MeasuredRatio& measured, double Theory::*member) {
    return ErrorRatio{measured, point.theory ? std::optional(*point.theory.*member) : std::nullopt};
  };
  const double seconds = point.measurement.wall_seconds;
  const double rate = codewords_per_second(point.measurement);
  json result;
  result["snr_db"] = point.snr_db;
  result["snr_db_realised"] = point.snr_db_realised;
  result["stop_reason"] = to_string(point.measurement.stop_reason);
  result["counters"] = counters_json(counters);
  result["pam4_symbol_error_ratio"] = beside(ratios.pam4_symbol, &Theory::pam4_symbol_error_ratio);
  result["pre_fec_bit_error_ratio"] = beside(ratios.pre_fec_bit, &Theory::bit_error_ratio);
  result["pre_fec_symbol_error_ratio"] = beside(ratios.fec_symbol, &Theory::fec_symbol_error_ratio);
  result["codeword_error_ratio"] = beside(ratios.codeword, &Theory::codeword_error_ratio);
  result["post_fec_bit_error_ratio"] = ErrorRatio{ratios.post_fec_bit, std::nullopt};
  result["histogram_theory"] = point.theory ? json(point.theory->histogram) : json(nullptr);
  result["wall_seconds"] = seconds;
  result["codewords_per_second"] = rate;
  result["gigabits_per_second"] =
      rate * golden::parameters(report.profile.code).message_bits() / 1e9;
  result["cycles"] = or_null(point.cycles);
  return result;
}

}  // namespace

json run_json(const RunReport& report) {
  json result;
  result["lightloop"] = kVersion;
  result["command"] = "run";
  result["profile"] = profile_json(report.profile);
  result["engine"] = {{"name", report.engine}, {"description", report.engine_description}};
  result["channel"] = {{"kind", report.channel}, {"description", report.channel_description}};
  result["seeds"] = {{"noise", report.profile.noise_seed},
                     {"payload", report.profile.payload_seed}};
  result["theory"] = report.theory_note;
  result["stop_rule"] = stop_rule_json(report.rule);
  result["interrupted"] = report.interrupted;
  result["failure"] = report.failure.empty() ? json(nullptr) : json(report.failure);
  result["points"] = json::array();
  for (const auto& point : report.points) result["points"].push_back(point_json(report, point));
  return result;
}

std::string run_csv(const RunReport& report) {
  json run = run_json(report);
  const json points = std::move(run["points"]);
  run.erase("points");
  std::vector<json> rows;
  rows.reserve(points.size());
  for (const auto& point : points) {
    rows.push_back(run);
    rows.back().update(point);
  }
  return csv(rows, {"snr_db", "counters.codewords", "pre_fec_bit_error_ratio.ratio",
                    "pre_fec_bit_error_ratio.theory", "codeword_error_ratio.ratio",
                    "codeword_error_ratio.theory"});
}

}  // namespace lightloop::host
