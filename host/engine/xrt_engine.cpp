// SPDX-License-Identifier: Apache-2.0
#include "host/engine/xrt_engine.hpp"

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fmt/format.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <xrt/xrt_device.h>
#include <xrt/xrt_uuid.h>

#include "drivers/fec_kernel.hpp"
#include "drivers/link_kernel.hpp"
#include "host/base/errors.hpp"
#include "host/engine/device_thread.hpp"
#include "host/engine/xclbin_check.hpp"
#include "host/engine/xrt_devices.hpp"
#include "sim/base/in_quotes.hpp"
#include "sim/xrt/emulation/emulation.hpp"

namespace lightloop::host {
namespace {

constexpr const char* kEmulatedXclbinName = "lightloop_emu.xclbin";
constexpr const char* kFecKernel = "ll_fec";
constexpr const char* kLinkKernel = "ll_link";
constexpr std::string_view kKernels[] = {kFecKernel, kLinkKernel};

// What XRT and the drivers throw, as the one error that engines throw. std::invalid_argument is the
// caller's own mistake and passes.
template <typename Work>
auto guarded(const std::string& doing, const Work& work) {
  try {
    return work();
  } catch (const DeviceError&) {
    throw;
  } catch (const std::invalid_argument&) {
    throw;
  } catch (const std::exception& error) {
    throw DeviceError(fmt::format("{}: {}", doing, error.what()));
  }
}

// As guarded, for calls into XRT alone: all that they throw is about the device.
template <typename Work>
auto guarded_xrt(const std::string& doing, const char* remedy, const Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    throw DeviceError(fmt::format("{}: {}. {}", doing, error.what(), remedy));
  }
}

// The build's own: beside the running program, in ../lib/lightloop from it, or where the build put
// it.
std::filesystem::path find_emulated_xclbin() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  const std::filesystem::path places[] = {
      program / kEmulatedXclbinName,
      program.parent_path() / "lib" / "lightloop" / kEmulatedXclbinName, LIGHTLOOP_EMU_XCLBIN};
  std::string searched;
  for (const auto& place : places) {
    if (std::filesystem::exists(place, error)) return place;
    searched += fmt::format("\n  {}", place.string());
  }
  throw DeviceError(fmt::format(
      "engine emu: no {}, looked for\n{}\nBuild it (scripts/build), or name one with --xclbin",
      kEmulatedXclbinName, searched.substr(1)));
}

// In emulation XRT counts its devices only after the first was opened.
void check_card_present(unsigned index) {
  const XrtDevices found = list_xrt_devices();
  if (index < found.devices.size()) return;  // what is wrong with it, opening it says
  throw DeviceError(fmt::format(
      "engine card: XRT sees {} device{}, number {} was asked for{}. It takes a card in a PCIe "
      "slot, XRT with its kernel drivers, the shell of the platform on the card, and the kernels "
      "built for it (scripts/build-card); `lightloop devices` says what is there and what to do. "
      "Without a card, --engine emu runs the same kernels",
      found.devices.size(), found.devices.size() == 1 ? "" : "s", index,
      found.problem.empty() ? "" : " (" + found.problem + ")"));
}

// The file to load, fit to be loaded.
std::filesystem::path choose_xclbin(XclbinUse use, const EngineOptions& options) {
  if (options.xclbin) {
    check_xclbin(*options.xclbin, use, kKernels);
    return *options.xclbin;
  }
  if (use != XclbinUse::kEmulatedCard) {
    if (use == XclbinUse::kCard) check_card_present(options.device_index);
    throw InputError(
        "engine card: no xclbin given. Build the kernels for the platform of the card "
        "(scripts/build-card) and name the file with --xclbin");
  }
  auto path = find_emulated_xclbin();
  check_xclbin(path, use, kKernels);
  return path;
}

// What the environment makes of the engine.
XclbinUse use_in_environment(EngineKind kind) {
  const bool inside = xrt_emulation::is_inside_emulation();
  if (kind == EngineKind::kEmu) {
    if (inside) return XclbinUse::kEmulatedCard;
    throw DeviceError(
        "engine emu: the process is not inside XRT's emulation. Start the program with `lightloop "
        "emu -- PROGRAM`");
  }
  if (inside)
    throw DeviceError(
        "engine card: the process is inside `lightloop emu`, which hides the cards; start it "
        "without, or use --engine emu");
  const char* mode = std::getenv("XCL_EMULATION_MODE");
  if (mode == nullptr || *mode == '\0') return XclbinUse::kCard;
  if (std::string_view(mode) == "hw_emu") return XclbinUse::kVendorEmulation;
  throw DeviceError(
      fmt::format("engine card: XCL_EMULATION_MODE is {}, expected hw_emu (AMD's emulation) or "
                  "nothing (a card)",
                  in_quotes(mode)));
}

}  // namespace

// Everything that lives on the device.
class XrtEngine::Device {
 public:
  Device(EngineKind kind, unsigned index, std::filesystem::path xclbin)
      : kind_(kind),
        index_(index),
        xclbin_(std::move(xclbin)),
        device_(guarded_xrt(fmt::format("opening device {}", index),
                            "`lightloop devices` lists what XRT sees",
                            [&] { return xrt::device(index); })),
        uuid_(guarded_xrt(fmt::format("loading {} into device {}", xclbin_.string(), index),
                          "Does it fit the platform of the device?",
                          [&] { return device_.load_xclbin(xclbin_.string()); })),
        fec_(open_kernel<drivers::FecKernel>(kFecKernel)),
        link_(open_kernel<drivers::LinkKernel>(kLinkKernel)) {}

