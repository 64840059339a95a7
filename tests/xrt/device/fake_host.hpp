// SPDX-License-Identifier: Apache-2.0
// The host's end of a device process: starts one as XRT's driver does, and speaks its protocol,
// well or badly.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>
#include <vector>

#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_test {

/// Puts the simulation of an xclbin, what the driver finds in behav_waveform/xsim, into
/// `directory`.
void unpack_simulation(const std::filesystem::path& xclbin, const std::filesystem::path& directory);

class FakeHost {
 public:
  using Environment = std::map<std::string, std::string>;

  /// Unpacks `xclbin`, starts its device process and waits until it has connected.
  explicit FakeHost(const std::filesystem::path& xclbin, const Environment& environment = {});
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  /// Sends a request and returns the payload of the reply; nothing if the device closed the socket.
  std::optional<std::string> call(std::uint32_t api, std::string_view payload);

  /// call() with protobuf messages; throws std::runtime_error if there is no such reply.
  template <class Reply, class Request>
  Reply call(std::uint32_t api, const Request& request) {
    return parse<Reply>(call(api, request.SerializeAsString()));
  }

  /// Sends bytes as they are.
  void send(std::string_view bytes);
  /// Closes the main socket.
  void hang_up();

  /// Serves the second socket from `memory`, address 0 at `base`; what is outside is refused.
  void serve_host_memory(std::string& memory, std::uint64_t base);
  /// The device said that no more calls come on the second socket.
  bool said_goodbye() const { return goodbye_; }

  /// Exit code of the device process; nothing if it did not end, or by a signal.
  std::optional<int> wait_for_exit(std::chrono::seconds limit = Process::kLimit);
  pid_t device() const { return device_; }
  /// The simulating child of the device process.
  pid_t worker() const;

  /// What the device printed.
  std::string standard_error() const;
  const std::filesystem::path& directory() const { return scratch_.path(); }

 private:
  template <class Reply>
  static Reply parse(const std::optional<std::string>& payload) {
    Reply reply;
    if (!payload || !reply.ParseFromString(*payload)) throw std::runtime_error("no such reply");
    return reply;
  }
  int listen_at(const std::string& name) const;
  bool read_exactly(int fd, void* data, std::size_t bytes);

  ScratchDirectory scratch_{"lld"};
  int socket_ = -1;
  int d2x_listener_ = -1;
  std::jthread d2x_;
  std::atomic<bool> goodbye_ = false;
  pid_t device_ = -1;
  bool reaped_ = false;
};

}  // namespace lightloop::xrt_test
