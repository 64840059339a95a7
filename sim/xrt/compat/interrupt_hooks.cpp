// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <xrt.h>

#include "sim/xrt/compat/card_hooks.hpp"
#include "sim/xrt/compat/card_memory.hpp"
#include "sim/xrt/compat/never_destroyed.hpp"
#include "sim/xrt/compat/virtual_table.hpp"
#include "sim/xrt/compat/xrt_error.hpp"
#include "sim/xrt/device/protocol.hpp"

namespace lightloop::xrt_compat {
namespace {

using xrt_protocol::InterruptCommand;
using xrt_protocol::InterruptState;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Member functions of the driver's device, as functions of their object. Handles are what they make
// of them.
using Open = int(void* device, unsigned unit);
using Close = void(void* device, int handle);
using Wait = void(void* device, int handle);
using WaitFor = std::cv_status(void* device, int handle, std::int32_t timeout_ms);
using HandleOfCard = xclDeviceHandle(const void* device);

HandleOfCard* device_handle = nullptr;

// How long a host sleeps between two looks where time passes by itself.
constexpr milliseconds kNap(1);

// The interrupt of a compute unit of a card, which the device keeps (protocol.hpp).
class Interrupt {
 public:
  Interrupt(const void* device, unsigned unit)
      : device_(device_handle(device)),
        address_(xrt_protocol::kInterrupts + xrt_protocol::kInterruptBytes * unit) {}
  friend bool operator==(const Interrupt&, const Interrupt&) = default;

  bool is_there() const { return state(address_).mark == InterruptState::kMark; }
  void command(InterruptCommand command) const {
    const std::uint32_t word = command;
    if (!write_card_memory(device_, &word, sizeof word, address_))
      throw xrt_core::system_error(std::errc::io_error, "interrupt of a compute unit");
  }
  /// False if it has not come before `end`; nothing: there is no end.
  bool await(const std::optional<Clock::time_point>& end) const {
    for (;;) {
      if (state(address_).count != 0) return true;
      if (end && Clock::now() >= *end) return false;
      const InterruptState later = state(address_ + xrt_protocol::kInterruptsAwaited);
      if (later.count == 0 && later.follows_wall_time != 0) std::this_thread::sleep_for(kNap);
    }
  }

 private:
  InterruptState state(std::uint64_t address) const {
    InterruptState state{.mark = 0};
    if (!read_card_memory(device_, &state, sizeof state, address))
      throw xrt_core::system_error(std::errc::io_error, "interrupt of a compute unit");
    return state;
  }

  xclDeviceHandle device_;
  std::uint64_t address_;
};

struct Interrupts {
  std::mutex mutex;
  int last = 0;
  std::map<int, Interrupt> all;
};

Interrupts& interrupts() { return never_destroyed<Interrupts>(); }

Interrupt find(int handle) {
  const std::scoped_lock lock(interrupts().mutex);
  const auto found = interrupts().all.find(handle);
  if (found == interrupts().all.end())
    throw xrt_core::system_error(std::errc::bad_file_descriptor, "no such interrupt");
  return found->second;
}

// XRT's driver of a card has an interrupt of a compute unit once, and for those that have one.
int open_interrupt(void* device, unsigned unit) {
  const Interrupt interrupt(device, unit);
  if (!interrupt.is_there())
    throw xrt_core::system_error(
        std::errc::invalid_argument,
        "the compute unit has no interrupt (kernel.xml: interrupt=\"true\", "
        "RTL: a port interrupt)");
  const std::scoped_lock lock(interrupts().mutex);
  for (const auto& [handle, other] : interrupts().all)
    if (other == interrupt)
      throw xrt_core::system_error(std::errc::device_or_resource_busy,
                                   "the interrupt of the compute unit is open");
  interrupts().all.emplace(++interrupts().last, interrupt);
  return interrupts().last;
}

void enable_interrupt(void* /*device*/, int handle) {
  find(handle).command(xrt_protocol::kUnmaskInterrupt);
}

void disable_interrupt(void* /*device*/, int handle) {
  find(handle).command(xrt_protocol::kMaskInterrupt);
}

void close_interrupt(void* device, int handle) {
  disable_interrupt(device, handle);
  find(handle).command(xrt_protocol::kTakeInterrupts);
  const std::scoped_lock lock(interrupts().mutex);
  interrupts().all.erase(handle);
}

void wait_for_interrupt(void* /*device*/, int handle) {
  const Interrupt interrupt = find(handle);
  interrupt.await(std::nullopt);
  interrupt.command(xrt_protocol::kTakeInterrupts);
}

// Looks and does not take: as XRT's driver of a card.
std::cv_status wait_for_interrupt_until(void* /*device*/, int handle, std::int32_t timeout_ms) {
  const std::optional<Clock::time_point> end =
      timeout_ms < 0 ? std::nullopt : std::optional(Clock::now() + milliseconds(timeout_ms));
  return find(handle).await(end) ? std::cv_status::no_timeout : std::cv_status::timeout;
}

}  // namespace

// The driver's device has what the core library gives one that knows no interrupts: it throws.
void redirect_interrupts(const LoadedLibrary& driver) {
  constexpr const char* kDevice = "_ZTVN8xrt_core5hwemu6deviceE";
  device_handle =
      find_function<HandleOfCard>(driver, "_ZNK8xrt_core11device_pcie17get_device_handleEv");
  static Open* open = nullptr;
  static Close* close = nullptr;
  static Close* enable = nullptr;
  static Close* disable = nullptr;
  static Wait* wait = nullptr;
  static WaitFor* wait_for = nullptr;
  const bool complete =
      device_handle && is_card_memory_usable() &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core5ishim24open_ip_interrupt_notifyEj", open,
                       open_interrupt) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core5ishim25close_ip_interrupt_notifyEi", close,
                       close_interrupt) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core5ishim19enable_ip_interruptEi", enable,
                       enable_interrupt) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core5ishim20disable_ip_interruptEi", disable,
                       disable_interrupt) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core5ishim17wait_ip_interruptEi", wait,
                       wait_for_interrupt) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core5ishim17wait_ip_interruptEii", wait_for,
                       wait_for_interrupt_until);
  if (!complete)
    std::fprintf(
        stderr,
        "lightloop emu: the devices of %s are not as expected; interrupts of compute units "
        "are not delivered\n",
        driver.soname.c_str());
}

}  // namespace lightloop::xrt_compat