  drivers::FecKernel& fec() { return fec_; }
  drivers::LinkKernel& link() { return link_; }

  std::string describe() const {
    const auto name = device_.get_info<xrt::info::device::name>();
    return fmt::format("{} {} ({}), {}, {} and {} symbols per clock",
                       kind_ == EngineKind::kEmu ? "emulated card" : "card", index_, name,
                       xclbin_.filename().string(), fec_.capability().symbols_per_clock,
                       link_.capability().symbols_per_clock);
  }

  // The number of the session that owns the link kernel; an older one has ended.
  std::uint64_t begin_session() { return ++session_; }
  std::uint64_t session() const { return session_; }

 private:
  template <typename Kernel>
  Kernel open_kernel(const char* name) {
    return guarded_xrt(
        fmt::format("opening kernel {} of {}", name, xclbin_.string()),
        "The xclbin must hold the kernels ll_fec and ll_link of this version, and no "
        "other program may be using them",
        [&] { return Kernel(device_, uuid_); });
  }

  EngineKind kind_;
  unsigned index_;
  std::filesystem::path xclbin_;
  xrt::device device_;
  xrt::uuid uuid_;
  drivers::FecKernel fec_;
  drivers::LinkKernel link_;
  std::uint64_t session_ = 0;
};

// The device and the thread that uses it. Link sessions share it, so that it outlives the engine
// when they do.
class XrtEngine::SharedDevice {
  static constexpr std::string_view kTitle = "engine ";

  template <typename Work>
  auto use_thread(const Work& work) {
    return guarded(title_, [&] { return thread_.run(work); });
  }

 public:
  /// Calls `work` with the device.
  template <typename Work>
  auto use(const Work& work) {
    return use_thread([device = device_, work] { return work(*device); });
  }

  SharedDevice(EngineKind kind, unsigned index, const std::filesystem::path& xclbin)
      : title_(fmt::format("{}{}", kTitle, kind == EngineKind::kEmu ? "emu" : "card")),
        device_(use_thread([=] { return std::make_shared<Device>(kind, index, xclbin); })),
        description_(use([](const Device& device) { return device.describe(); })) {}
  ~SharedDevice() {
    auto device = std::make_shared<std::shared_ptr<Device>>(std::move(device_));
    try {
      thread_.run([device] { device->reset(); });
    } catch (const std::exception&) {
      // A device that has failed cannot be closed: it is left behind, with the thread that uses it.
      static_cast<void>(new std::shared_ptr<std::shared_ptr<Device>>(std::move(device)));
    }
  }
  SharedDevice(const SharedDevice&) = delete;
  SharedDevice& operator=(const SharedDevice&) = delete;

  /// Also of a device that has failed.
  std::string_view name() const { return std::string_view(title_).substr(kTitle.size()); }
  const std::string& description() const { return description_; }

 private:
  std::string title_;  // for messages
  DeviceThread thread_;
  std::shared_ptr<Device> device_;
  std::string description_;
};

namespace {

template <typename SharedDevice>
class XrtLinkSession : public LinkSession {
 public:
  explicit XrtLinkSession(std::shared_ptr<SharedDevice> device)
      : device_(std::move(device)),
        session_(device_->use([](auto& device) { return device.begin_session(); })) {}

  golden::LinkCounters advance(std::uint64_t codewords) override {
    return device_->use([session = session_, codewords](auto& device) {
      if (session != device.session())
        throw std::runtime_error("this link session ended when another was opened");
      return device.link().advance(codewords);
    });
  }

 private:
  std::shared_ptr<SharedDevice> device_;
  std::uint64_t session_;
};

}  // namespace

XrtEngine::XrtEngine(EngineKind kind, const EngineOptions& options) {
  if (kind != EngineKind::kEmu && kind != EngineKind::kCard) {
    throw std::invalid_argument("XrtEngine: kind is neither emu nor card");
  }
  const XclbinUse use = use_in_environment(kind);
  const std::filesystem::path xclbin = choose_xclbin(use, options);
  if (use == XclbinUse::kCard) check_card_present(options.device_index);
  device_ = std::make_shared<SharedDevice>(kind, options.device_index, xclbin);
}

XrtEngine::~XrtEngine() = default;

std::string_view XrtEngine::name() const { return device_->name(); }

std::string XrtEngine::description() const { return device_->description(); }

void XrtEngine::encode(golden::RsCode code, std::span<const golden::FecSymbol> messages,
                       std::span<golden::FecSymbol> codewords) {
  device_->use([=](Device& device) { device.fec().encode(code, messages, codewords); });
}

void XrtEngine::decode(golden::RsCode code, std::span<const golden::FecSymbol> received,
                       std::span<golden::FecSymbol> corrected,
                       std::span<golden::CodewordStatus> status) {
  device_->use([=](Device& device) { device.fec().decode(code, received, corrected, status); });
}

std::unique_ptr<LinkSession> XrtEngine::open_link(const golden::DigitalLinkConfig& config) {
  device_->use([config](Device& device) { device.link().open(config); });
  return std::make_unique<XrtLinkSession<SharedDevice>>(device_);
}

}  // namespace lightloop::host
