// SPDX-License-Identifier: Apache-2.0
// A plain XRT program with children, signal handlers and output of its own, none of which a card
// would touch.
//   process_host HABIT XCLBIN
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <pthread.h>
#include <set>
#include <signal.h>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "xrt/xrt_bo.h"
#include "xrt/xrt_device.h"

namespace {

void expect(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string("not as expected: ") + what);
}

// Loads the xclbin and uses the card's memory, of which every card has some.
void use_card(const std::string& xclbin) {
  xrt::device device(0);
  device.load_xclbin(xclbin);
  xrt::bo buffer(device, 4096, 0);
  auto* words = buffer.map<std::uint32_t*>();
  for (std::uint32_t i = 0; i < 1024; ++i) words[i] = i * 7;
  buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  for (std::uint32_t i = 0; i < 1024; ++i) words[i] = 0;
  buffer.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
  for (std::uint32_t i = 0; i < 1024; ++i) expect(words[i] == i * 7, "memory keeps its contents");
}

pid_t start_child(int code) {
  const pid_t child = fork();
  if (child == 0) _exit(code);
  expect(child > 0, "fork");
  return child;
}

using Wait = std::function<pid_t(int*)>;

const std::map<std::string, Wait> kWaits = {
    {"wait", [](int* status) { return wait(status); }},
    {"waitpid -1", [](int* status) { return waitpid(-1, status, 0); }},
    {"waitpid 0", [](int* status) { return waitpid(0, status, 0); }},
    {"wait3", [](int* status) { return wait3(status, 0, nullptr); }},
    {"wait4",
     [](int* status) {
       rusage usage{};
       return wait4(-1, status, 0, &usage);
     }},
    {"waitid",
     [](int* status) {
       siginfo_t info{};
       if (waitid(P_ALL, 0, &info, WEXITED) != 0) return -1;
       *status = info.si_status << 8;
       return info.si_pid;
     }},
};

// Waits for whatever children there are, until there are none.
void wait_for_all(const std::string& xclbin) {
  for (const auto& [name, wait_for_one] : kWaits) {
    xrt::device device(0);
    device.load_xclbin(xclbin);
    std::set<pid_t> children{start_child(5), start_child(5)};
    int status = 0;
    for (pid_t ended = 0; (ended = wait_for_one(&status)) > 0;) {
      expect(children.erase(ended) == 1, (name + " finds the program's own children").c_str());
      expect(WIFEXITED(status) && WEXITSTATUS(status) == 5, "a child's own exit code");
    }
    expect(children.empty(), (name + " finds all children").c_str());
    xrt::bo buffer(device, 4096, 0);
    buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  }
}

// A thread that collects children while the card is opened and closed.
void collect_meanwhile(const std::string& xclbin) {
  std::atomic<bool> done = false;
  std::atomic<int> strangers = 0;
  pthread_t collector{};
  struct Shared {
    std::atomic<bool>& done;
    std::atomic<int>& strangers;
  } shared{done, strangers};
  pthread_create(
      &collector, nullptr,
      [](void* argument) -> void* {
        auto& state = *static_cast<Shared*>(argument);
        while (!state.done)
          if (wait(nullptr) > 0) ++state.strangers;
        return nullptr;
      },
      &shared);
  for (int i = 0; i < 3; ++i) use_card(xclbin);
  done = true;
  pthread_join(collector, nullptr);
  expect(strangers == 0, "the card has no children of this program");
}

void ignore_children(const std::string& xclbin) {
  signal(SIGCHLD, SIG_IGN);
  use_card(xclbin);
  expect(signal(SIGCHLD, SIG_DFL) == SIG_IGN, "the signal is still ignored");
}

std::atomic<int> ends_seen = 0;

void handle_children(const std::string& xclbin) {
  struct sigaction action {};
  action.sa_handler = [](int) { ++ends_seen; };
  sigaction(SIGCHLD, &action, nullptr);
  use_card(xclbin);
  expect(ends_seen == 0, "the card raises no SIGCHLD");
  waitpid(start_child(0), nullptr, 0);
  expect(ends_seen == 1, "the program's own child does");
}

