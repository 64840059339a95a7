// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "host/base/text_wrap.hpp"
#include "host/base/version.hpp"
#include "host/link/stop_rule.hpp"
#include "host/report/header_lines.hpp"
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

// In six characters, as far as years do not matter.
std::string seconds(double value) {
  if (value < 0.01) return fmt::format("{:.4f}", value);
  return value < 999.5 ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value);
}

// A line that says why the row above it is not what was asked for.
std::string incomplete_line(const LinkMeasurement& measurement, int columns) {
  if (measurement.stop_reason == StopReason::kInterrupted) return "# incomplete: interrupted\n";
  if (measurement.stop_reason != StopReason::kFailed) return "";
  return wrap("# incomplete: ", "# ", measurement.failure.substr(0, measurement.failure.find('\n')),
              columns);
}

// Columns that one line for each point takes.
constexpr int kWideColumns = 167;

// The line above the titles of the wide table names the groups of columns.
std::string group_line(const char* pre, const char* post, const char* throughput) {
  return fmt::format("#{:-<8}|{:-<11}|{:-^54}|{:-^64}|{:-^25}\n", "", "", pre, post, throughput);
}

// The figures of a point as text.
struct RowText {
  RowText(const RunReport& report, const RunPoint& point) {
    const auto theory = [&point](double golden::LinkTheory::*member) {
      return or_dash(point.theory ? std::optional(*point.theory.*member) : std::nullopt);
    };
    const auto ratios = run_ratios(report, point);
    const auto interval = [](const golden::MeasuredRatio& ratio) {
      return fmt::format("{:.2e} | {:.2e} - {:.2e}", ratio.value, ratio.interval.low,
                         ratio.interval.high);
    };
    const double rate = codewords_per_second(point.measurement);
    bit_errors = ratios.pre_fec_bit.events;
    codeword_errors = ratios.codeword.events;
    bit_ratio = fmt::format("{} | {:>8}", interval(ratios.pre_fec_bit),
                            theory(&golden::LinkTheory::bit_error_ratio));
    codeword_ratio = fmt::format("{} | {:>8}", interval(ratios.codeword),
                                 theory(&golden::LinkTheory::codeword_error_ratio));
    codewords_a_second = with_prefix(rate);
    gigabits_a_second = rate * golden::parameters(report.profile.code).message_bits() / 1e9;
  }

  std::uint64_t bit_errors = 0;       // before the decoder
  std::uint64_t codeword_errors = 0;  // behind it
  std::string bit_ratio;              // with interval and theory
  std::string codeword_ratio;
  std::string codewords_a_second;
  double gigabits_a_second = 0;
};

std::string wide_head() {
  return group_line(" pre-FEC ", " post-FEC ", " throughput ") +
         "#    SNR |        CW |       BE |      BER |       95 % interval |   theory |"
         "        BE |     FE |      FER |       95 % interval |   theory |"
         "   CW/s |  Gb/s |    time\n" +
         group_line("", "", "");
}

std::string wide_row(const RunPoint& point, const RowText& text) {
  return fmt::format(" {:7.3f} | {:9} | {:8} | {} | {:9} | {:6} | {} | {:>6} | {:5.3f} | {:>6}s\n",
                     point.snr_db, point.measurement.counters.codewords, text.bit_errors,
                     text.bit_ratio, point.measurement.counters.post_fec_bit_errors,
                     text.codeword_errors, text.codeword_ratio, text.codewords_a_second,
                     text.gigabits_a_second, seconds(point.measurement.wall_seconds));
}

// Two lines a point: before the decoder, and behind it.
std::string narrow_head() {
  const auto group =
      fmt::format("#{:-<8}|{:-<11}|{:-<11}|{:-<10}|{:-<21}|{:-<9}\n", "", "", "", "", "", "");
  return group +
         "#    SNR |        CW |        BE |      BER |       95 % interval |   theory\n"
         "#   time |      CW/s |        FE |      FER |       95 % interval |   theory\n" +
         group;
}

