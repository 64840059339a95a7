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
#include "host/cli/snr_list.hpp"
#include "host/framing/gfp_framing.hpp"
#include "host/link/frame_link.hpp"
#include "host/link/systemc_link.hpp"
#include "host/profile/profile.hpp"
#include "host/report/counters_json.hpp"
#include "host/report/send_report.hpp"

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
        "--channel: found digital, expected systemc: the digital channel lies inside the engine "
        "with a payload of its own, so no frame can travel through it");
  Profile profile = arguments.load();
  if (!profile.systemc)
    throw InputError(
        fmt::format("{}: found no table [systemc], expected one: frames travel "
                    "through the SystemC channel",
                    profile.file.string()));
  if (!arguments.snr.empty()) {
    const auto snrs_db = parse_snr_list(arguments.snr);
    if (snrs_db.size() != 1)
      throw InputError(fmt::format("--snr: found '{}', expected a single value", arguments.snr));
    profile.systemc->snr_db = snrs_db.front();
  }
  return profile;
}

// Everything that can be wrong with the input is found before the device is touched.
PcapSummary check_input(const std::string& file, const FrameTransmitter& transmitter) {
  const PcapSummary summary = summarise_pcap(file);
  if (summary.longest_frame > transmitter.longest_frame())
    throw InputError(fmt::format("{}: found a frame of {} bytes, expected at most {}", file,
                                 summary.longest_frame, transmitter.longest_frame()));
  if (summary.cut_frames > 0)
    spdlog::warn("{}: {} of {} frames were cut short by the capture; they travel as they are", file,
                 summary.cut_frames, summary.frames);
  return summary;
}

ExitCode verdict(const FrameLinkResult& result, const std::string& output) {
  if (result.interrupted) {
    spdlog::warn("interrupted: {} holds the frames received until then", output);
    return ExitCode::kInterrupted;
  }
  if (result.frames_lost == 0) return ExitCode::kGood;
  spdlog::error("{} of {} frames were lost", result.frames_lost, result.frames_sent);
  return ExitCode::kCheckFailed;
}

ExitCode send(const SendArguments& arguments) {
  SendReport report;
  report.profile = load(arguments.link);
  GfpTransmitter transmitter;
  GfpReceiver receiver;
  const PcapSummary summary = check_input(arguments.input, transmitter);
  std::optional<AtomicFile> json_file;
  if (!arguments.link.json.empty()) json_file.emplace(arguments.link.json);
  const auto engine = arguments.link.engine.make();
  SystemcLink link(*engine, report.profile);
  PcapReader input(arguments.input);
  PcapWriter output(arguments.output, input.format());

  ProgressBar bar;
  FrameLinkHooks hooks;
  hooks.interrupted = interrupt_requested;
  hooks.progress = [&](std::uint64_t frames) {
    bar.show(static_cast<double>(frames) /
                 static_cast<double>(std::max<std::uint64_t>(summary.frames, 1)),
             fmt::format("{} of {} frames", frames, summary.frames));
  };
  report.result = send_frames(input, output, transmitter, link, receiver, hooks);
  output.commit();
  bar.clear();

  report.channel_description = link.channel_description();
  report.engine = engine->name();
  report.engine_description = engine->description();
  report.input = arguments.input;
  report.output = arguments.output;
  print_send_report(stdout, report);
  if (json_file) write_json(*json_file, send_json(report));
  return verdict(report.result, arguments.output);
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
  command.add_option("IN", arguments->input, "capture to send: classic pcap, Ethernet")
      ->required()
      ->type_name("");
  command.add_option("OUT", arguments->output, "capture of what arrives")
      ->required()
      ->type_name("");
  command.footer(
      "Each frame gets its FCS and a header with a sequence number, travels in the messages of the "
      "FEC,\nand is written to OUT with its time stamp when its FCS is good on arrival. When "
      "nothing is lost\nOUT is the same file as IN (in this machine's byte order). Exits with 1 "
      "when frames were lost.");
  command.callback([arguments, &exit_code] { exit_code = send(*arguments); });
}

}  // namespace lightloop::host
