// SPDX-License-Identifier: Apache-2.0
// lightloop fec: files through the Reed-Solomon encoder and decoder.
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <optional>
#include <spdlog/spdlog.h>
#include <string>

#include "host/base/text_wrap.hpp"
#include "host/base/version.hpp"
#include "host/cli/commands.hpp"
#include "host/cli/engine_arguments.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/one_of.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/result_stream.hpp"
#include "host/cli/whole_number.hpp"
#include "host/fec_file/fec_file.hpp"
#include "host/report/header_lines.hpp"

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

FileRoles file_roles(const FecArguments& arguments) {
  FileRoles roles;
  if (arguments.engine.xclbin) roles.add_input("--xclbin", *arguments.engine.xclbin);
  roles.add_input("IN", arguments.input);
  roles.add_output("OUT", arguments.output);
  return roles;
}

std::string header(const char* what, const FecArguments& arguments, const Engine& engine,
                   int columns) {
  const auto code = golden::parameters(parse_code(arguments.code));
  return wrap("# ", "#   ",
              fmt::format("lightloop {} fec {}: {} -> {}", kVersion, what, arguments.input,
                          arguments.output),
              columns) +
         header_line("engine", fmt::format("{}: {}", engine.name(), engine.description()),
                     columns) +
         header_line("code", fmt::format("{}: RS({},{})", arguments.code, code.n, code.k), columns);
}

std::string line(const char* name, std::uint64_t value) {
  return fmt::format("{:<24} {}\n", name, value);
}

std::string throughput(const FecFileCounters& counters, std::uint64_t message_bytes) {
  std::string text = line("bytes in", counters.bytes_in) + line("bytes out", counters.bytes_out) +
                     line("codewords", counters.codewords);
  if (counters.engine_seconds > 0)
    text += fmt::format("{:<24} {:.4g} Gb/s\n", "message bits in engine",
                        static_cast<double>(message_bytes) * 8 / 1e9 / counters.engine_seconds);
  return text;
}

std::string corrections(const FecFileCounters& counters, int columns) {
  return line("corrected codewords", counters.corrected_codewords) +
         line("corrected symbols", counters.corrected_symbols) +
         line("uncorrectable codewords", counters.uncorrectable_codewords) +
         "# codewords by corrected symbols, 0 to 15, and uncorrectable\n" +
         wrap("", "  ", fmt::format("{}", fmt::join(counters.histogram, " ")), columns);
}

std::string incomplete(const FecFileCounters& counters, int columns) {
  if (counters.interrupted) return "# incomplete: interrupted\n";
  if (!counters.failure) return "";
  return wrap("# incomplete: ", "# ", counters.failure->substr(0, counters.failure->find('\n')),
              columns);
}

ExitCode judge(const FecFileCounters& counters, const FecArguments& arguments) {
  if (counters.failure) {
    spdlog::error("{}", *counters.failure);
    spdlog::error("{} was not written", arguments.output);
    return ExitCode::kDeviceFailure;
  }
  if (counters.interrupted) {
    spdlog::warn("interrupted: {} was not written", arguments.output);
    return ExitCode::kInterrupted;
  }
  if (counters.uncorrectable_codewords == 0) return ExitCode::kGood;
  spdlog::error(
      "{} of {} codewords are uncorrectable and were written as received: {}{}",
      counters.uncorrectable_codewords, counters.codewords,
      fmt::join(counters.first_uncorrectable, ", "),
      counters.uncorrectable_codewords > counters.first_uncorrectable.size() ? ", ..." : "");
  return ExitCode::kCheckFailed;
}

ExitCode encode(const FecArguments& arguments) {
  ResultStream results(file_roles(arguments));
  const auto engine = arguments.engine.make();
  ProgressBar bar;
  const auto counters = encode_file(*engine, parse_code(arguments.code), arguments.input,
                                    arguments.output, make_hooks(arguments.input, bar));
  bar.clear();
  results.print(header("encode", arguments, *engine, results.columns()) +
                throughput(counters, counters.bytes_in) + incomplete(counters, results.columns()));
  return results.verdict(judge(counters, arguments));
}

ExitCode decode(const FecArguments& arguments) {
  ResultStream results(file_roles(arguments));
  const auto engine = arguments.engine.make();
  ProgressBar bar;
  const auto counters =
      decode_file(*engine, parse_code(arguments.code), arguments.input, arguments.output,
                  arguments.length, make_hooks(arguments.input, bar));
  bar.clear();
  results.print(header("decode", arguments, *engine, results.columns()) +
                throughput(counters, counters.bytes_out) +
                corrections(counters, results.columns()) + incomplete(counters, results.columns()));
  return results.verdict(judge(counters, arguments));
}

void add_arguments(CLI::App& command, FecArguments& arguments) {
  command.add_option("--code", arguments.code, "kp4: RS(544,514); kr4: RS(528,514)")
      ->required()
      ->check(one_of({"kp4", "kr4"}))
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
      "the last one is filled up with zeros. A codeword is 680 bytes (kp4) or 660 bytes (kr4). The "
      "output file appears when it is complete.");
  {
    auto arguments = std::make_shared<FecArguments>();
    CLI::App& sub = *command.add_subcommand("encode", "Bytes to codewords");
    add_arguments(sub, *arguments);
    sub.add_option("IN", arguments->input, "message file")->required()->type_name("FILE");
    sub.add_option("OUT", arguments->output, "codeword file")->required()->type_name("FILE");
    sub.callback([arguments, &exit_code] { exit_code = encode(*arguments); });
  }
  {
    auto arguments = std::make_shared<FecArguments>();
    CLI::App& sub = *command.add_subcommand(
        "decode", "Codewords to bytes; exits with 1 when a codeword is uncorrectable");
    add_arguments(sub, *arguments);
    sub.add_option("--length", arguments->length,
                   "bytes of the message file; without it whole messages are written")
        ->transform(whole_number())
        ->type_name("BYTES");
    sub.add_option("IN", arguments->input, "codeword file")->required()->type_name("FILE");
    sub.add_option("OUT", arguments->output, "message file")->required()->type_name("FILE");
    sub.callback([arguments, &exit_code] { exit_code = decode(*arguments); });
  }
}

}  // namespace lightloop::host