std::string narrow_row(const RunPoint& point, const RowText& text) {
  return fmt::format(" {:7.3f} | {:9} | {:9} | {}\n", point.snr_db,
                     point.measurement.counters.codewords, text.bit_errors, text.bit_ratio) +
         fmt::format(" {:>6}s | {:>9} | {:9} | {}\n", seconds(point.measurement.wall_seconds),
                     text.codewords_a_second, text.codeword_errors, text.codeword_ratio);
}

}  // namespace

golden::LinkRatios run_ratios(const RunReport& report, const RunPoint& point) {
  const auto& counters = point.measurement.counters;
  return golden::link_ratios(report.profile.code, counters,
                             target_stop(report.rule, counters.codewords));
}

std::string run_header(const RunReport& report, int columns) {
  const Profile& profile = report.profile;
  const auto code = golden::parameters(profile.code);
  std::string text = fmt::format("# lightloop {} run\n", kVersion);
  const auto line = [&](const char* name, const std::string& value) {
    text += header_line(name, value, columns);
  };
  line("profile", fmt::format("{}: {}", profile.name, profile.description));
  line("", profile.file.string());
  line("engine", fmt::format("{}: {}", report.engine, report.engine_description));
  line("code",
       fmt::format("{}: RS({},{}), {} bits a symbol, corrects {}", golden::to_string(profile.code),
                   code.n, code.k, golden::kBitsPerFecSymbol, code.t));
  line("line", fmt::format("PAM4, Gray, {}, {:g} GBd",
                           profile.precoding ? "precoded" : "not precoded", profile.baud_hz / 1e9));
  line("channel", fmt::format("{}: {}", report.channel, report.channel_description));
  line("seed", fmt::format("noise {}, payload {}", profile.noise_seed, profile.payload_seed));
  line("stop", describe(report.rule));
  if (report.rule.target_errors > 1)
    line("ratios", "errors over trials; unbiased where the error target ended a point");
  line("theory", report.theory_note);
  return text + "#\n";
}

std::string run_table_head(int columns) {
  return columns >= kWideColumns ? wide_head() : narrow_head();
}

std::string run_row(const RunReport& report, const RunPoint& point, int columns) {
  const RowText text(report, point);
  return (columns >= kWideColumns ? wide_row(point, text) : narrow_row(point, text)) +
         incomplete_line(point.measurement, columns);
}

std::string run_histogram(const RunReport& report, const RunPoint& point) {
  const auto& counters = point.measurement.counters;
  const auto code = golden::parameters(report.profile.code);
  const auto ratios = run_ratios(report, point).histogram;
  std::string text = fmt::format(
      "#\n# Codewords by wrong FEC symbols, {:.3f} dB\n"
      "# symbols |  codewords |    ratio |       95 % interval |   theory\n",
      point.snr_db);
  for (std::size_t bin = 0; bin < ratios.size(); ++bin) {
    const bool last = bin + 1 == ratios.size();
    if (!last && bin > static_cast<std::size_t>(code.t)) continue;
    const auto& ratio = ratios[bin];
    const auto theory = point.theory ? std::optional(point.theory->histogram[bin]) : std::nullopt;
    const std::string label = last ? fmt::format("{}+", code.t + 1) : fmt::format("{}", bin);
    text += fmt::format("  {:>7} | {:10} | {:.2e} | {:.2e} - {:.2e} | {:>8}\n", label, ratio.events,
                        ratio.value, ratio.interval.low, ratio.interval.high, or_dash(theory));
  }
  const double line_seconds =
      static_cast<double>(counters.codewords) * code.codeword_bits() / 2 / report.profile.baud_hz;
  text += fmt::format("#\n# {} corrected and {} uncorrectable codewords, {} symbols corrected\n",
                      counters.corrected_codewords, counters.uncorrectable_codewords,
                      counters.corrected_symbols);
  text += fmt::format("# {} bit errors behind the decoder\n", counters.post_fec_bit_errors);
  text += fmt::format("# {:.3g} s of time on the line in {:.3g} s", line_seconds,
                      point.measurement.wall_seconds);
  if (point.cycles) text += fmt::format(", {} clock cycles", *point.cycles);
  return text + "\n";
}

}  // namespace lightloop::host
