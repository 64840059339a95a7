// SPDX-License-Identifier: Apache-2.0
// lightloop run: bit and codeword error ratios of a link.
#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <spdlog/spdlog.h>
#include <string>
#include <utility>
#include <vector>

#include "host/cli/commands.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/link_arguments.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/result_files.hpp"
#include "host/cli/result_stream.hpp"
#include "host/cli/snr_list.hpp"
#include "host/cli/whole_number.hpp"
#include "host/link/link_runner.hpp"
#include "host/link/stop_rule.hpp"
#include "host/link/systemc_link_session.hpp"
#include "host/profile/profile.hpp"
#include "host/report/run_report.hpp"

namespace lightloop::host {
namespace {

constexpr std::uint64_t kDefaultCodewords = 10000;

struct RunArguments {
  LinkArguments link;
  std::optional<std::uint64_t> codewords;
  std::optional<std::uint64_t> errors;
  std::optional<std::uint64_t> max_errors;
};

// One point of the table: the session that makes it and what is known of it beforehand.
struct PreparedPoint {
  std::unique_ptr<LinkSession> session;
  std::string channel_description;
  std::string theory_note;
  double snr_db_realised = 0;
  std::optional<golden::LinkTheory> theory;
};

PreparedPoint prepare_digital(Engine& engine, const Profile& profile) {
  const auto config = digital_link_config(profile);
  PreparedPoint point;
  point.session = engine.open_link(config);
  std::vector<double> taps;
  for (const auto tap : config.taps) taps.push_back(tap / 256.0);
  point.channel_description = fmt::format("taps {:.4f}", fmt::join(taps, " "));
  if (config.inject_period != 0) {
    const int last =
        std::min(config.inject_start + config.inject_length, golden::parameters(config.code).n) - 1;
    point.channel_description +=
        fmt::format(", every {} codewords symbols {} to {} XOR {:#05x}", config.inject_period,
                    config.inject_start, last, config.inject_mask);
  }
  point.snr_db_realised = golden::snr_db_from_sigma(config.sigma);
  if (config.inject_period == 0) {
    point.theory = golden::link_theory(config);
    point.theory_note = "exact for Gaussian noise and random data";
  } else {
    point.theory_note = "none, because errors are injected";
  }
  if (config.precoding)
    point.theory_note += "; precoding pairs errors, so true intervals are wider than those shown";
  return point;
}

PreparedPoint prepare_systemc(Engine& engine, const Profile& profile) {
  auto session = std::make_unique<SystemcLinkSession>(engine, profile);
  PreparedPoint point;
  point.channel_description = session->link().channel_description();
  point.theory = session->link().theory();
  point.theory_note = session->link().theory_note();
  point.snr_db_realised = profile.systemc->snr_db;
  point.session = std::move(session);
  return point;
}

double& channel_snr_db(Profile& profile, const std::string& channel) {
  if (channel == "digital" && profile.digital) return profile.digital->snr_db;
  if (channel == "systemc" && profile.systemc) return profile.systemc->snr_db;
  // A profile has one of them at least.
  throw InputError(fmt::format("{}: found no table [{}], expected one or --channel {}",
                               profile.file.string(), channel,
                               profile.digital ? "digital" : "systemc"));
}

double fraction_done(const golden::StopRule& rule, const golden::LinkCounters& counters) {
  const double codewords =
      static_cast<double>(counters.codewords) / static_cast<double>(rule.max_codewords);
  if (rule.target_errors == 0) return codewords;
  return std::max(codewords, static_cast<double>(counters.uncorrectable_codewords) /
                                 static_cast<double>(rule.target_errors));
}

void warn_of_a_long_run(const golden::StopRule& rule, const PreparedPoint& point) {
  if (rule.max_codewords != kUnlimited || !point.theory) return;
  const double expected =
      static_cast<double>(rule.target_errors) / point.theory->codeword_error_ratio;
  if (expected > 1e9)
    spdlog::warn(
        "--errors {} takes about {:.1e} codewords at this SNR; --codewords sets a limit, "
        "Ctrl-C ends the run with a report",
        rule.target_errors, expected);
}

golden::StopRule stop_rule(const RunArguments& arguments) {
  return {.max_codewords =
              arguments.codewords.value_or(arguments.errors ? kUnlimited : kDefaultCodewords),
          .target_errors = arguments.errors.value_or(0)};
}

FileRoles file_roles(const RunArguments& arguments, const Profile& profile) {
  FileRoles roles = arguments.link.inputs(profile);
  arguments.link.add_outputs(roles);
  return roles;
}

// Measures one point after the other and prints its row.
class Measurement {
 public:
  /// `other_output`: what is measured is wanted even when nobody sees the rows.
  Measurement(Engine& engine, Profile profile, RunReport& report, ResultStream& results,
              bool other_output)
      : engine_(engine),
        profile_(std::move(profile)),
        report_(report),
        results_(results),
        other_output_(other_output) {}

  bool wanted() const { return other_output_ || !results_.lost(); }

