// SPDX-License-Identifier: Apache-2.0
// What a host answers when a kernel reads and writes the host's own memory: the input is all that
// it will ever send.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sim/xrt/device/connection.hpp"
#include "sim/xrt/device/host_memory.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

using namespace lightloop::xrt_device;

FileDescriptor listen_at(const std::filesystem::path& path) {
  FileDescriptor listener(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const bool listens =
      bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      listen(listener.get(), 1) == 0;
  lightloop::fuzz::check(listens, "no socket to listen at");
  return listener;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  const auto path = fuzz::folder() / "host";
  const FileDescriptor listener = listen_at(path);
  HostMemory memory({path});
  memory.connect();
  FileDescriptor host(accept(listener.get(), nullptr, nullptr));
  fuzz::check(send(host.get(), data, size, MSG_DONTWAIT) == static_cast<ssize_t>(size),
              "the input is too long");
  shutdown(host.get(), SHUT_WR);
  std::array<std::uint8_t, 64> bytes{};
  try {
    for (;;) {
      memory.read(0x2000000000, bytes);
      memory.write(0x2000000040, bytes);
    }
  } catch (const HostGone&) {  // the end of the input
  } catch (const FramingError&) {
  }
  return 0;
}
