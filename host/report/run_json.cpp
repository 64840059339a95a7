// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "host/base/version.hpp"
#include "host/report/counters_json.hpp"
#include "host/report/error_ratio.hpp"
#include "host/report/run_report.hpp"

namespace lightloop::host {
namespace {

template <typename T>
nlohmann::json or_null(const std::optional<T>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

const char* to_string(StopReason reason) {
  switch (reason) {
    case StopReason::kCodewords:
      return "codewords";
    case StopReason::kErrors:
      return "errors";
    case StopReason::kInterrupted:
      return "interrupted";
  }
  return "";
}

nlohmann::json point_json(const RunPoint& point, golden::RsParameters code) {
  const auto& counters = point.measurement.counters;
  const auto bits = counters.codewords * static_cast<std::uint64_t>(code.codeword_bits());
  const auto message_bits = counters.codewords * static_cast<std::uint64_t>(code.message_bits());
  const auto theory = [&point](double LinkTheory::*member) {
    return point.theory ? std::optional(*point.theory.*member) : std::nullopt;
  };
  const double seconds = point.measurement.wall_seconds;
  const double rate = static_cast<double>(counters.codewords) / seconds;
  return {
      {"snr_db", point.snr_db},
      {"snr_db_realised", point.snr_db_realised},
      {"stop_reason", to_string(point.measurement.stop_reason)},
      {"counters", counters_json(counters)},
      {"pam4_symbol_error_ratio", make_error_ratio(counters.pam4_symbol_errors, bits / 2,
                                                   theory(&LinkTheory::pam4_symbol_error_ratio))},
      {"pre_fec_bit_error_ratio", make_error_ratio(counters.pre_fec_bit_errors, bits,
                                                   theory(&LinkTheory::pre_fec_bit_error_ratio))},
      {"post_fec_bit_error_ratio", make_error_ratio(counters.post_fec_bit_errors, message_bits)},
      {"codeword_error_ratio", make_error_ratio(codeword_errors(counters), counters.codewords,
                                                theory(&LinkTheory::codeword_error_ratio))},
      {"histogram_theory",
       point.theory ? nlohmann::json(point.theory->histogram) : nlohmann::json(nullptr)},
      {"wall_seconds", seconds},
      {"codewords_per_second", rate},
      {"gigabits_per_second", rate * code.message_bits() / 1e9},
      {"cycles", or_null(point.cycles)}};
}

}  // namespace

nlohmann::json run_json(const RunReport& report) {
  nlohmann::json points = nlohmann::json::array();
  for (const auto& point : report.points)
    points.push_back(point_json(point, golden::parameters(report.profile.code)));
  return {
      {"lightloop", kVersion},
      {"command", "run"},
      {"profile", profile_json(report.profile)},
      {"engine", {{"name", report.engine}, {"description", report.engine_description}}},
      {"channel", {{"kind", report.channel}, {"description", report.channel_description}}},
      {"seeds", {{"noise", report.profile.noise_seed}, {"payload", report.profile.payload_seed}}},
      {"stop_rule",
       {{"codewords", or_null(report.rule.codewords)}, {"errors", or_null(report.rule.errors)}}},
      {"interrupted", report.interrupted},
      {"points", std::move(points)}};
}

}  // namespace lightloop::host
