// SPDX-License-Identifier: Apache-2.0
// The C functions that lightloop/cocotb/_host.py calls: bus models for tests. A model is a number;
// functions that can fail return a negative one, and lightloop_bus_error() says why.
#include <algorithm>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>

#include "sim/vpi/memory_models.hpp"
#include "sim/vpi/stream_models.hpp"
#include "sim/vpi/vpi_state.hpp"

namespace lightloop::vpi {
namespace {

BusModels& models() { return VpiState::instance().buses; }

/// Runs it; an exception becomes the last error, and -1.
template <typename Function>
std::int64_t guarded(Function&& function) {
  try {
    return function();
  } catch (const std::exception& error) {
    VpiState::instance().bus_error = error.what();
    return -1;
  }
}

void check_mapped(bus::AxiResponse response) {
  if (response != bus::AxiResponse::kOkay) {
    throw std::invalid_argument("the memory does not have all of these bytes");
  }
}

template <typename T>
T& model(int number) {
  T* const found = models().find<T>(number);
  if (found == nullptr) throw std::invalid_argument("the bus model is closed");
  return *found;
}

std::unique_ptr<HostedBus> make(Design& design, const std::string& kind, const std::string& prefix,
                                unsigned stall_percent, std::uint64_t seed, std::uint64_t bytes) {
  if (stall_percent > bus::Stall::kMostPercent) {
    throw std::invalid_argument("stall_percent is " + std::to_string(stall_percent) +
                                ", expected 0 to " + std::to_string(bus::Stall::kMostPercent));
  }
  if (kind == "axi ram") {
    return std::make_unique<Ram>(
        prefix, axi_ports(design, prefix, AxiRole::kSlave), bytes,
        bus::Axi4MemorySlaveOptions{.stall_percent = stall_percent, .seed = seed});
  }
  if (kind == "axi master") {
    return std::make_unique<Master>(prefix, axi_ports(design, prefix, AxiRole::kMaster),
                                    bus::Axi4MasterOptions{stall_percent, seed});
  }
  const bus::Axi4StreamOptions options{.stall_percent = stall_percent, .seed = seed};
  const auto ports = [&](StreamRole role) { return stream_ports(design, prefix, role); };
  if (kind == "stream source") {
    return std::make_unique<StreamSource>(ports(StreamRole::kSource), options);
  }
  if (kind == "stream sink") {
    return StreamReceiver::sink(prefix, ports(StreamRole::kSink), options);
  }
  if (kind == "stream monitor") {
    return StreamReceiver::monitor(prefix, ports(StreamRole::kMonitor));
  }
  throw std::invalid_argument("no bus model '" + kind + "'");
}

}  // namespace
}  // namespace lightloop::vpi

namespace {
using namespace lightloop::vpi;  // NOLINT(google-build-using-namespace): the rest are C functions
}

