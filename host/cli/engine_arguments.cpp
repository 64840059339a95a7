// SPDX-License-Identifier: Apache-2.0
#include "host/cli/engine_arguments.hpp"

#include <fmt/format.h>

#include "host/base/errors.hpp"
#include "host/cli/one_of.hpp"
#include "host/cli/whole_number.hpp"
#include "host/engine/engine_names.hpp"

namespace lightloop::host {

namespace {

constexpr std::uint64_t kLastDevice = 255;

}  // namespace

void EngineArguments::add_to(CLI::App& command) {
  command
      .add_option("--engine", engine,
                  "what runs the digital datapath: golden (C++ model), rtl (Verilated RTL in this "
                  "process), emu (kernels behind XRT, emulated), card (FPGA card)")
      ->required()
      ->type_name("ENGINE")
      ->check(one_of(engine_names()));
  command
      .add_option("--xclbin", xclbin,
                  "emu, card: the kernels (default for emu: those of this build)")
      ->type_name("FILE");
  command.add_option("--device", device, "emu, card: index of the XRT device")
      ->type_name("N")
      ->transform(whole_number({0, kLastDevice}))
      ->default_str("0");
  command.add_option("--threads", threads, "golden: threads; 0 is one per processor")
      ->type_name("N")
      ->transform(whole_number({0, 1024}))
      ->default_str("0");
}

std::unique_ptr<Engine> EngineArguments::make() const {
  const EngineKind kind = parse_engine_kind(engine);
  const bool behind_xrt = kind == EngineKind::kEmu || kind == EngineKind::kCard;
  const auto refuse = [this](const char* option, const char* expected) {
    throw InputError(
        fmt::format("{}: found with engine {}, expected {}", option, engine, expected));
  };
  if (xclbin && !behind_xrt) refuse("--xclbin", "emu or card");
  if (device && !behind_xrt) refuse("--device", "emu or card");
  if (threads && kind != EngineKind::kGolden) refuse("--threads", "golden");
  EngineOptions options;
  options.device_index = device.value_or(0);
  options.threads = threads.value_or(0);
  if (xclbin) options.xclbin = *xclbin;
  return make_engine(kind, options);
}

}  // namespace lightloop::host
