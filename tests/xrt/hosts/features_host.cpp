// SPDX-License-Identifier: Apache-2.0
// A plain XRT program that uses the kernel vadd in the ways that XRT has for it.
//   features_host FEATURE XCLBIN [SECOND_XCLBIN]
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "xrt/xrt_bo.h"
#include "xrt/xrt_device.h"
#include "xrt/xrt_kernel.h"

namespace {

constexpr std::uint32_t kWords = 3000;  // not a whole number of bus beats
constexpr std::size_t kBytes = kWords * sizeof(std::uint32_t);

using Arguments = std::vector<std::string>;

void fill(xrt::bo& buffer, std::uint32_t seed) {
  auto* words = buffer.map<std::uint32_t*>();
  for (std::uint32_t i = 0; i < buffer.size() / 4; ++i) words[i] = seed + i * 2654435761U;
  buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE);
}

void expect_sum(xrt::bo& a, xrt::bo& b, xrt::bo& c) {
  c.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  const auto* pa = a.map<const std::uint32_t*>();
  const auto* pb = b.map<const std::uint32_t*>();
  const auto* pc = c.map<const std::uint32_t*>();
  for (std::uint32_t i = 0; i < kWords; ++i) {
    if (pc[i] != pa[i] + pb[i]) throw std::runtime_error("wrong sum at " + std::to_string(i));
  }
}

void expect_vadd(const xrt::device& device, xrt::kernel vadd, std::uint32_t seed) {
  xrt::bo a(device, kBytes, vadd.group_id(0));
  xrt::bo b(device, kBytes, vadd.group_id(1));
  xrt::bo c(device, kBytes, vadd.group_id(2));
  fill(a, seed);
  fill(b, seed * 3);
  vadd(a, b, c, kWords).wait();
  expect_sum(a, b, c);
}

// Many runs on all compute units at once; XRT gives each to a unit that is free.
void units(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments[0]);
  xrt::kernel vadd(device, uuid, "vadd");
  struct Job {
    xrt::bo a, b, c;
    xrt::run run;
  };
  std::vector<Job> jobs;
  for (std::uint32_t i = 0; i < 8; ++i) {
    Job job{xrt::bo(device, kBytes, vadd.group_id(0)), xrt::bo(device, kBytes, vadd.group_id(1)),
            xrt::bo(device, kBytes, vadd.group_id(2)), xrt::run()};
    fill(job.a, i);
    fill(job.b, 7 * i);
    jobs.push_back(job);
  }
  for (Job& job : jobs) job.run = vadd(job.a, job.b, job.c, kWords);
  for (Job& job : jobs) job.run.wait();
  for (Job& job : jobs) expect_sum(job.a, job.b, job.c);
  expect_vadd(device, xrt::kernel(device, uuid, "vadd:{vadd_2}"), 5);
}

void devices(const Arguments& arguments) {
  xrt::device first(0);
  xrt::device second(1);
  const auto uuid = first.load_xclbin(arguments[0]);
  second.load_xclbin(arguments[0]);
  for (std::uint32_t seed = 0; seed < 3; ++seed) {
    expect_vadd(first, xrt::kernel(first, uuid, "vadd"), seed);
    expect_vadd(second, xrt::kernel(second, uuid, "vadd"), 100 + seed);
  }
}

// A second xclbin in the same process replaces the first one.
void reload(const Arguments& arguments) {
  xrt::device device(0);
  for (const std::string& file : {arguments[0], arguments.at(1), arguments[0]}) {
    const auto uuid = device.load_xclbin(file);
    expect_vadd(device, xrt::kernel(device, uuid, "vadd"), 9);
  }
}

void reopen(const Arguments& arguments) {
  for (int i = 0; i < 2; ++i) {
    xrt::device device(0);
    const auto uuid = device.load_xclbin(arguments[0]);
    expect_vadd(device, xrt::kernel(device, uuid, "vadd"), 11);
  }
}

void copy(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments[0]);
  xrt::kernel vadd(device, uuid, "vadd");
  xrt::bo source(device, kBytes, vadd.group_id(0));
  xrt::bo target(device, kBytes, vadd.group_id(1));
  fill(source, 42);
  fill(target, 0);
  target.copy(source);
  target.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  if (std::memcmp(source.map<void*>(), target.map<void*>(), kBytes) != 0) {
    throw std::runtime_error("the copy differs");
  }
}

