// SPDX-License-Identifier: Apache-2.0
// An XRT program like those that users write; it knows nothing of Lightloop. What it does is chosen
// by its first argument, the xclbin is the second.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <experimental/xrt_ip.h>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>
#include <xrt/xrt_bo.h>
#include <xrt/xrt_device.h>
#include <xrt/xrt_kernel.h>

namespace {

using Arguments = std::vector<std::string>;
using Seconds = std::chrono::duration<double>;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return Seconds(std::chrono::steady_clock::now() - start).count();
}

void expect(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string("not as expected: ") + what);
}

void add_one(const xrt::device& device, xrt::kernel kernel, std::uint32_t seed,
             std::size_t count = 1000) {
  xrt::bo in(device, count * 4, kernel.group_id(0));
  xrt::bo out(device, count * 4, kernel.group_id(1));
  auto* source = in.map<std::uint32_t*>();
  for (std::size_t i = 0; i < count; ++i) source[i] = seed + static_cast<std::uint32_t>(i) * 3;
  in.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  auto run = kernel(in, out, static_cast<std::uint32_t>(count));
  run.wait();
  out.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  const auto* result = out.map<std::uint32_t*>();
  for (std::size_t i = 0; i < count; ++i) expect(result[i] == source[i] + 1, "out[i] == in[i] + 1");
}

void run(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments.at(0));
  add_one(device, xrt::kernel(device, uuid, "add_one"), 7);
}

void registers(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments.at(0));
  xrt::ip ip(device, uuid, "add_one:{add_one_1}");
  for (std::uint32_t i = 0; i < 100; ++i) {
    ip.write_register(0x40, i * 0x01010101);
    expect(ip.read_register(0x40) == i * 0x01010101, "a register reads what was written");
  }
}

void units(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments.at(0));
  for (unsigned unit = 1; unit <= 3; ++unit)
    add_one(device, {device, uuid, "add_one:{add_one_" + std::to_string(unit) + "}"}, unit);
}

void two_devices(const Arguments& arguments) {
  xrt::device first(0);
  xrt::device second(1);
  const auto uuid_1 = first.load_xclbin(arguments.at(0));
  const auto uuid_2 = second.load_xclbin(arguments.at(0));
  for (std::uint32_t i = 0; i < 4; ++i) {
    add_one(first, {first, uuid_1, "add_one"}, i);
    add_one(second, {second, uuid_2, "add_one"}, 100 + i);
  }
}

void second_xclbin(const Arguments& arguments) {
  xrt::device device(0);
  for (const std::string& file : arguments) {
    const auto uuid = device.load_xclbin(file);
    add_one(device, {device, uuid, "add_one"}, 3);
  }
}

void reopen(const Arguments& arguments) {
  for (int i = 0; i < 3; ++i) run(arguments);
}

void buffers(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments.at(0));
  xrt::kernel kernel(device, uuid, "add_one");
  constexpr std::size_t kBytes = 1 << 16;
  xrt::bo source(device, kBytes, kernel.group_id(0));
  xrt::bo copy(device, kBytes, kernel.group_id(0));
  auto* words = source.map<std::uint32_t*>();
  for (std::size_t i = 0; i < kBytes / 4; ++i) words[i] = static_cast<std::uint32_t>(i * i);
  source.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  copy.copy(source, kBytes);
  copy.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  expect(std::memcmp(copy.map<char*>(), words, kBytes) == 0, "bo.copy copies");
  xrt::bo half(source, kBytes / 2, kBytes / 2);
  std::vector<char> read(kBytes / 2);
  half.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  half.read(read.data());
  expect(std::memcmp(read.data(), words + kBytes / 8, kBytes / 2) == 0,
         "a sub-buffer is a part of its parent");
}

// Messages that grow: what the driver's forgotten realloc() broke.
void growing(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments.at(0));
  xrt::kernel kernel(device, uuid, "add_one");
  for (std::size_t bytes = 4096; bytes <= std::size_t{16} << 20; bytes *= 4) {
    xrt::bo bo(device, bytes, kernel.group_id(0));
    std::vector<std::uint32_t> data(bytes / 4);
    for (std::size_t i = 0; i < data.size(); ++i)
      data[i] = static_cast<std::uint32_t>(i * 2654435761U);
    bo.write(data.data());
    bo.sync(XCL_BO_SYNC_BO_TO_DEVICE);
    std::memset(bo.map<char*>(), 0, bytes);
    bo.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
    expect(std::memcmp(bo.map<char*>(), data.data(), bytes) == 0, "memory reads what was written");
  }
}

void wrong_kernel(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments.at(0));
  xrt::kernel kernel(device, uuid, "no_such_kernel");
}

// Tells that it is ready and goes on running until somebody stops something.
void endless(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments.at(0));
  xrt::kernel kernel(device, uuid, "add_one");
  std::puts("ready");
  std::fflush(stdout);
  for (std::uint32_t i = 0;; ++i) add_one(device, kernel, i);
}

void own_child(const Arguments& arguments) {
  const pid_t child = fork();
  if (child == 0) _exit(9);
  run(arguments);
  int status = 0;
  expect(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 9,
         "the end of a program's own child is left to it");
}

void throw_uncaught(const Arguments& arguments) {
  run(arguments);
  throw 1;  // NOLINT(bugprone-std-exception-baseclass): nobody catches an int
}

void no_load(const Arguments&) { xrt::device device(0); }

void measure(const Arguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments.at(0));
  std::printf("load_ms %.1f\n", seconds_since(start) * 1e3);
  {
    xrt::ip ip(device, uuid, "add_one:{add_one_1}");
    const auto begin = std::chrono::steady_clock::now();
    constexpr int kReads = 10000;
    for (int i = 0; i < kReads; ++i) ip.read_register(0x40);
    std::printf("register_read_us %.1f\n", seconds_since(begin) / kReads * 1e6);
  }
  xrt::kernel kernel(device, uuid, "add_one");
  constexpr std::size_t kBytes = std::size_t{64} << 20;
  xrt::bo bo(device, kBytes, kernel.group_id(0));
  std::memset(bo.map<char*>(), 1, kBytes);
  for (const auto direction : {XCL_BO_SYNC_BO_TO_DEVICE, XCL_BO_SYNC_BO_FROM_DEVICE}) {
    const auto begin = std::chrono::steady_clock::now();
    bo.sync(direction);
    std::printf("%s_gb_per_s %.2f\n", direction == XCL_BO_SYNC_BO_TO_DEVICE ? "h2d" : "d2h",
                kBytes / seconds_since(begin) / 1e9);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void(const Arguments&)>> actions = {
      {"run", run},
      {"registers", registers},
      {"units", units},
      {"two_devices", two_devices},
      {"second_xclbin", second_xclbin},
      {"reopen", reopen},
      {"buffers", buffers},
      {"growing", growing},
      {"wrong_kernel", wrong_kernel},
      {"endless", endless},
      {"own_child", own_child},
      {"throw_uncaught", throw_uncaught},
      {"no_load", no_load},
      {"measure", measure},
  };
  const auto action = argc > 1 ? actions.find(argv[1]) : actions.end();
  if (action == actions.end()) {
    std::fprintf(stderr, "host_program: unknown action\n");
    return 2;
  }
  try {
    action->second(Arguments(argv + 2, argv + argc));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "host_program: %s\n", error.what());
    return 1;
  }
  std::puts("passed");
  return 0;
}
