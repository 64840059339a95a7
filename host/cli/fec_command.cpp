// SPDX-License-Identifier: Apache-2.0
// lightloop fec: files through the Reed-Solomon encoder and decoder.
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <optional>
#include <spdlog/spdlog.h>
#include <string>

#include "host/cli/commands.hpp"
#include "host/cli/engine_arguments.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/whole_number.hpp"
#include "host/fec_file/fec_file.hpp"

namespace lightloop::host {
namespace {

struct FecArguments {
  EngineArguments engine;
  std::string code;
  std::string input;
  std::string output;
  std::optional<std::uint64_t> length;
};

golden::RsCode parse_code(const std::string& name) {
  return name == "kp4" ? golden::RsCode::kKp4 : golden::RsCode::kKr4;
}

FecFileHooks make_hooks(const std::string& input, ProgressBar& bar) {
  std::error_code error;
  const auto size = std::filesystem::is_regular_file(input, error)
                        ? static_cast<double>(std::filesystem::file_size(input, error))
                        : 0.0;
  FecFileHooks hooks;
  hooks.interrupted = interrupt_requested;
  hooks.progress = [&bar, size](std::uint64_t bytes) {
    bar.show(size > 0 ? static_cast<double>(bytes) / size : 0.0, fmt::format("{} bytes", bytes));
  };
  return hooks;
}

void print_header(const char* what, const FecArguments& arguments, const Engine& engine) {
  const auto code = golden::parameters(parse_code(arguments.code));
  fmt::print("# lightloop fec {}: {} -> {}\n", what, arguments.input, arguments.output);
  fmt::print("# engine    {}: {}\n", engine.name(), engine.description());
  fmt::print("# code      {}: RS({},{})\n", arguments.code, code.n, code.k);
}

void print_throughput(const FecFileCounters& counters, std::uint64_t message_bytes) {
  fmt::print("{:<24} {}\n", "bytes in", counters.bytes_in);
  fmt::print("{:<24} {}\n", "bytes out", counters.bytes_out);
  fmt::print("{:<24} {}\n", "codewords", counters.codewords);
  if (counters.engine_seconds > 0)
    fmt::print("{:<24} {:.4g} Gb/s\n", "message bits in engine",
               static_cast<double>(message_bytes) * 8 / 1e9 / counters.engine_seconds);
}

ExitCode interrupted(const FecArguments& arguments) {
  spdlog::warn("interrupted: {} was not written", arguments.output);
  return ExitCode::kInterrupted;
}

ExitCode encode(const FecArguments& arguments) {
  const auto engine = arguments.engine.make();
  ProgressBar bar;
  const auto counters = encode_file(*engine, parse_code(arguments.code), arguments.input,
                                    arguments.output, make_hooks(arguments.input, bar));
  bar.clear();
  if (counters.interrupted) return interrupted(arguments);
  print_header("encode", arguments, *engine);
  print_throughput(counters, counters.bytes_in);
  return ExitCode::kGood;
}

ExitCode decode(const FecArguments& arguments) {
  const auto engine = arguments.engine.make();
  ProgressBar bar;
  const auto counters =
      decode_file(*engine, parse_code(arguments.code), arguments.input, arguments.output,
                  arguments.length, make_hooks(arguments.input, bar));
  bar.clear();
  if (counters.interrupted) return interrupted(arguments);
  print_header("decode", arguments, *engine);
  print_throughput(counters, counters.bytes_out);
  fmt::print("{:<24} {}\n", "corrected codewords", counters.corrected_codewords);
  fmt::print("{:<24} {}\n", "corrected symbols", counters.corrected_symbols);
  fmt::print("{:<24} {}\n", "uncorrectable codewords", counters.uncorrectable_codewords);
  fmt::print("# codewords by corrected symbols, 0 to 15, and uncorrectable\n{}\n",
             fmt::join(counters.histogram, " "));
  if (counters.uncorrectable_codewords == 0) return ExitCode::kGood;
  spdlog::error(
      "{} of {} codewords are uncorrectable and were written as received: {}{}",
      counters.uncorrectable_codewords, counters.codewords,
      fmt::join(counters.first_uncorrectable, ", "),
      counters.uncorrectable_codewords > counters.first_uncorrectable.size() ? ", ..." : "");
  return ExitCode::kCheckFailed;
}

void add_arguments(CLI::App& command, FecArguments& arguments) {
  command.add_option("--code", arguments.code, "kp4: RS(544,514); kr4: RS(528,514)")
      ->required()
      ->check(CLI::IsMember({"kp4", "kr4"}))
      ->type_name("CODE");
  arguments.engine.add_to(command);
}

}  // namespace

void add_fec_command(CLI::App& application, ExitCode& exit_code) {
  CLI::App& command =
      *application.add_subcommand("fec", "Encode or decode a file with a Reed-Solomon code");
  command.require_subcommand(1);
  command.footer(
      "A message file is cut into messages of 5140 bits, least significant bit of each byte first; "
      "the\nlast one is filled up with zeros. A codeword is 680 bytes (kp4) or 660 bytes (kr4). "
      "The "
      "output\nfile appears when it is complete.");
  {
    auto arguments = std::make_shared<FecArguments>();
    CLI::App& sub = *command.add_subcommand("encode", "Bytes to codewords");
    add_arguments(sub, *arguments);
    sub.add_option("IN", arguments->input, "message file")->required()->type_name("");
    sub.add_option("OUT", arguments->output, "codeword file")->required()->type_name("");
    sub.callback([arguments, &exit_code] { exit_code = encode(*arguments); });
  }
  {
    auto arguments = std::make_shared<FecArguments>();
    CLI::App& sub = *command.add_subcommand(
        "decode", "Codewords to bytes; exits with 1 when a codeword is uncorrectable");
    add_arguments(sub, *arguments);
    sub.add_option("--length", arguments->length,
                   "bytes of the message file; without it whole messages are written")
        ->check(check_whole_number)
        ->type_name("BYTES");
    sub.add_option("IN", arguments->input, "codeword file")->required()->type_name("");
    sub.add_option("OUT", arguments->output, "message file")->required()->type_name("");
    sub.callback([arguments, &exit_code] { exit_code = decode(*arguments); });
  }
}

}  // namespace lightloop::host
