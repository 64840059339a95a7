// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/host_memory.hpp"

#include <cstring>
#include <string>
#include <unistd.h>

#include "sim/xrt/device/rpc.pb.h"

namespace lightloop::xrt_device {
namespace {

// What an answer has beside data.
constexpr std::uint64_t kAnswerBytes = 64;

// False if the host refuses: there is no buffer of its own at the address.
template <class Ask, class Reply>
bool ask(Connection& host, std::uint32_t call, const Ask& request, Reply& reply) {
  const std::uint64_t most = kAnswerBytes + request.size();
  return reply.ParseFromString(host.call_host(call, request.SerializeAsString(), most)) &&
         reply.valid();
}

}  // namespace

using bus::AxiResponse;

HostMemory::~HostMemory() { say_goodbye(); }

void HostMemory::say_goodbye() noexcept {
  if (connection_) connection_->say_goodbye();
  connection_.reset();
}

void HostMemory::connect() {
  if (connection_) return;
  for (const auto& path : candidates_) {
    if (FileDescriptor socket = connect_socket(path); socket.valid()) {
      unlink(path.c_str());  // nobody else connects to it, and the host leaves it lying about
      connection_ = std::make_unique<Connection>(std::move(socket));
      return;
    }
  }
}

AxiResponse HostMemory::read(std::uint64_t address, std::span<std::uint8_t> data) {
  connect();
  if (!connection_) return AxiResponse::kSlvErr;
  rpc::HostReadRequest request;
  request.set_address(address);
  request.set_size(static_cast<std::uint32_t>(data.size()));
  rpc::HostReadReply reply;
  if (!ask(*connection_, xrt_protocol::kReadHost, request, reply) ||
      reply.data().size() < data.size()) {
    return AxiResponse::kSlvErr;
  }
  std::memcpy(data.data(), reply.data().data(), data.size());
  return AxiResponse::kOkay;
}

AxiResponse HostMemory::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  connect();
  if (!connection_) return AxiResponse::kSlvErr;
  rpc::HostWriteRequest request;
  request.set_address(address);
  request.set_size(static_cast<std::uint32_t>(data.size()));
  request.set_data(data.data(), data.size());
  rpc::HostWriteReply reply;
  return ask(*connection_, xrt_protocol::kWriteHost, request, reply) ? AxiResponse::kOkay
                                                                     : AxiResponse::kSlvErr;
}

}  // namespace lightloop::xrt_device
