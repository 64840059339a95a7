// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/worker.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

#include "sim/xrt/device/device_description.hpp"
#include "sim/xrt/device/device_memory.hpp"
#include "sim/xrt/device/host_memory.hpp"
#include "sim/xrt/device/rpc_service.hpp"
#include "sim/xrt/device/setting.hpp"
#include "sim/xrt/device/simulation.hpp"
#include "sim/xrt/device/stream_capture.hpp"

namespace lightloop::xrt_device {
namespace {

void say(const std::string& message) {
  std::fprintf(stderr, "lightloop device: %s\n", message.c_str());
}

// Opens the waveforms once, in the host's working directory, named after the design.
class Waveforms {
 public:
  Waveforms(Simulation& simulation, std::filesystem::path prefix)
      : simulation_(simulation), prefix_(std::move(prefix)) {}

  void open() {
    if (open_) return;
    open_ = true;
    for (const auto& file : simulation_.open_waveforms(prefix_.string())) {
      say(file.problem.empty() ? "waveform: " + file.path
                               : fmt::format("no waveform of {}: {}", file.unit, file.problem));
    }
  }

 private:
  Simulation& simulation_;
  std::filesystem::path prefix_;
  bool open_ = false;
};

// device0_1_1234 is the second xclbin loaded on device 0 by process 1234: "device0_1".
std::string load_name(const std::string& socket_id) {
  return socket_id.substr(0, socket_id.rfind('_'));
}

// How long the models may take to be destroyed, waveforms completed. More ends the process: a model
// that failed once may well hang.
constexpr unsigned kTeardownSeconds = 10;

// Says at once how the work ended; what it says must not wait for the models to be destroyed.
template <class Work>
WorkerExit report_end(Work work) {
  WorkerExit result = kWorkerFailed;
  try {
    work();
    result = kWorkerClosed;
  } catch (const HostGone&) {
    result = kWorkerHostGone;
  } catch (const Stopped&) {
    result = kWorkerStopped;
  } catch (const std::exception& error) {
    say(error.what());
  }
  alarm(kTeardownSeconds);
  return result;
}

// In Hz.
double clock_rate(const char* text) {
  return parse_setting("LIGHTLOOP_EMU_RATE", text, "clocks a second, above 0 and at most 1e12",
                       1e12);
}

double line_gbps(const char* text) {
  return parse_setting("LIGHTLOOP_STREAM_GBPS", text, "Gb/s, above 0 and at most 10000", 1e4);
}

void answer_requests(Connection& connection, RpcService& service, Simulation& simulation,
                     HostMemory& host_memory) {
  for (bool open = true; open;) {
    const Request request = connection.receive_request();
    host_memory.connect();
    simulation.follow_wall_time();
    open = service.handle(request, connection.reply());
    if (!open) {
      // All is done before the host hears of it: it may kill what does not end at once.
      simulation.finish_streams();
      simulation.close_waveforms();
      host_memory.say_goodbye();
      // A card would have gone on with what it read and wrote elsewhere; the run is no good.
      if (const std::uint64_t refused = simulation.refused_accesses(); refused != 0) {
        throw std::runtime_error(
            fmt::format("{} {} of kernels went where they are not connected to (see above): on a "
                        "card they would fail or spoil other memory",
                        refused, refused == 1 ? "access" : "accesses"));
      }
    }
    connection.send_reply();
  }
}

WorkerExit serve(const Session& session, Connection& connection,
                 const std::filesystem::path& directory) {
  DeviceDescription device = read_device_description(directory / "device.json");
  if (const char* captures = std::getenv("LIGHTLOOP_STREAMS")) override_captures(device, captures);
  if (const char* rate = std::getenv("LIGHTLOOP_STREAM_GBPS"))
    device.capture_gbps = line_gbps(rate);
  HostMemory host_memory(session.host_memory_sockets);
  DeviceMemory memory(device.memories, host_memory);
  Simulation simulation(device, directory, memory, session.host_working_directory,
                        session.waveform);
  Waveforms waveforms(simulation,
                      session.host_working_directory /
                          fmt::format("{}.{}", device.name, load_name(session.socket_id)));
  if (session.waveform) waveforms.open();
  if (const char* rate = std::getenv("LIGHTLOOP_EMU_RATE")) simulation.set_rate(clock_rate(rate));
  RpcService service(simulation, memory, directory, [&] { waveforms.open(); });
  return report_end([&] { answer_requests(connection, service, simulation, host_memory); });
}

}  // namespace

WorkerExit run_worker(const Session& session, Connection connection,
                      const std::filesystem::path& directory) {
  WorkerExit result = kWorkerFailed;
  const WorkerExit outside = report_end([&] { result = serve(session, connection, directory); });
  return outside == kWorkerClosed ? result : outside;
}

}  // namespace lightloop::xrt_device