// Handlers that a program has for the time when it forks.
std::atomic<int> forks_seen = 0;

void watch_forks(const std::string& xclbin) {
  pthread_atfork([] { ++forks_seen; }, nullptr, nullptr);
  use_card(xclbin);
  expect(forks_seen == 0, "the card does not fork the program");
}

// Handlers for the signals that end a program: nobody has set one before.
void default_signals(const std::string& xclbin) {
  const auto check = [] {
    for (const int number :
         {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGPIPE, SIGCHLD}) {
      struct sigaction action {};
      sigaction(number, nullptr, &action);
      expect(action.sa_handler == SIG_DFL, "no signal has a handler that the program did not set");
    }
  };
  check();
  xrt::device device(0);
  check();
  device.load_xclbin(xclbin);
  check();
}

// Output that is still in the program's buffers when the card is opened must come out once.
void print_before(const std::string& xclbin) {
  std::ios_base::sync_with_stdio(false);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("own_file.txt", "w"),
                                                             std::fclose);
  expect(file != nullptr, "a file can be opened");
  std::printf("printf\n");
  std::cout << "cout\n";
  std::fputs("own file\n", file.get());
  use_card(xclbin);
  std::printf("after\n");
}

// A child forked while the card is open, which ends as programs do, with all handlers.
void fork_and_exit(const std::string& xclbin) {
  xrt::device device(0);
  device.load_xclbin(xclbin);
  xrt::bo buffer(device, 4096, 0);
  auto* words = buffer.map<std::uint32_t*>();
  for (std::uint32_t i = 0; i < 1024; ++i) words[i] = i * 9;
  buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  for (int round = 0; round < 20; ++round) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) std::exit(6);
    int status = 0;
    expect(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 6,
           "the child's own exit code");
    for (std::uint32_t i = 0; i < 1024; ++i) words[i] = 0;
    buffer.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
    for (std::uint32_t i = 0; i < 1024; ++i) expect(words[i] == i * 9, "the card is still there");
  }
}

// A child that uses the card which its parent has opened: with an error, and without harm.
void fork_and_use(const std::string& xclbin) {
  xrt::device device(0);
  device.load_xclbin(xclbin);
  xrt::bo buffer(device, 4096, 0);
  buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE);
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    buffer.sync(XCL_BO_SYNC_BO_TO_DEVICE);
    std::exit(0);
  }
  int status = 0;
  expect(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) != 0,
         "the child does not pass");
  buffer.sync(XCL_BO_SYNC_BO_FROM_DEVICE);
}

// A child forked before it opens a card of its own.
void fork_and_open(const std::string& xclbin) {
  const pid_t child = fork();
  if (child == 0) {
    use_card(xclbin);
    std::exit(7);
  }
  use_card(xclbin);
  int status = 0;
  expect(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7,
         "both use a card");
}

const std::map<std::string, std::function<void(const std::string&)>> kHabits{
    {"wait_for_all", wait_for_all},       {"collect_meanwhile", collect_meanwhile},
    {"ignore_children", ignore_children}, {"handle_children", handle_children},
    {"watch_forks", watch_forks},         {"default_signals", default_signals},
    {"print_before", print_before},       {"fork_and_exit", fork_and_exit},
    {"fork_and_use", fork_and_use},       {"fork_and_open", fork_and_open},
};

}  // namespace

int main(int argc, char** argv) {
  const auto habit = argc == 3 ? kHabits.find(argv[1]) : kHabits.end();
  if (habit == kHabits.end()) {
    std::fprintf(stderr, "usage: %s HABIT XCLBIN\n", argv[0]);
    return 2;
  }
  try {
    habit->second(argv[2]);
  } catch (const std::exception& error) {
    std::printf("FAIL %s: %s\n", argv[1], error.what());
    return 1;
  }
  std::printf("PASS %s\n", argv[1]);
  return 0;
}