extern "C" {

const char* lightloop_bus_error() { return VpiState::instance().bus_error.c_str(); }

/// `prefix`, `clock` and `reset` are full names; an empty reset: none. `bytes` is the size of a
/// memory.
std::int64_t lightloop_bus_open(const char* kind, const char* prefix, const char* clock,
                                const char* reset, int reset_level, unsigned stall_percent,
                                std::uint64_t seed, std::uint64_t bytes) {
  return guarded([&]() -> std::int64_t {
    Design& design = *VpiState::instance().design;
    const BusClock timing{need_port(design, clock),
                          *reset == '\0' ? lightloop::bus::Signal() : need_port(design, reset),
                          reset_level != 0};
    return models().add(make(design, kind, prefix, stall_percent, seed, bytes), timing);
  });
}

void lightloop_bus_close(int number) { models().remove(number); }

/// The next delay that is asked for ends when something happens to the model. Returns a number for
/// lightloop_bus_withdraw().
int lightloop_bus_announce(int number) {
  const int wait = models().begin_wait(number);
  VpiState::instance().announced = {nullptr, [wait] { return models().wait_is_over(wait); }};
  return wait;
}

/// Nobody waits any more. cocotb 1.x does not remove the callback, but ignores it.
void lightloop_bus_withdraw(int wait) { models().end_wait(wait); }

std::int64_t lightloop_stream_send(int number, const std::uint8_t* data, std::size_t size,
                                   std::uint64_t id, std::uint64_t dest, std::uint64_t user) {
  return guarded([&] {
    model<StreamSource>(number).send({{data, data + size}, id, dest, user});
    return 0;
  });
}

/// Frames that the design has not taken completely.
std::int64_t lightloop_stream_unsent(int number) {
  return guarded([&] { return static_cast<std::int64_t>(model<StreamSource>(number).waiting()); });
}

/// Forgets frames that have not begun, or that were not received.
std::int64_t lightloop_stream_clear(int number) {
  return guarded([&] {
    if (auto* source = models().find<StreamSource>(number); source != nullptr) {
      source->clear();
      models().note_event(number);
    } else {
      model<StreamReceiver>(number).frames().clear();
    }
    return 0;
  });
}

/// Complete frames that are there.
std::int64_t lightloop_stream_received(int number) {
  return guarded(
      [&] { return static_cast<std::int64_t>(model<StreamReceiver>(number).frames().size()); });
}

/// Bytes of the first frame that is there.
std::int64_t lightloop_stream_size(int number) {
  return guarded([&] {
    const auto& frames = model<StreamReceiver>(number).frames();
    if (frames.empty()) throw std::invalid_argument("no frame is there");
    return static_cast<std::int64_t>(frames.front().data.size());
  });
}

/// Takes the first frame. `data` has room for it; `values` are id, dest and user.
std::int64_t lightloop_stream_take(int number, std::uint8_t* data, std::uint64_t* values) {
  return guarded([&] {
    auto& frames = model<StreamReceiver>(number).frames();
    if (frames.empty()) throw std::invalid_argument("no frame is there");
    const StreamFrame& frame = frames.front();
    std::copy(frame.data.begin(), frame.data.end(), data);
    values[0] = frame.id;
    values[1] = frame.dest;
    values[2] = frame.user;
    frames.pop_front();
    return 0;
  });
}

std::int64_t lightloop_ram_read(int number, std::uint64_t address, std::uint8_t* data,
                                std::size_t size) {
  return guarded([&] {
    check_mapped(model<Ram>(number).memory().read(address, {data, size}));
    return 0;
  });
}

std::int64_t lightloop_ram_write(int number, std::uint64_t address, const std::uint8_t* data,
                                 std::size_t size) {
  return guarded([&] {
    check_mapped(model<Ram>(number).memory().write(address, {data, size}));
    return 0;
  });
}

/// Returns the operation's ticket.
std::int64_t lightloop_master_read(int number, std::uint64_t address, std::size_t size) {
  return guarded([&] {
    return static_cast<std::int64_t>(model<Master>(number).master().read(address, size));
  });
}

std::int64_t lightloop_master_write(int number, std::uint64_t address, const std::uint8_t* data,
                                    std::size_t size) {
  return guarded([&] {
    return static_cast<std::int64_t>(model<Master>(number).master().write(address, {data, size}));
  });
}

/// Whether an operation is complete: then `values` are its ticket, response and number of bytes.
std::int64_t lightloop_master_first(int number, std::uint64_t* values) {
  return guarded([&] {
    const auto* first = model<Master>(number).first();
    if (first == nullptr) return 0;
    values[0] = first->ticket;
    values[1] = static_cast<std::uint64_t>(first->response);
    values[2] = first->data.size();
    return 1;
  });
}

/// Takes that operation; `data` has room for what it has read.
std::int64_t lightloop_master_take(int number, std::uint8_t* data) {
  return guarded([&] {
    auto& of = model<Master>(number);
    const auto* first = of.first();
    if (first == nullptr) throw std::invalid_argument("no operation is complete");
    std::copy(first->data.begin(), first->data.end(), data);
    of.drop_first();
    return 0;
  });
}

}  // extern "C"
