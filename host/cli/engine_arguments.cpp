// SPDX-License-Identifier: Apache-2.0
#include "host/cli/engine_arguments.hpp"

#include <fmt/format.h>
#include <stdexcept>

#include "host/base/errors.hpp"
#include "host/base/input_file.hpp"
#include "sim/xrt/xclbin/validate.hpp"
#include "sim/xrt/xclbin/xclbin_file.hpp"

namespace lightloop::host {
namespace {

// That of a large card has some hundred megabytes.
constexpr std::uintmax_t kLargestXclbin = std::uintmax_t{4} << 30;

// A file that is missing or damaged is bad input, not a failure of the device.
void check_xclbin(const std::string& file, EngineKind kind) {
  try {
    require_regular_file(file, kLargestXclbin, "an xclbin file");
    const auto xclbin = xclbin::XclbinFile::load(file);
    if (kind == EngineKind::kEmu) xclbin::validate_for_emulation(xclbin);
  } catch (const InputError& error) {
    throw InputError(fmt::format("--xclbin: {}", error.what()));
  } catch (const xclbin::XclbinError& error) {
    throw InputError(fmt::format("--xclbin: {}", error.what()));
  }
}

}  // namespace

void EngineArguments::add_to(CLI::App& command) {
  command
      .add_option("--engine", engine,
                  "what runs the digital datapath: golden (C++ model), rtl (Verilated RTL in this "
                  "process), emu (kernels behind XRT, emulated), card (FPGA card)")
      ->required()
      ->type_name("ENGINE")
      ->check([](const std::string& name) {
        try {
          static_cast<void>(parse_engine_kind(name));
          return std::string();
        } catch (const std::invalid_argument& error) {
          return std::string(error.what());
        }
      });
  command
      .add_option("--xclbin", xclbin,
                  "emu, card: the kernels (default for emu: those of this build)")
      ->type_name("FILE");
  command.add_option("--device", device, "emu, card: index of the XRT device")
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--threads", threads, "golden: threads; 0 is one per processor")
      ->type_name("N")
      ->check(CLI::Range(0U, 1024U))
      ->capture_default_str();
}

std::unique_ptr<Engine> EngineArguments::make() const {
  const EngineKind kind = parse_engine_kind(engine);
  EngineOptions options;
  options.device_index = device;
  options.threads = threads;
  if (xclbin) {
    if (kind != EngineKind::kEmu && kind != EngineKind::kCard)
      throw InputError(fmt::format("--xclbin: found with engine {}, expected emu or card", engine));
    check_xclbin(*xclbin, kind);
    options.xclbin = *xclbin;
  }
  return make_engine(kind, options);
}

}  // namespace lightloop::host
