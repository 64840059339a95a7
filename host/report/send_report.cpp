// SPDX-License-Identifier: Apache-2.0
#include "host/report/send_report.hpp"

#include <exception>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string>

#include "host/base/text_wrap.hpp"
#include "host/base/version.hpp"
#include "host/report/counters_json.hpp"
#include "host/report/csv.hpp"
#include "host/report/error_ratio.hpp"
#include "host/report/header_lines.hpp"
#include "sim/golden/link_ratios.hpp"

namespace lightloop::host {
namespace {

golden::MeasuredRatio pre_fec_bit_error_ratio(const SendReport& report) {
  return golden::link_ratios(report.profile.code, report.result.link).pre_fec_bit;
}

std::string capture_description(const SendReport& report) {
  if (report.input_compression == report.output_compression && report.input_compression == "none")
    return report.format;
  return fmt::format("{}, compression {} -> {}", report.format, report.input_compression,
                     report.output_compression);
}

std::string message_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  }
}

std::string incomplete_line(const std::string& why, int columns) {
  return wrap("# incomplete: ", "# ", why.substr(0, why.find('\n')), columns);
}

}  // namespace

std::string send_table(const SendReport& report, int columns) {
  const Profile& profile = report.profile;
  const FrameLinkResult& result = report.result;
  const auto pre = pre_fec_bit_error_ratio(report);
  std::string text = wrap(
      "# ", "#   ",
      fmt::format("lightloop {} send: {} -> {}", kVersion, report.input, report.output), columns);
  const auto header = [&](const char* name, const std::string& value) {
    text += header_line(name, value, columns);
  };
  header("capture", capture_description(report));
  header("profile", fmt::format("{}: {}", profile.name, profile.description));
  header("engine", fmt::format("{}: {}", report.engine, report.engine_description));
  header("channel", fmt::format("systemc: {}", report.channel_description));
  header("seed", fmt::format("noise {}", profile.noise_seed));
  text += "#\n";
  const auto line = [&text](const char* name, std::uint64_t value) {
    text += fmt::format("{:<26} {}\n", name, value);
  };
  line("frames sent", result.frames_sent);
  line("frames received", result.frames_received);
  line("frames lost", result.frames_lost);
  line("  by FCS", result.receiver.fcs_errors);
  line("  by frame header", result.receiver.header_errors);
  line("  altered unnoticed", result.frames_altered);
  // What only some captures have.
  if (result.frames_with_fcs > 0) line("frames with FCS", result.frames_with_fcs);
  if (result.frames_with_wrong_fcs > 0) line("frames with wrong FCS", result.frames_with_wrong_fcs);
  if (result.frames_cut > 0) line("frames cut by the capture", result.frames_cut);
  line("bytes sent", result.bytes_sent);
  line("bytes received", result.bytes_received);
  line("core headers corrected", result.receiver.corrected_headers);
  line("searches for a frame", result.receiver.delineation_losses);
  line("codewords", result.link.codewords);
  line("pre-FEC bit errors", pre.events);
  text += fmt::format("{:<26} {:.2e} (95 % interval {:.2e} - {:.2e})\n", "pre-FEC BER", pre.value,
                      pre.interval.low, pre.interval.high);
  line("corrected symbols", result.link.corrected_symbols);
  line("uncorrectable codewords", result.link.uncorrectable_codewords);
  line("post-FEC bit errors", result.link.post_fec_bit_errors);
  text += fmt::format("{:<26} {:.3g} s\n", "time", result.wall_seconds);
  if (result.interrupted) text += "# incomplete: interrupted\n";
  if (!result.input_error.empty()) text += incomplete_line(result.input_error, columns);
  if (result.failure) text += incomplete_line(message_of(result.failure), columns);
  return text;
}

nlohmann::json send_json(const SendReport& report) {
  const FrameLinkResult& result = report.result;
  return {
      {"lightloop", kVersion},
      {"command", "send"},
      {"profile", profile_json(report.profile)},
      {"engine", {{"name", report.engine}, {"description", report.engine_description}}},
      {"channel", {{"kind", "systemc"}, {"description", report.channel_description}}},
      {"seeds", {{"noise", report.profile.noise_seed}}},
      {"input", report.input},
      {"output", report.output},
      {"capture",
       {{"format", report.format},
        {"input_compression", report.input_compression},
        {"output_compression", report.output_compression},
        {"frames_with_fcs", result.frames_with_fcs},
        {"frames_with_wrong_fcs", result.frames_with_wrong_fcs},
        {"frames_cut", result.frames_cut}}},
      {"interrupted", result.interrupted},
      {"input_error", result.input_error.empty() ? nullptr : nlohmann::json(result.input_error)},
      {"failure", result.failure ? nlohmann::json(message_of(result.failure)) : nullptr},
      {"frames",
       {{"sent", result.frames_sent},
        {"received", result.frames_received},
        {"lost", result.frames_lost},
        {"altered", result.frames_altered},
        {"fcs_errors", result.receiver.fcs_errors},
        {"header_errors", result.receiver.header_errors},
        {"corrected_headers", result.receiver.corrected_headers},
        {"delineation_losses", result.receiver.delineation_losses}}},
      {"bytes", {{"sent", result.bytes_sent}, {"received", result.bytes_received}}},
      {"counters", counters_json(result.link)},
      {"pre_fec_bit_error_ratio", ErrorRatio{pre_fec_bit_error_ratio(report), std::nullopt}},
      {"wall_seconds", result.wall_seconds}};
}

std::string send_csv(const SendReport& report) {
  const nlohmann::json row = send_json(report);
  return csv({&row, 1}, {"input", "output", "frames.sent", "frames.received", "frames.lost",
                         "counters.codewords", "pre_fec_bit_error_ratio.ratio"});
}

}  // namespace lightloop::host
