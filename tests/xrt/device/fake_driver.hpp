// SPDX-License-Identifier: Apache-2.0
// The calls of XRT's driver to a device process, as it makes them, and what the test kernels are
// asked with them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/device/rpc.pb.h"
#include "tests/xrt/device/fake_host.hpp"

namespace lightloop::xrt_test {

inline constexpr std::uint64_t kDdr = 0x4000000000;
inline constexpr std::uint64_t kHost = 0x2000000000;
inline constexpr std::uint64_t kUnit1 = 0x1800000;
inline constexpr std::uint64_t kUnit2 = 0x1810000;
inline constexpr std::uint64_t kChainUnit = 0x1820000;
inline constexpr std::uint32_t kWords = 1000;
inline constexpr std::size_t kBytes = kWords * sizeof(std::uint32_t);

/// The calls as a driver makes them.
class Driver {
 public:
  explicit Driver(FakeHost& host) : host_(host) {}

  xrt_device::rpc::AllocateReply allocate(std::uint64_t address, std::uint64_t size,
                                          bool p2p = false) {
    xrt_device::rpc::AllocateRequest request;
    request.set_address(address);
    request.set_size(size);
    request.set_peer_to_peer(p2p);
    return host_.call<xrt_device::rpc::AllocateReply>(xrt_protocol::kAllocate, request);
  }
  void release(std::uint64_t address) {
    xrt_device::rpc::FreeRequest request;
    request.set_address(address);
    EXPECT_TRUE(host_.call<xrt_device::rpc::FreeReply>(xrt_protocol::kFree, request).ok());
  }
  void write_memory(std::uint64_t address, const std::string& data, std::uint64_t seek = 0) {
    xrt_device::rpc::WriteMemoryRequest request;
    request.set_destination(address);
    request.set_seek(seek);
    request.set_data(data);
    request.set_size(data.size());
    EXPECT_EQ(
        host_.call<xrt_device::rpc::WriteMemoryReply>(xrt_protocol::kWriteMemory, request).size(),
        data.size());
  }
  std::string read_memory(std::uint64_t address, std::uint64_t size, std::uint64_t skip = 0) {
    xrt_device::rpc::ReadMemoryRequest request;
    request.set_source(address);
    request.set_skip(skip);
    request.set_size(size);
    const auto reply =
        host_.call<xrt_device::rpc::ReadMemoryReply>(xrt_protocol::kReadMemory, request);
    EXPECT_EQ(reply.size(), size);
    return reply.data();
  }
  bool write_registers(std::uint64_t address, const std::vector<std::uint32_t>& words) {
    xrt_device::rpc::AccessRequest request;
    request.set_address(address);
    request.set_size(static_cast<std::uint32_t>(4 * words.size()));
    request.set_data(words.data(), 4 * words.size());
    return host_.call<xrt_device::rpc::WriteReply>(xrt_protocol::kWriteRegisters, request).valid();
  }
  std::optional<std::uint32_t> read_register(std::uint64_t address) {
    xrt_device::rpc::AccessRequest request;
    request.set_address(address);
    request.set_size(4);
    const auto reply =
        host_.call<xrt_device::rpc::ReadReply>(xrt_protocol::kReadRegisters, request);
    std::uint32_t word = 0;
    EXPECT_EQ(reply.data().size(), sizeof word);
    std::memcpy(&word, reply.data().data(), sizeof word);
    return reply.valid() ? std::optional(word) : std::nullopt;
  }
  std::uint64_t clocks() {
    return host_
        .call<xrt_device::rpc::TimestampReply>(xrt_protocol::kTimestamp,
                                               xrt_device::rpc::FreeRequest())
        .clocks();
  }

  /// Starts vadd with one write a register, as xrt::run does.
  void start(std::uint64_t unit, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
    const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    const std::vector<std::uint32_t> map{low(a), high(a), 0,       low(b), high(b),
                                         0,      low(c),  high(c), 0,      kWords};
    for (std::size_t i = 0; i < map.size(); ++i) {
      EXPECT_TRUE(write_registers(unit + 0x10 + 4 * i, {map[i]}));
    }
    EXPECT_TRUE(write_registers(unit, {1}));
  }
  /// Polls as xrt::run does; returns the number of polls.
  int wait(std::uint64_t unit) {
    for (int polls = 1; polls < 1000; ++polls) {
      const auto status = read_register(unit);
      if (!status || (*status & 6) != 0) return status ? polls : -1;
    }
    return -1;
  }

 private:
  FakeHost& host_;
};

/// kWords words: `first`, first + step, ...
inline std::string words(std::uint32_t first, std::uint32_t step) {
  std::string bytes(kBytes, '\0');
  for (std::uint32_t i = 0; i < kWords; ++i) {
    const std::uint32_t word = first + i * step;
    std::memcpy(&bytes[i * sizeof word], &word, sizeof word);
  }
  return bytes;
}

}  // namespace lightloop::xrt_test