// The kernel works on parts of one buffer, which arrive and leave in parts.
void parts(const Arguments& arguments) {
  constexpr std::size_t kPart = 16384;
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments[0]);
  xrt::kernel vadd(device, uuid, "vadd");
  xrt::bo whole(device, 3 * kPart, vadd.group_id(0));
  auto* words = whole.map<std::uint32_t*>();
  std::iota(words, words + 3 * kPart / 4, 0U);
  whole.sync(XCL_BO_SYNC_BO_TO_DEVICE, kPart, 0);
  whole.sync(XCL_BO_SYNC_BO_TO_DEVICE, kPart, kPart);
  xrt::bo a(whole, kPart, 0);
  xrt::bo b(whole, kPart, kPart);
  xrt::bo c(whole, kPart, 2 * kPart);
  vadd(a, b, c, kWords).wait();
  whole.sync(XCL_BO_SYNC_BO_FROM_DEVICE, kPart, 2 * kPart);
  for (std::uint32_t i = 0; i < kWords; ++i) {
    const std::uint32_t expected = 2 * i + static_cast<std::uint32_t>(kPart / 4);
    if (words[2 * kPart / 4 + i] != expected) {
      throw std::runtime_error("wrong sum at " + std::to_string(i));
    }
  }
}

// The kernel reads and writes the host's memory; nothing is copied to the device.
void host_only(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments[0]);
  xrt::kernel vadd(device, uuid, "vadd");
  const auto make = [&](int index) {
    return xrt::bo(device, kBytes, xrt::bo::flags::host_only, vadd.group_id(index));
  };
  xrt::bo a = make(0);
  xrt::bo b = make(1);
  xrt::bo c = make(2);
  fill(a, 1);
  fill(b, 2);
  vadd(a, b, c, kWords).wait();
  expect_sum(a, b, c);
}

void peer_to_peer(const Arguments& arguments) {
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments[0]);
  xrt::kernel vadd(device, uuid, "vadd");
  const auto make = [&](int index) {
    return xrt::bo(device, kBytes, xrt::bo::flags::p2p, vadd.group_id(index));
  };
  xrt::bo a = make(0);
  xrt::bo b = make(1);
  xrt::bo c = make(2);
  const auto words = [](xrt::bo& buffer) { return buffer.map<std::uint32_t*>(); };
  for (std::uint32_t i = 0; i < kWords; ++i) {
    words(a)[i] = i;
    words(b)[i] = 3 * i;
  }
  vadd(a, b, c, kWords).wait();
  for (std::uint32_t i = 0; i < kWords; ++i) {
    if (words(c)[i] != 4 * i) throw std::runtime_error("wrong sum at " + std::to_string(i));
  }
}

// Prints the speed of transfers; checks that the data come back.
void bandwidth(const Arguments& arguments) {
  constexpr std::size_t kSize = std::size_t{64} << 20;
  xrt::device device(0);
  const auto uuid = device.load_xclbin(arguments[0]);
  xrt::bo buffer(device, kSize, xrt::kernel(device, uuid, "vadd").group_id(0));
  fill(buffer, 1);
  const auto time = [&](const char* what, xclBOSyncDirection direction) {
    const auto start = std::chrono::steady_clock::now();
    buffer.sync(direction);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("%s %.2f GB/s\n", what, kSize / seconds.count() / 1e9);
  };
  time("to device", XCL_BO_SYNC_BO_TO_DEVICE);
  std::memset(buffer.map<void*>(), 0, kSize);
  time("from device", XCL_BO_SYNC_BO_FROM_DEVICE);
  const auto* words = buffer.map<const std::uint32_t*>();
  for (std::uint32_t i = 0; i < kSize / 4; ++i) {
    if (words[i] != 1 + i * 2654435761U) throw std::runtime_error("data differ");
  }
}

const std::map<std::string, std::function<void(const Arguments&)>> kFeatures{
    {"units", units},         {"devices", devices},  {"reload", reload},
    {"reopen", reopen},       {"copy", copy},        {"parts", parts},
    {"host_only", host_only}, {"p2p", peer_to_peer}, {"bandwidth", bandwidth},
};

}  // namespace

int main(int argc, char** argv) {
  const auto feature = argc > 2 ? kFeatures.find(argv[1]) : kFeatures.end();
  if (feature == kFeatures.end()) {
    std::fprintf(stderr, "usage: %s FEATURE XCLBIN [SECOND_XCLBIN]\n", argv[0]);
    return 2;
  }
  try {
    feature->second({argv + 2, argv + argc});
  } catch (const std::exception& error) {
    std::printf("FAIL %s: %s\n", argv[1], error.what());
    return 1;
  }
  std::printf("PASS %s\n", argv[1]);
  return 0;
}
