// SPDX-License-Identifier: Apache-2.0
// The smallest device process that XRT's emulation driver can talk to, without a simulator: memory,
// registers, and the kernel `add_one` that is done at once. It can also misbehave in chosen ways,
// which is what it is for.
//
//   fake_device BEHAVIOUR
//     good                 as it should be
//     exit_before_connect  exits with code 5 before it connects
//     never_connect        starts and does nothing
//     die_on_start         kills itself when a kernel is started
//     die_on_write         kills itself at the first data written to its memory
//     silent_on_start      stops answering when a kernel is started
//     never_done           starts kernels that never finish
//     no_close_reply       ends at the close request without an answer
//   Answers to the request to read memory:
//     reply_of_2_40        announces a reply of 2^40 bytes
//     reply_of_2_64        announces one of 2^64-1 bytes
//     garbage              sends what is no message
//     half_a_header        sends four bytes and falls silent
//     half_a_reply         sends half of the reply and falls silent
//     drip                 sends the reply at one byte every 0.2 s
//     cut                  sends half of the reply and ends
//     short_memory         a reply with less memory than it says
//     long_memory          a reply with more memory than was asked for
//     no_memory            a reply of another kind
//   Requests for memory of the host, as soon as the kernel is started:
//     host_request_of_2_40, host_request_of_2_64, host_garbage, host_unknown_call,
//     host_much_memory     asks for 2^32-1 bytes
//     host_stall           half a header
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "sim/xrt/device/protocol.hpp"

namespace {

namespace xrt_protocol = lightloop::xrt_protocol;
using namespace lightloop::xrt_protocol;  // NOLINT(google-build-using-namespace): names of calls
using Message = std::string;

std::uint64_t load(std::string_view bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i > 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes.at(i - 1));
  return value;
}

Message fixed64(std::uint64_t value) {
  Message text;
  for (int i = 0; i < 8; ++i) text.push_back(static_cast<char>(value >> (8 * i)));
  return text;
}

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int shift = 0; !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return value;
}

Message varint(std::uint64_t value) {
  Message text;
  for (; value >= 0x80; value >>= 7) text.push_back(static_cast<char>(value | 0x80));
  text.push_back(static_cast<char>(value));
  return text;
}

// Fields of a protocol buffer: numbers and byte strings.
struct Fields {
  explicit Fields(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::uint64_t tag = take_varint(bytes);
      if ((tag & 7) == 0) {
        numbers[tag >> 3] = take_varint(bytes);
      } else if ((tag & 7) == 2) {
        const std::uint64_t length = take_varint(bytes);
        texts[tag >> 3] = bytes.substr(0, length);
        bytes.remove_prefix(std::min<std::size_t>(length, bytes.size()));
      } else {
        std::abort();
      }
    }
  }
  std::map<std::uint64_t, std::uint64_t> numbers;
  std::map<std::uint64_t, std::string_view> texts;
};

Message number_field(unsigned field, std::uint64_t value) {
  return varint(field << 3) + varint(value);
}

