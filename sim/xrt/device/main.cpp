// SPDX-License-Identifier: Apache-2.0
// lightloop-device: the device process behind XRT's hardware emulation. It lies in the xclbin
// beside simulate.sh, device.json and the kernel libraries, and the host program's XRT driver
// starts it in that directory. It takes no arguments; those that XRT passes belong to other
// simulators.
#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include "sim/xrt/device/connection.hpp"
#include "sim/xrt/device/session.hpp"
#include "sim/xrt/device/supervisor.hpp"

namespace {

void on_stop(int) { lightloop::xrt_device::request_stop(); }

void set_signals() {
  struct sigaction action {};
  action.sa_handler = on_stop;  // no SA_RESTART: waits must come back
  sigaction(SIGTERM, &action, nullptr);
  // A Ctrl-C reaches the whole process group. What it means is for the host to say: the device ends
  // when its host does.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGQUIT, SIG_IGN);
  std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// With the stock driver, open files of the host come along, among them its sockets to other
// devices, which would then not notice the host's end.
void close_inherited_files(int kept) {
  constexpr unsigned kFirst = STDERR_FILENO + 1;
  if (kept < static_cast<int>(kFirst)) {
    close_range(kFirst, ~0U, 0);
    return;
  }
  const auto keep = static_cast<unsigned>(kept);
  if (keep > kFirst) close_range(kFirst, keep - 1, 0);
  close_range(keep + 1, ~0U, 0);
}

}  // namespace

int main() {
  using namespace lightloop::xrt_device;
  // XRT sends standard output nowhere; what kernels print belongs in front of the user.
  dup2(STDERR_FILENO, STDOUT_FILENO);
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  set_signals();
  try {
    const Session session = find_session();
    close_inherited_files(session.lifeline);
    return run_supervisor(session, std::filesystem::current_path());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lightloop device: %s\n", error.what());
    return 3;
  }
}