  // Point `index` of `count`.
  void measure(double snr_db, std::size_t index, std::size_t count) {
    channel_snr_db(profile_, report_.channel) = snr_db;
    const auto prepared = report_.channel == "digital" ? prepare_digital(engine_, profile_)
                                                       : prepare_systemc(engine_, profile_);
    if (index == 0) begin(prepared);
    if (!wanted()) return;
    warn_of_a_long_run(report_.rule, prepared);
    LinkRunHooks hooks;
    hooks.interrupted = interrupt_requested;
    hooks.progress = [&](const golden::LinkCounters& counters) {
      bar_.show((static_cast<double>(index) + fraction_done(report_.rule, counters)) /
                    static_cast<double>(count),
                fmt::format("{:.3f} dB, {} codewords, {} uncorrectable", snr_db, counters.codewords,
                            counters.uncorrectable_codewords));
    };
    const auto cycles_before = engine_.cycles();
    RunPoint point{snr_db, prepared.snr_db_realised,
                   run_link(*prepared.session, report_.rule, hooks), prepared.theory, std::nullopt};
    if (const auto cycles = engine_.cycles()) point.cycles = *cycles - cycles_before.value_or(0);
    report_.interrupted = point.measurement.stop_reason == StopReason::kInterrupted;
    report_.failure = point.measurement.failure;
    bar_.clear();
    report_.points.push_back(point);
    results_.print(run_row(report_, point, results_.columns()));
  }

 private:
  // The first point knows what there is to say of the link.
  void begin(const PreparedPoint& prepared) {
    report_.profile = profile_;
    report_.channel_description = prepared.channel_description;
    report_.theory_note = prepared.theory_note;
    results_.print(run_header(report_, results_.columns()) + run_table_head(results_.columns()));
  }

  Engine& engine_;
  Profile profile_;
  RunReport& report_;
  ResultStream& results_;
  bool other_output_;
  ProgressBar bar_;
};

// What fails between two points is noted and returned: what was measured before it is reported.
std::exception_ptr measure_all(const std::vector<double>& snrs_db, Measurement& measurement,
                               RunReport& report) {
  try {
    for (std::size_t i = 0; i < snrs_db.size() && measurement.wanted(); ++i) {
      measurement.measure(snrs_db[i], i, snrs_db.size());
      if (report.interrupted || !report.failure.empty()) break;
    }
  } catch (const std::exception& error) {
    if (report.points.empty()) throw;
    report.failure = error.what();
    return std::current_exception();
  }
  return nullptr;
}

ExitCode judge(const RunReport& report, std::optional<std::uint64_t> max_errors) {
  if (!report.failure.empty()) {
    spdlog::error("{}", report.failure);
    return ExitCode::kDeviceFailure;
  }
  if (report.interrupted) {
    spdlog::warn("interrupted: the last point is incomplete");
    return ExitCode::kInterrupted;
  }
  if (max_errors)
    for (const auto& point : report.points)
      if (point.measurement.counters.uncorrectable_codewords > *max_errors) {
        spdlog::error("{} uncorrectable codewords at {:.3f} dB, expected at most {} (--max-errors)",
                      point.measurement.counters.uncorrectable_codewords, point.snr_db,
                      *max_errors);
        return ExitCode::kCheckFailed;
      }
  return ExitCode::kGood;
}

ExitCode run(const RunArguments& arguments) {
  Profile profile = arguments.link.load();
  const double own_snr_db = channel_snr_db(profile, arguments.link.channel);
  const auto snrs_db =
      arguments.link.snr ? parse_snr_list(*arguments.link.snr) : std::vector<double>{own_snr_db};
  const FileRoles roles = file_roles(arguments, profile);
  ResultStream results(roles);
  ResultFiles files(arguments.link);
  const auto engine = arguments.link.engine.make();

  RunReport report;
  report.channel = arguments.link.channel;
  report.engine = engine->name();
  report.engine_description = engine->description();
  report.rule = stop_rule(arguments);
  Measurement measurement(*engine, std::move(profile), report, results, files.wanted());
  const std::exception_ptr failure = measure_all(snrs_db, measurement, report);
  if (report.points.size() == 1) results.print(run_histogram(report, report.points.front()));
  if (files.wanted()) files.write(run_json(report), run_csv(report));
  if (failure) std::rethrow_exception(failure);
  return results.verdict(judge(report, arguments.max_errors));
}

}  // namespace

void add_run_command(CLI::App& application, ExitCode& exit_code) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App& command = *application.add_subcommand(
      "run", "Measure bit and codeword error ratios of a link, beside what theory expects");
  arguments->link.add_to(
      command,
      {.default_channel = "digital",
       .channel_help =
           "digital: in the engine; systemc: in this process, between encoder and decoder",
       .snr_help = "signal-to-noise ratio Es/sigma^2 in dB instead of the profile's: 17.5, a list "
                   "15,16,17.5, or a range FIRST:LAST:STEP",
       .json_schema = "docs/run-schema.json"});
  command
      .add_option("--codewords", arguments->codewords,
                  "stop after N codewords (default 10000 when --errors is not given)")
      ->transform(whole_number({.low = 1}))
      ->type_name("N");
  command
      .add_option("--errors", arguments->errors,
                  "stop when N uncorrectable codewords have been counted; with --codewords, "
                  "whichever comes first")
      ->transform(whole_number({.low = 1}))
      ->type_name("N");
  command
      .add_option("--max-errors", arguments->max_errors,
                  "exit with 1 when a point has more than N uncorrectable codewords")
      ->transform(whole_number())
      ->type_name("N");
  command.footer(
      "The table: SNR in dB; CW codewords; BE bit errors and BER their ratio, before the decoder "
      "over all bits, after it over the message bits; FE uncorrectable codewords and FER their "
      "ratio; the 95 % interval is that of Clopper and Pearson; throughput in codewords (CW/s) and "
      "message bits (Gb/s) a second. On a terminal of 167 columns all of it stands in one line.\n"
      "Each point of a list starts from the same seed. Ctrl-C ends the run with a report and exit "
      "code 130; a second one ends it at once.");
  command.callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace lightloop::host