Message text_field(unsigned field, std::string_view text) {
  return varint(field << 3 | 2) + varint(text.size()) + Message(text);
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

int connect_to_host(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  for (int i = 0; i < 10000; ++i) {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return fd;
    close(fd);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return -1;
}

void send_all(int fd, std::string_view data) {
  if (send(fd, data.data(), data.size(), MSG_NOSIGNAL) < 0) std::_Exit(7);
}

// A nonsensical request for memory of the host, on the second socket. It stays open.
void ask_host(const std::string& behaviour) {
  const int fd = connect_to_host("/tmp/" + environment("USER") + "/D2X_unix_sock_" +
                                 environment("EMULATION_SOCKETID"));
  const auto header = [](std::uint64_t bytes, std::uint32_t call) {
    const xrt_protocol::Header made = xrt_protocol::make_header(bytes, call);
    return Message(made.data(), made.size());
  };
  const Message much = number_field(1, 0x100000000) + number_field(2, 0xFFFFFFFF);
  const std::map<std::string, Message> messages = {
      {"host_request_of_2_40", header(std::uint64_t{1} << 40, kReadHost)},
      {"host_request_of_2_64", header(UINT64_MAX, kReadHost)},
      {"host_garbage", Message(kRequestHeaderBytes, '?')},
      {"host_unknown_call", header(0, 99)},
      {"host_much_memory", header(much.size(), kReadHost) + much},
      {"host_stall", Message("\x09", 1)},
  };
  send_all(fd, messages.at(behaviour));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
}

class Device {
 public:
  explicit Device(std::string behaviour) : behaviour_(std::move(behaviour)) {}

  bool is(std::string_view behaviour) const { return behaviour_ == behaviour; }

  Message answer(std::uint64_t call, std::string_view payload) {
    Fields request(payload);
    auto& number = request.numbers;
    switch (call) {
      case kWriteMemory:
        if (is("die_on_write")) raise(SIGKILL);
        write_memory(number[3] + number[6], request.texts[4]);
        return number_field(1, number[5]);
      case kReadMemory:
        if (is("no_memory")) return number_field(9, 1);
        if (is("short_memory"))
          return number_field(1, number[5]) + text_field(2, std::string(number[5] / 2, 'x'));
        if (is("long_memory"))
          return number_field(1, 4 * number[5]) + text_field(2, std::string(4 * number[5], 'x'));
        return number_field(1, number[5]) +
               text_field(2, read_memory(number[4] + number[6], number[5]));
      case kWriteRegisters:
        write_registers(number[2], request.texts[4]);
        return number_field(1, 1);
      case kReadRegisters: {
        Message data;
        for (std::uint64_t i = 0; i < number[3]; i += 4)
          data += fixed64(read_register(number[2] + i)).substr(0, 4);
        return number_field(1, 1) + text_field(2, data);
      }
      case kMessages:
        return {};
      case kTimestamp:
        return number_field(1, 0);
      default:
        return number_field(1, 1);
    }
  }

 private:
  static constexpr std::uint64_t kPageBytes = 4096;

  // The memory from `address` to the end of its page.
  char* memory_at(std::uint64_t address) {
    Message& page = memory_[address / kPageBytes];
    page.resize(kPageBytes);
    return page.data() + address % kPageBytes;
  }

  static std::size_t bytes_to_page_end(std::uint64_t address) {
    return kPageBytes - address % kPageBytes;
  }

  void write_memory(std::uint64_t address, std::string_view data) {
    while (!data.empty()) {
      const std::string_view piece = data.substr(0, bytes_to_page_end(address));
      std::copy(piece.begin(), piece.end(), memory_at(address));
      address += piece.size();
      data.remove_prefix(piece.size());
    }
  }

  Message read_memory(std::uint64_t address, std::uint64_t bytes) {
    Message data;
    while (data.size() < bytes) {
      const std::size_t piece = std::min(bytes - data.size(), bytes_to_page_end(address));
      data.append(memory_at(address), piece);
      address += piece;
    }
    return data;
  }

  void write_registers(std::uint64_t address, std::string_view data) {
    for (std::size_t i = 0; i + 4 <= data.size(); i += 4) {
      const auto value = static_cast<std::uint32_t>(load(data.substr(i), 4));
      if (((address + i) & 0xffff) == 0) {
        if (value & 1) start(address + i);
      } else {
        registers_[address + i] = value;
      }
    }
  }

  std::uint32_t read_register(std::uint64_t address) {
    const std::uint32_t value = registers_[address];
    if ((address & 0xffff) == 0) registers_[address] = value & ~2U;  // done is cleared by reading
    return value;
  }

  void start(std::uint64_t unit) {
    if (behaviour_.starts_with("host_")) ask_host(behaviour_);
    if (is("die_on_start")) raise(SIGKILL);
    if (is("silent_on_start"))
      for (;;) pause();
    if (is("never_done")) {
      registers_[unit] = 1;
      return;
    }
    const auto wide = [&](std::uint64_t offset) {
      return registers_[unit + offset] | std::uint64_t{registers_[unit + offset + 4]} << 32;
    };
    for (std::uint64_t i = 0; i < registers_[unit + 0x28]; ++i) {
      const auto value = load(read_memory(wide(0x10) + 4 * i, 4), 4);
      write_memory(wide(0x1c) + 4 * i, fixed64(value + 1).substr(0, 4));
    }
    registers_[unit] = 2 | 4;  // done, idle
  }

  std::string behaviour_;
  std::map<std::uint64_t, Message> memory_;
  std::map<std::uint64_t, std::uint32_t> registers_;
};

bool read_exactly(int fd, char* data, std::size_t bytes) {
  while (bytes > 0) {
    const ssize_t count = read(fd, data, bytes);
    if (count <= 0) return false;
    data += count;
    bytes -= static_cast<std::size_t>(count);
  }
  return true;
}

[[noreturn]] void fall_silent() {
  for (;;) pause();
}

// The reply to the request to read memory, in the way asked for.
void send_reply(int fd, const Device& device, const Message& reply) {
  const Message half = reply.substr(0, reply.size() / 2);
  if (device.is("reply_of_2_40")) {
    send_all(fd, "\x09" + fixed64(std::uint64_t{1} << 40));
  } else if (device.is("reply_of_2_64")) {
    send_all(fd, "\x09" + fixed64(UINT64_MAX));
  } else if (device.is("garbage")) {
    send_all(fd, Message(1000, '?'));
  } else if (device.is("half_a_header")) {
    send_all(fd, reply.substr(0, 4));
    fall_silent();
  } else if (device.is("half_a_reply")) {
    send_all(fd, half);
    fall_silent();
  } else if (device.is("drip")) {
    for (const char byte : reply) {
      send_all(fd, {&byte, 1});
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  } else if (device.is("cut")) {
    send_all(fd, half);
    std::_Exit(0);
  } else {
    send_all(fd, reply);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Device device(argc > 1 ? argv[1] : "good");
  if (device.is("exit_before_connect")) return 5;
  if (device.is("never_connect"))
    for (;;) pause();
  const std::string path = "/tmp/" + environment("USER") + "/" + environment("EMULATION_SOCKETID");
  const int fd = connect_to_host(path);
  if (fd < 0) {
    std::fprintf(stderr, "fake_device: no host at %s\n", path.c_str());
    return 6;
  }
  for (;;) {
    xrt_protocol::Header header{};
    if (!read_exactly(fd, header.data(), header.size())) break;
    const std::uint32_t call = xrt_protocol::call_of(header.data());
    Message payload(xrt_protocol::payload_bytes_of(header.data()), '\0');
    if (!read_exactly(fd, payload.data(), payload.size())) break;
    if (call == kClose && device.is("no_close_reply")) return 0;
    const Message body = device.answer(call, payload);
    const Message reply = "\x09" + fixed64(body.size()) + body;
    if (call == kReadMemory)
      send_reply(fd, device, reply);
    else
      send_all(fd, reply);
    if (call == kClose) return 0;
  }
  return 1;
}
