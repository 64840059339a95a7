// SPDX-License-Identifier: Apache-2.0
// interrupt_host CASE XCLBIN: interrupts of the kernel alarm (tests/xrt/alarm) through xrt::ip.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <experimental/xrt_ip.h>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <xrt/xrt_device.h>
#include <xrt/xrt_kernel.h>

namespace {

using std::chrono::milliseconds;
constexpr std::uint32_t kControl = 0x00, kGie = 0x04, kIer = 0x08, kIsr = 0x0c, kLength = 0x10;
constexpr std::uint32_t kRings = 0x18;
constexpr milliseconds kShort(50);
constexpr milliseconds kLong(60000);

void expect(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(what);
}

/// A card with the kernel, and what its host does.
class Alarm {
 public:
  explicit Alarm(const xrt::device& device, const xrt::uuid& uuid, const std::string& unit)
      : ip_(device, uuid, unit) {
    ip_.write_register(kGie, 1);
    ip_.write_register(kIer, 1);
  }
  void set(std::uint32_t clocks) {
    ip_.write_register(kLength, clocks);
    ip_.write_register(kControl, 1);
  }
  bool is_raised() { return ip_.read_register(kIsr) == 1; }
  void clear() { ip_.write_register(kIsr, 1); }
  xrt::ip& ip() { return ip_; }

 private:
  xrt::ip ip_;
};

template <class Work>
std::string error_of(Work work) {
  try {
    work();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

// Starts by a register, and is told of the end.
void wait(xrt::device& device, const xrt::uuid& uuid) {
  Alarm alarm(device, uuid, "alarm:{alarm_1}");
  auto interrupt = alarm.ip().create_interrupt_notify();
  for (std::uint32_t round = 1; round <= 3; ++round) {
    alarm.set(10000 * round);
    interrupt.wait();
    expect(alarm.is_raised(), "the kernel says that it has rung");
    expect(alarm.ip().read_register(kRings) == round, "once a round");
    alarm.clear();
    // wait() has unmasked it while the line was still up: that counts once more, as on a card.
    expect(interrupt.wait(kShort) == std::cv_status::no_timeout, "a level counts again");
    interrupt.wait();
  }
}

// A time limit: it comes before, or not.
void wait_for(xrt::device& device, const xrt::uuid& uuid) {
  Alarm alarm(device, uuid, "alarm:{alarm_1}");
  auto interrupt = alarm.ip().create_interrupt_notify();
  expect(interrupt.wait(kShort) == std::cv_status::timeout, "nothing was started");
  alarm.set(50000);
  expect(interrupt.wait(kLong) == std::cv_status::no_timeout, "it comes");
  expect(interrupt.wait(milliseconds(0)) == std::cv_status::no_timeout, "looking does not take it");
  alarm.clear();
  interrupt.wait();
  expect(interrupt.wait(kShort) == std::cv_status::timeout, "it has been taken");
}

void disable(xrt::device& device, const xrt::uuid& uuid) {
  Alarm alarm(device, uuid, "alarm:{alarm_1}");
  auto interrupt = alarm.ip().create_interrupt_notify();
  interrupt.disable();
  alarm.set(100);
  expect(interrupt.wait(kShort) == std::cv_status::timeout, "it is disabled");
  expect(alarm.is_raised(), "the kernel has rung all the same");
  interrupt.enable();
  expect(interrupt.wait(kLong) == std::cv_status::no_timeout, "the line is still up");
  // The kernel's own enables.
  alarm.clear();
  interrupt.wait();
  interrupt.disable();
  alarm.ip().write_register(kGie, 0);
  interrupt.enable();
  alarm.set(100);
  expect(interrupt.wait(kShort) == std::cv_status::timeout, "the kernel keeps it to itself");
  alarm.ip().write_register(kGie, 1);
  expect(interrupt.wait(kLong) == std::cv_status::no_timeout, "and lets it out");
}

// Each compute unit has its own.
void units(xrt::device& device, const xrt::uuid& uuid) {
  Alarm first(device, uuid, "alarm:{alarm_1}");
  Alarm second(device, uuid, "alarm:{alarm_2}");
  auto of_first = first.ip().create_interrupt_notify();
  auto of_second = second.ip().create_interrupt_notify();
  second.set(1000);
  expect(of_second.wait(kLong) == std::cv_status::no_timeout, "that of the second comes");
  expect(of_first.wait(milliseconds(0)) == std::cv_status::timeout, "and not that of the first");
  first.set(1000);
  expect(of_first.wait(kLong) == std::cv_status::no_timeout, "that of the first");
}

// A host that sleeps meanwhile finds it done: with LIGHTLOOP_EMU_RATE.
void sleep(xrt::device& device, const xrt::uuid& uuid) {
  Alarm alarm(device, uuid, "alarm:{alarm_1}");
  auto interrupt = alarm.ip().create_interrupt_notify();
  alarm.set(10000);  // 10 ms at 1 MHz
  std::this_thread::sleep_for(milliseconds(500));
  expect(interrupt.wait(milliseconds(0)) == std::cv_status::no_timeout, "it came while we slept");
  alarm.clear();
  interrupt.wait();
  const auto start = std::chrono::steady_clock::now();
  alarm.set(300000);
  interrupt.wait();
  const auto time = std::chrono::steady_clock::now() - start;
  expect(time >= milliseconds(250), "waiting does not make time pass faster than the rate says");
}

// A kernel whose description has no interrupt, and what was closed and opened again.
void wrong(xrt::device& device, const xrt::uuid& uuid) {
  Alarm mute(device, uuid, "alarm_mute:{alarm_mute_1}");
  const std::string error = error_of([&] { mute.ip().create_interrupt_notify(); });
  expect(error.find("the compute unit has no interrupt") != std::string::npos, error.c_str());
  Alarm alarm(device, uuid, "alarm:{alarm_1}");
  {
    auto interrupt = alarm.ip().create_interrupt_notify();
    alarm.set(100);
    expect(interrupt.wait(kLong) == std::cv_status::no_timeout, "it comes");
    alarm.clear();
  }
  auto again = alarm.ip().create_interrupt_notify();
  expect(again.wait(kShort) == std::cv_status::timeout, "what came before is forgotten");
}

}  // namespace

int main(int, char** argv) {
  const std::map<std::string, void (*)(xrt::device&, const xrt::uuid&)> cases{
      {"wait", wait},   {"wait_for", wait_for}, {"disable", disable},
      {"units", units}, {"sleep", sleep},       {"wrong", wrong}};
  try {
    xrt::device device(0);
    const auto uuid = device.load_xclbin(argv[2]);
    cases.at(argv[1])(device, uuid);
    std::printf("PASS\n");
    return 0;
  } catch (const std::exception& error) {
    std::printf("FAIL: %s\n", error.what());
    return 1;
  }
}
