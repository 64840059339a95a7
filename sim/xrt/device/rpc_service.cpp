// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/rpc_service.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <span>

#include "sim/xrt/device/memory_messages.hpp"
#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/device/rpc.pb.h"

namespace lightloop::xrt_device {
namespace {

using bus::AxiResponse;

using namespace xrt_protocol;  // NOLINT(google-build-using-namespace): the names of the calls

// This device has nothing of these to report.
bool is_known_empty(std::uint32_t call) {
  return call == kMessages ||
         std::find(kProfiling.begin(), kProfiling.end(), call) != kProfiling.end();
}

// Calls that are reported, each once.
constexpr std::size_t kMostUnknownCalls = 16;

constexpr std::uint64_t kWordBytes = 4;

template <class Message>
Message parse(std::string_view payload, const char* what) {
  Message message;
  if (!message.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    throw FramingError(fmt::format("malformed {} request ({} bytes)", what, payload.size()));
  }
  return message;
}

template <class Message>
void serialize(const Message& message, ReplyBuffer& out) {
  const auto place = out.resize(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(place.data());
}

std::span<const std::uint8_t> as_bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::span<std::uint8_t> as_bytes(std::string& text) {
  return {reinterpret_cast<std::uint8_t*>(text.data()), text.size()};
}

void complain(const std::string& message) {
  std::fprintf(stderr, "lightloop device: %s\n", message.c_str());
}

void check_size(std::uint64_t size, std::uint64_t limit, const char* what) {
  if (size > limit) {
    throw FramingError(fmt::format("{} of {} bytes, expected at most {}", what, size, limit));
  }
}

}  // namespace

void RpcService::allocate(std::string_view payload, ReplyBuffer& out) {
  const auto request = parse<rpc::AllocateRequest>(payload, "allocate");
  rpc::AllocateReply reply;
  reply.set_ok(memory_.contains(request.address(), request.size()));
  if (reply.ok() && request.peer_to_peer()) {
    const auto file = directory_ / fmt::format("p2p_{:x}", request.address());
    reply.set_ok(memory_.share(request.address(), request.size(), file));
    if (reply.ok()) reply.set_file(file.string());
  }
  if (!reply.ok()) {
    complain(fmt::format("no memory for a buffer of {} bytes at {:#x}", request.size(),
                         request.address()));
  }
  serialize(reply, out);
}

void RpcService::release(std::string_view payload, ReplyBuffer& out) {
  memory_.unshare(parse<rpc::FreeRequest>(payload, "free").address());
  rpc::FreeReply reply;
  reply.set_ok(true);
  serialize(reply, out);
}

void RpcService::write_memory(std::string_view payload, ReplyBuffer& out) {
  const MemoryWrite request = parse_memory_write(payload);
  if (request.data.size() < request.size) {
    throw FramingError(fmt::format("memory write of {} bytes with {} bytes of data", request.size,
                                   request.data.size()));
  }
  if (request.address >= kInterrupts) {
    write_interrupt(request.address, request.data.first(request.size));
  } else {
    if (memory_.write(request.address, request.data.first(request.size)) != AxiResponse::kOkay) {
      complain(fmt::format("write of {} bytes to {:#x}, where there is no memory", request.size,
                           request.address));
    }
    simulation_.note_transfer();
  }
  rpc::WriteMemoryReply reply;
  reply.set_size(request.size);
  serialize(reply, out);
}

void RpcService::read_memory(std::string_view payload, ReplyBuffer& out) {
  const MemoryRead request = parse_memory_read(payload);
  check_size(request.size, kMaxPayloadBytes, "memory read");
  const auto data = begin_memory_read_reply(out, request.size);
  if (request.address >= kInterrupts) {
    read_interrupt(request.address, data);
    return;
  }
  simulation_.note_transfer();
  if (memory_.read(request.address, data) != AxiResponse::kOkay) {
    complain(fmt::format("read of {} bytes from {:#x}, where there is no memory", request.size,
                         request.address));
    std::fill(data.begin(), data.end(), 0);
  }
}

// What is no command, or to no interrupt, does nothing: the state says so.
void RpcService::write_interrupt(std::uint64_t address, std::span<const std::uint8_t> data) {
  std::uint32_t command = 0;
  if (data.size() != sizeof command || address % kInterruptBytes != 0) return;
  std::memcpy(&command, data.data(), sizeof command);
  simulation_.command_interrupt((address - kInterrupts) / kInterruptBytes, command);
}

void RpcService::read_interrupt(std::uint64_t address, std::span<std::uint8_t> data) {
  std::fill(data.begin(), data.end(), 0);
  std::uint64_t offset = address - kInterrupts;
  const bool awaited = offset >= kInterruptsAwaited;
  if (awaited) offset -= kInterruptsAwaited;
  if (data.size() != kInterruptBytes || offset % kInterruptBytes != 0) return;
  if (awaited) simulation_.await_interrupt(offset / kInterruptBytes);
  if (const auto state = simulation_.interrupt_state(offset / kInterruptBytes))
    std::memcpy(data.data(), &*state, sizeof *state);
}

void RpcService::write_raw(std::string_view payload, ReplyBuffer& out) {
  const auto request = parse<rpc::AccessRequest>(payload, "raw write");
  rpc::WriteReply reply;
  reply.set_valid(memory_.write(request.address(), as_bytes(request.data())) == AxiResponse::kOkay);
  serialize(reply, out);
}

void RpcService::read_raw(std::string_view payload, ReplyBuffer& out) {
  const auto request = parse<rpc::AccessRequest>(payload, "raw read");
  check_size(request.size(), kMaxPayloadBytes, "raw read");
  rpc::ReadReply reply;
  std::string& data = *reply.mutable_data();
  data.resize(request.size());
  reply.set_valid(memory_.read(request.address(), as_bytes(data)) == AxiResponse::kOkay);
  serialize(reply, out);
}

// With xrt.ini's kds=false the whole register map comes in one request, the control register at its
// beginning: the start must not go out before the arguments, so offset 0 is written last.
void RpcService::write_registers(std::string_view payload, ReplyBuffer& out) {
  const auto request = parse<rpc::AccessRequest>(payload, "register write");
  const std::uint64_t size = request.data().size();
  check_size(size, kMaxRegisterBytes, "register write");
  bool valid = size != 0 && size % kWordBytes == 0 && size == request.size();
  const auto write = [&](std::uint64_t offset) {
    std::uint32_t word = 0;
    std::memcpy(&word, request.data().data() + offset, sizeof word);
    valid = simulation_.write_register(request.address() + offset, word) && valid;
  };
  if (valid) {
    for (std::uint64_t offset = kWordBytes; offset < size; offset += kWordBytes) write(offset);
    write(0);
  }
  rpc::WriteReply reply;
  reply.set_valid(valid);
  serialize(reply, out);
}

void RpcService::read_registers(std::string_view payload, ReplyBuffer& out) {
  const auto request = parse<rpc::AccessRequest>(payload, "register read");
  const std::uint64_t size = request.size();
  check_size(size, kMaxRegisterBytes, "register read");
  rpc::ReadReply reply;
  std::string& data = *reply.mutable_data();
  data.resize(size);
  bool valid = size != 0 && size % kWordBytes == 0;
  for (std::uint64_t offset = 0; valid && offset < size; offset += kWordBytes) {
    const auto word = simulation_.read_register(request.address() + offset);
    valid = word.has_value();
    if (word) std::memcpy(&data[offset], &*word, sizeof *word);
  }
  reply.set_valid(valid);
  serialize(reply, out);
}

void RpcService::set_environment(std::string_view payload, ReplyBuffer& out) {
  const auto request = parse<rpc::EnvironmentRequest>(payload, "environment");
  for (const auto& setting : request.setting()) {
    if (setting.name() == "debug_mode" &&
        (setting.value() == "batch" || setting.value() == "gui")) {
      on_waveform_();
    }
  }
  rpc::EnvironmentReply reply;
  reply.set_ok(true);
  serialize(reply, out);
}

bool RpcService::handle(const Request& request, ReplyBuffer& reply) {
  const std::string_view payload = request.payload;
  switch (request.call) {
    case kClose: {
      rpc::CloseReply close;
      close.set_ok(true);
      serialize(close, reply);
      return false;
    }
    case kAllocate:
      allocate(payload, reply);
      break;
    case kFree:
      release(payload, reply);
      break;
    case kWriteMemory:
      write_memory(payload, reply);
      break;
    case kReadMemory:
      read_memory(payload, reply);
      break;
    case kWriteRaw:
      write_raw(payload, reply);
      break;
    case kReadRaw:
      read_raw(payload, reply);
      break;
    case kWriteRegisters:
      write_registers(payload, reply);
      break;
    case kReadRegisters:
      read_registers(payload, reply);
      break;
    case kTimestamp: {
      rpc::TimestampReply timestamp;
      timestamp.set_clocks(simulation_.clocks());
      serialize(timestamp, reply);
      break;
    }
    case kEnvironment:
      set_environment(payload, reply);
      break;
    default:
      reply.resize(0);
      if (!is_known_empty(request.call) && unknown_.size() < kMostUnknownCalls &&
          unknown_.insert(request.call).second) {
        complain(fmt::format("XRT made call {}, which this device does not have", request.call));
      }
  }
  return true;
}

}  // namespace lightloop::xrt_device
