// SPDX-License-Identifier: Apache-2.0
// lightloop send: real Ethernet frames across the link.
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <spdlog/spdlog.h>
#include <string>

#include "host/cli/commands.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/link_arguments.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/result_files.hpp"
#include "host/cli/result_stream.hpp"
#include "host/cli/snr_list.hpp"
#include "host/framing/gfp_framing.hpp"
#include "host/link/frame_link.hpp"
#include "host/link/systemc_link.hpp"
#include "host/profile/profile.hpp"
#include "host/report/send_report.hpp"
#include "sim/base/in_quotes.hpp"

namespace lightloop::host {
namespace {

struct SendArguments {
  LinkArguments link;
  std::string input;
  std::string output;
};

Profile load(const LinkArguments& arguments) {
  if (arguments.channel == "digital")
    throw InputError(
        "--channel: found 'digital', expected systemc: the digital channel lies inside the engine "
        "with a payload of its own, so no frame can travel through it");
  Profile profile = arguments.load();
  if (!profile.systemc)
    throw InputError(
        fmt::format("{}: found no table [systemc], expected one: frames travel "
                    "through the SystemC channel",
                    profile.file.string()));
  if (arguments.snr) {
    const auto snrs_db = parse_snr_list(*arguments.snr);
    if (snrs_db.size() != 1)
      throw InputError(
          fmt::format("--snr: found {}, expected a single value", in_quotes(*arguments.snr)));
    profile.systemc->snr_db = snrs_db.front();
  }
  return profile;
}

FileRoles file_roles(const SendArguments& arguments, const Profile& profile) {
  FileRoles roles = arguments.link.inputs(profile);
  roles.add_input("IN", arguments.input);
  roles.add_output("OUT", arguments.output);
  arguments.link.add_outputs(roles);
  return roles;
}

void warn_of_capture(const FrameLinkResult& result, const std::string& input) {
  const auto warn = [&](std::uint64_t frames, const char* what) {
    if (frames > 0)
      spdlog::warn("{}: {} of {} frames {}; they travelled as they are", input, frames,
                   result.frames_sent, what);
  };
  warn(result.frames_cut, "were cut short by the capture");
  warn(result.frames_with_wrong_fcs, "have a wrong FCS in the capture");
}

// The most serious of what has happened decides; all of it is said.
ExitCode judge(const FrameLinkResult& result, const std::string& output) {
  ExitCode exit_code = ExitCode::kGood;
  if (result.frames_lost > 0) {
    spdlog::error("{} of {} frames were lost", result.frames_lost, result.frames_sent);
    exit_code = ExitCode::kCheckFailed;
  }
  if (!result.input_error.empty()) {
    spdlog::error("{}; {} holds what arrived of them", result.input_error, output);
    exit_code = ExitCode::kBadInput;
  }
  if (result.interrupted) {
    spdlog::warn("interrupted: {} holds the frames received until then", output);
    exit_code = ExitCode::kInterrupted;
  }
  if (result.failure) {
    spdlog::warn("{} holds the frames received until the failure", output);
    std::rethrow_exception(result.failure);
  }
  return exit_code;
}

ExitCode send(const SendArguments& arguments) {
  SendReport report;
  report.profile = load(arguments.link);
  const FileRoles roles = file_roles(arguments, report.profile);
  ResultStream results(roles);
  // What is no capture of Ethernet is found before the device is touched.
  PcapReader input(arguments.input);
  ResultFiles files(arguments.link);
  const auto engine = arguments.link.engine.make();
  SystemcLink link(*engine, report.profile);
  GfpTransmitter transmitter;
  GfpReceiver receiver;
  PcapWriter output(arguments.output);

  ProgressBar bar;
  FrameLinkHooks hooks;
  hooks.interrupted = interrupt_requested;
  hooks.progress = [&](std::uint64_t frames) {
    bar.show(input.progress().value_or(0), fmt::format("{} frames", frames));
  };
  report.result = send_frames(input, output, transmitter, link, receiver, hooks);
  output.commit();
  bar.clear();

  report.channel_description = link.channel_description();
  report.engine = engine->name();
  report.engine_description = engine->description();
  report.input = arguments.input;
  report.output = arguments.output;
  report.format = input.format();
  report.input_compression = input.compression();
  report.output_compression = output.compression();
  results.print(send_table(report, results.columns()));
  if (files.wanted()) files.write(send_json(report), send_csv(report));
  warn_of_capture(report.result, arguments.input);
  return results.verdict(judge(report.result, arguments.output));
}

}  // namespace

void add_send_command(CLI::App& application, ExitCode& exit_code) {
  auto arguments = std::make_shared<SendArguments>();
  CLI::App& command =
      *application.add_subcommand("send", "Carry the Ethernet frames of a capture across the link");
  arguments->link.add_to(
      command, {.default_channel = "systemc",
                .channel_help =
                    "systemc; the digital channel has a payload of its own and carries no frames",
                .snr_help = "signal-to-noise ratio Es/sigma^2 in dB instead of the profile's",
                .json_schema = "docs/send-schema.json"});
  command
      .add_option("IN", arguments->input,
                  "capture to send: pcap or pcapng, Ethernet, plain or compressed")
      ->required()
      ->type_name("FILE");
  command
      .add_option(
          "OUT", arguments->output,
          "capture of what arrives, of the same format; compressed if it ends in .gz, .zst, "
          ".xz, .bz2 or .lz4")
      ->required()
      ->type_name("FILE");
  command.footer(
      "Each frame gets its FCS (that of the capture, if it has one) and a header with a sequence "
      "number, travels in the messages of the FEC, and is written to OUT with its time stamp when "
      "its FCS is good on arrival. When nothing is lost OUT is IN byte for byte, whatever stands "
      "between the frames. Exits with 1 when frames were lost, with 2 when IN is damaged: what "
      "stands before the damage is sent.");
  command.callback([arguments, &exit_code] { exit_code = send(*arguments); });
}

}  // namespace lightloop::host
