// SPDX-License-Identifier: Apache-2.0
// What a host sends to a device process, framed as on the socket, to a device with two banks and
// one compute unit (plain_kernel.cpp). The first byte chooses whether the frames are the input
// itself, or made of it: one byte for the call, two for the length, the payload; the second way
// gets past the headers.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "sim/xrt/device/connection.hpp"
#include "sim/xrt/device/device_memory.hpp"
#include "sim/xrt/device/host_memory.hpp"
#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/device/rpc_service.hpp"
#include "sim/xrt/device/simulation.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

using namespace lightloop::xrt_device;

constexpr std::uint64_t kBankBytes = std::uint64_t{16} << 30;

// Frames of the protocol.
std::string framed(std::span<const std::uint8_t> input) {
  constexpr std::size_t kHeadBytes = 3;
  std::string frames;
  while (input.size() >= kHeadBytes) {
    const std::uint32_t call = input[0];
    const std::uint64_t size =
        std::min<std::size_t>(input[1] | input[2] << 8, input.size() - kHeadBytes);
    const auto header = lightloop::xrt_protocol::make_header(size, call);
    frames.append(header.data(), header.size());
    frames.append(reinterpret_cast<const char*>(input.data()) + kHeadBytes, size);
    input = input.subspan(kHeadBytes + size);
  }
  return frames;
}

// The end that reads `bytes`, then end of file. What is written to it is dropped.
FileDescriptor socket_with(const std::string& bytes) {
  std::array<int, 2> ends{};
  lightloop::fuzz::check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0, "no socket pair");
  const FileDescriptor sender(ends[0]);
  const int room = 4 << 20;
  setsockopt(sender.get(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  const ssize_t sent = send(sender.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  lightloop::fuzz::check(sent == static_cast<ssize_t>(bytes.size()), "the input is too long");
  return FileDescriptor(ends[1]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  if (size == 0) return 0;
  const auto input = std::span(data, size).subspan(1);
  const std::string stream =
      (data[0] & 1) != 0 ? framed(input)
                         : std::string(reinterpret_cast<const char*>(input.data()), input.size());
  DeviceDescription device;
  device.memories = {{"DDR[0]", MemoryDescription::Kind::kDevice, 0x4000000000, kBankBytes},
                     {"HOST[0]", MemoryDescription::Kind::kHost, 0x2000000000, kBankBytes}};
  device.clock_period_ps = 3333;
  device.kernels = {
      {.name = "plain", .library = LIGHTLOOP_PLAIN_KERNEL, .control_port = "s_axi_control"}};
  device.compute_units = {{"plain_1", "plain", 0x1800000, 0x100, {}}};
  HostMemory host({});
  DeviceMemory memory(device.memories, host);
  Simulation simulation(device, "/", memory);
  RpcService service(simulation, memory, fuzz::folder().path(), [] {});
  Connection connection(socket_with(stream));
  try {
    while (service.handle(connection.receive_request(), connection.reply())) {
    }
  } catch (const HostGone&) {  // the end of the input
  } catch (const FramingError&) {
  }
  return 0;
}
