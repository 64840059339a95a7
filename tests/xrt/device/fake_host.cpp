// SPDX-License-Identifier: Apache-2.0
#include "tests/xrt/device/fake_host.hpp"

#include <array>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/device/rpc.pb.h"
#include "sim/xrt/xclbin/xclbin_file.hpp"
#include "sim/xrt/xclbin/zip_archive.hpp"

namespace lightloop::xrt_test {
namespace {

namespace fs = std::filesystem;
namespace rpc = xrt_device::rpc;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kSimulationDirectory = "behav_waveform/xsim/";
constexpr const char* kSocketId = "device0_0_1";
using xrt_protocol::kReplyHeaderBytes;
using xrt_protocol::kRequestHeaderBytes;
constexpr int kConnectLimitMs = 60000;

std::string request_header(std::uint64_t size, std::uint32_t api) {
  const xrt_protocol::Header header = xrt_protocol::make_header(size, api);
  return {header.data(), header.size()};
}

}  // namespace

void unpack_simulation(const fs::path& xclbin, const fs::path& directory) {
  const auto file = xclbin::XclbinFile::load(xclbin);
  const auto section = file.find(xclbin::SectionKind::kBitstream);
  if (section == nullptr) throw std::runtime_error(xclbin.string() + ": no bitstream section");
  const xclbin::ZipArchive archive(section->data);
  for (const auto& entry : archive.entries()) {
    if (!entry.name.starts_with(kSimulationDirectory)) continue;
    const fs::path path = directory / entry.name.substr(kSimulationDirectory.size());
    const auto bytes = archive.read(entry);
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    fs::permissions(path, fs::perms::owner_all);  // as XRT does with all files
  }
}

int FakeHost::listen_at(const std::string& name) const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (directory() / name).c_str(), sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(fd, 1) != 0) {
    throw std::runtime_error("cannot listen at " + (directory() / name).string());
  }
  return fd;
}

FakeHost::FakeHost(const fs::path& xclbin, const Environment& environment) {
  unpack_simulation(xclbin, directory());
  const int listener = listen_at(kSocketId);
  d2x_listener_ = listen_at(std::string("D2X_unix_sock_") + kSocketId);
  device_ = fork();
  if (device_ == 0) {
    const int err = open((directory() / "stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (err < 0 || dup2(err, STDERR_FILENO) < 0 || chdir(directory().c_str()) != 0) _exit(126);
    setenv("EMULATION_SOCKETID", kSocketId, 1);
    // Also keeps a device that fails from killing this process: with the compatibility library that
    // is the host's own business. The name is none of the library's, so nothing is removed.
    setenv("LIGHTLOOP_EMU_DIR", directory().c_str(), 1);
    unsetenv("USER");
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    execl("./simulate.sh", "./simulate.sh", "--wdb ignored.wdb", nullptr);
    _exit(127);
  }
  pollfd waiting{listener, POLLIN, 0};
  if (poll(&waiting, 1, kConnectLimitMs) == 1)
    socket_ = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  close(listener);
  if (socket_ < 0) throw std::runtime_error("the device did not connect: " + standard_error());
}

FakeHost::~FakeHost() {
  hang_up();
  if (d2x_listener_ >= 0) shutdown(d2x_listener_, SHUT_RDWR);
  if (!reaped_) {
    kill(device_, SIGKILL);
    waitpid(device_, nullptr, 0);
  }
  d2x_ = {};
  if (d2x_listener_ >= 0) close(d2x_listener_);
}

void FakeHost::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;  // the device has closed: the reply will be missing
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

bool FakeHost::read_exactly(int fd, void* data, std::size_t bytes) {
  auto* target = static_cast<char*>(data);
  while (bytes != 0) {
    pollfd waiting{fd, POLLIN, 0};
    if (poll(&waiting, 1, kConnectLimitMs) != 1) return false;
    const ssize_t n = read(fd, target, bytes);
    if (n <= 0) return false;
    target += n;
    bytes -= static_cast<std::size_t>(n);
  }
  return true;
}

std::optional<std::string> FakeHost::call(std::uint32_t api, std::string_view payload) {
  send(request_header(payload.size(), api));
  send(payload);
  std::array<char, kReplyHeaderBytes> header{};
  if (!read_exactly(socket_, header.data(), header.size())) return std::nullopt;
  const std::uint64_t size = xrt_protocol::payload_bytes_of(header.data());
  if (!xrt_protocol::is_reply_header(header.data()))
    throw std::runtime_error("malformed reply header");
  std::string reply(size, '\0');
  if (!read_exactly(socket_, reply.data(), reply.size())) return std::nullopt;
  return reply;
}

void FakeHost::hang_up() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

void FakeHost::serve_host_memory(std::string& memory, std::uint64_t base) {
  d2x_ = std::jthread([this, &memory, base] {
    const auto lies_inside = [&](const auto& request) {
      const std::uint64_t offset = request.address() - base;
      return offset <= memory.size() && request.size() <= memory.size() - offset;
    };
    const int fd = accept4(d2x_listener_, nullptr, nullptr, SOCK_CLOEXEC);
    std::array<char, kRequestHeaderBytes> header{};
    while (fd >= 0 && read_exactly(fd, header.data(), header.size())) {
      const std::uint64_t size = xrt_protocol::payload_bytes_of(header.data());
      const std::uint32_t api = xrt_protocol::call_of(header.data());
      std::string payload(size, '\0');
      if (!read_exactly(fd, payload.data(), size)) break;
      std::string reply;
      if (api == xrt_protocol::kGoodbye) {
        goodbye_ = true;
        break;
      }
      if (api == xrt_protocol::kReadHost) {
        rpc::HostReadRequest request;
        rpc::HostReadReply answer;
        if (!request.ParseFromString(payload)) break;
        answer.set_valid(lies_inside(request));
        answer.set_data(std::string(request.size(), '?'));
        if (answer.valid()) {
          answer.set_data(memory.substr(request.address() - base, request.size()));
        }
        reply = answer.SerializeAsString();
      } else if (api == xrt_protocol::kWriteHost) {
        rpc::HostWriteRequest request;
        rpc::HostWriteReply answer;
        if (!request.ParseFromString(payload)) break;
        answer.set_valid(lies_inside(request));
        if (answer.valid()) {
          memory.replace(request.address() - base, request.size(), request.data());
        }
        reply = answer.SerializeAsString();
      }
      const std::string frame = request_header(reply.size(), 0) + reply;
      if (write(fd, frame.data(), frame.size()) != static_cast<ssize_t>(frame.size())) break;
    }
    if (fd >= 0) close(fd);
  });
}

std::optional<int> FakeHost::wait_for_exit(std::chrono::seconds limit) {
  const auto start = Clock::now();
  while (Clock::now() - start < limit) {
    int status = 0;
    if (waitpid(device_, &status, WNOHANG) == device_) {
      reaped_ = true;
      return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return std::nullopt;
}

pid_t FakeHost::worker() const {
  std::ifstream stream("/proc/" + std::to_string(device_) + "/task/" + std::to_string(device_) +
                       "/children");
  pid_t pid = -1;
  stream >> pid;
  return pid;
}

std::string FakeHost::standard_error() const {
  std::ifstream stream(directory() / "stderr");
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace lightloop::xrt_test
