// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "host/base/version.hpp"
#include "host/link/stop_rule.hpp"
#include "host/report/run_report.hpp"

namespace lightloop::host {
namespace {

std::string describe(const golden::StopRule& rule) {
  std::string text;
  if (rule.target_errors != 0) text = fmt::format("{} uncorrectable codewords", rule.target_errors);
  if (rule.target_errors != 0 && rule.max_codewords != kUnlimited) text += " or ";
  if (rule.max_codewords != kUnlimited) text += fmt::format("{} codewords", rule.max_codewords);
  return text;
}

std::string or_dash(const std::optional<double>& value) {
  return value ? fmt::format("{:.2e}", *value) : "-";
}

// 3.9k, 12.3M: a rate in four characters and a prefix. What three digits round up to 1000 belongs
// to the next prefix.
std::string with_prefix(double value) {
  for (const char* prefix : {"", "k", "M"}) {
    if (value < 999.5) return fmt::format("{:.3g}{}", value, prefix);
    value /= 1000;
  }
  return fmt::format("{:.3g}G", value);
}

// The line above the titles names the groups of columns.
std::string group_line(const char* pre, const char* post, const char* throughput) {
  return fmt::format("#{:-<8}|{:-<11}|{:-^54}|{:-^64}|{:-^25}\n", "", "", pre, post, throughput);
}

}  // namespace

void print_run_header(std::FILE* out, const RunReport& report) {
  const Profile& profile = report.profile;
  const auto code = golden::parameters(profile.code);
  fmt::print(out, "# lightloop {} run\n", kVersion);
  fmt::print(out, "# profile   {}: {}\n", profile.name, profile.description);
  fmt::print(out, "#           {}\n", profile.file.string());
  fmt::print(out, "# engine    {}: {}\n", report.engine, report.engine_description);
  fmt::print(out, "# code      {}: RS({},{}), {} bits a symbol, corrects {}\n",
             golden::to_string(profile.code), code.n, code.k, golden::kBitsPerFecSymbol, code.t);
  fmt::print(out, "# line      PAM4, Gray, {}, {:g} GBd\n",
             profile.precoding ? "precoded" : "not precoded", profile.baud_hz / 1e9);
  fmt::print(out, "# channel   {}: {}\n", report.channel, report.channel_description);
  fmt::print(out, "# seed      noise {}, payload {}\n", profile.noise_seed, profile.payload_seed);
  fmt::print(out, "# stop      {}\n", describe(report.rule));
  fmt::print(out, "# theory    {}\n", report.theory_note);
  fmt::print(out, "#\n");
}

void print_run_table_head(std::FILE* out) {
  fmt::print(out, "{}", group_line(" pre-FEC ", " post-FEC ", " throughput "));
  fmt::print(out,
             "#    SNR |        CW |       BE |      BER |       95 % interval |   theory |"
             "        BE |     FE |      FER |       95 % interval |   theory |"
             "   CW/s |  Gb/s |    time\n");
  fmt::print(out, "{}", group_line("", "", ""));
}

void print_run_row(std::FILE* out, const RunReport& report, const RunPoint& point) {
  const auto& counters = point.measurement.counters;
  const auto code = golden::parameters(report.profile.code);
  const auto ratios = golden::link_ratios(report.profile.code, counters);
  const auto& pre = ratios.pre_fec_bit;
  const auto& post = ratios.codeword;
  const auto theory = [&point](double golden::LinkTheory::*member) {
    return or_dash(point.theory ? std::optional(*point.theory.*member) : std::nullopt);
  };
  const double rate = static_cast<double>(counters.codewords) / point.measurement.wall_seconds;
  fmt::print(out,
             " {:7.3f} | {:9} | {:8} | {:.2e} | {:.2e} - {:.2e} | {:>8} | {:9} | {:6} | {:.2e} |"
             " {:.2e} - {:.2e} | {:>8} | {:>6} | {:5.3f} | {:6.3g}s\n",
             point.snr_db, counters.codewords, pre.events, pre.value, pre.interval.low,
             pre.interval.high, theory(&golden::LinkTheory::bit_error_ratio),
             counters.post_fec_bit_errors, post.events, post.value, post.interval.low,
             post.interval.high, theory(&golden::LinkTheory::codeword_error_ratio),
             with_prefix(rate), rate * code.message_bits() / 1e9, point.measurement.wall_seconds);
}

void print_run_histogram(std::FILE* out, const RunReport& report, const RunPoint& point) {
  const auto& counters = point.measurement.counters;
  const auto code = golden::parameters(report.profile.code);
  fmt::print(out, "#\n# Codewords by wrong FEC symbols, {:.3f} dB\n", point.snr_db);
  fmt::print(out, "# symbols |  codewords |    ratio |       95 % interval |   theory\n");
  for (std::size_t bin = 0; bin < counters.histogram.size(); ++bin) {
    const bool last = bin + 1 == counters.histogram.size();
    if (!last && bin > static_cast<std::size_t>(code.t)) continue;
    const auto ratio = golden::measured_ratio(counters.histogram[bin], counters.codewords);
    const auto theory = point.theory ? std::optional(point.theory->histogram[bin]) : std::nullopt;
    const std::string label = last ? fmt::format("{}+", code.t + 1) : fmt::format("{}", bin);
    fmt::print(out, "  {:>7} | {:10} | {:.2e} | {:.2e} - {:.2e} | {:>8}\n", label, ratio.events,
               ratio.value, ratio.interval.low, ratio.interval.high, or_dash(theory));
  }
  const double line_seconds =
      static_cast<double>(counters.codewords) * code.codeword_bits() / 2 / report.profile.baud_hz;
  fmt::print(out, "#\n# {} corrected and {} uncorrectable codewords, {} symbols corrected\n",
             counters.corrected_codewords, counters.uncorrectable_codewords,
             counters.corrected_symbols);
  fmt::print(out, "# {:.3g} s of time on the line in {:.3g} s", line_seconds,
             point.measurement.wall_seconds);
  if (point.cycles) fmt::print(out, ", {} clock cycles", *point.cycles);
  fmt::print(out, "\n");
}

}  // namespace lightloop::host
