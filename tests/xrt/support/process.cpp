// SPDX-License-Identifier: Apache-2.0
#include "tests/xrt/support/process.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace lightloop::xrt_test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPoll(2);

std::string read_text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

constexpr const char* kMark = "LIGHTLOOP_TEST_PROCESS";

[[noreturn]] void become(const ProcessOptions& options, const fs::path& output,
                         const std::string& mark) {
  setsid();
  const int in = open("/dev/null", O_RDONLY);
  const int out = open((output / "out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err = open((output / "err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(126);
  for (const int fd : {in, out, err})
    if (fd > 2) close(fd);
  setenv(kMark, mark.c_str(), 1);
  for (const auto& [name, value] : options.environment) {
    if (value)
      setenv(name.c_str(), value->c_str(), 1);
    else
      unsetenv(name.c_str());
  }
  if (!options.working_directory.empty() && chdir(options.working_directory.c_str()) != 0)
    _exit(126);
  std::vector<char*> arguments;
  for (const std::string& argument : options.command)
    arguments.push_back(const_cast<char*>(argument.c_str()));  // NOLINT: execvp does not write
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

ScratchDirectory::ScratchDirectory(const std::string& name) {
  std::string text = "/tmp/" + name + "-XXXXXX";
  if (!mkdtemp(text.data())) throw std::system_error(errno, std::generic_category(), text);
  path_ = text;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::set<std::string> ScratchDirectory::listing() const {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(path_))
    names.insert(entry.path().lexically_relative(path_).string());
  return names;
}

Process::Process(const ProcessOptions& options)
    : output_("llt-out"), mark_(output_.path().filename()) {
  // Whatever outlives the process becomes a child of the test, which can then see it end.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_ = fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) become(options, output_.path(), mark_);
}

Process::~Process() {
  kill(-pid_, SIGKILL);
  if (!ended_) waitpid(pid_, nullptr, 0);
  while (waitpid(-pid_, nullptr, 0) > 0) {
  }
}

bool Process::wait_for_output(const std::string& text, std::chrono::seconds limit) {
  for (const auto end = Clock::now() + limit; Clock::now() < end;
       std::this_thread::sleep_for(kPoll))
    if (read_output("out").find(text) != std::string::npos) return true;
  return false;
}

ProcessResult Process::wait(std::chrono::seconds limit) {
  ProcessResult result;
  int status = 0;
  const auto end = Clock::now() + limit;
  while (waitpid(pid_, &status, WNOHANG) == 0) {
    if (Clock::now() >= end) {
      result.timed_out = true;
      kill(-pid_, SIGKILL);
      waitpid(pid_, &status, 0);
      break;
    }
    std::this_thread::sleep_for(kPoll);
  }
  ended_ = true;
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  result.out = read_output("out");
  result.err = read_output("err");
  return result;
}

bool Process::nothing_is_left() {
  for (const auto end = Clock::now() + std::chrono::seconds(60); Clock::now() < end;
       std::this_thread::sleep_for(kPoll)) {
    while (waitpid(-pid_, nullptr, WNOHANG) > 0) {
    }
    if (kill(-pid_, 0) != 0 && errno == ESRCH && elsewhere().empty()) return true;
  }
  return false;
}

std::vector<pid_t> Process::children() const {
  std::vector<pid_t> found;
  const fs::path tasks = "/proc/" + std::to_string(pid_) + "/task";
  std::error_code error;
  for (const auto& task : fs::directory_iterator(tasks, error)) {
    std::istringstream list(read_text(task.path() / "children"));
    for (pid_t child = 0; list >> child;) found.push_back(child);
  }
  return found;
}

std::vector<pid_t> Process::elsewhere() const {
  const std::string mark = std::string(kMark) + "=" + mark_ + '\0';
  std::vector<pid_t> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const pid_t pid = std::stoi(name);
    // Those that have ended and are not collected have no environment any more.
    if (getpgid(pid) != pid_ && read_text(entry.path() / "environ").find(mark) != std::string::npos)
      found.push_back(pid);
  }
  return found;
}

std::vector<pid_t> Process::elsewhere(const std::string& name) const {
  std::vector<pid_t> found = elsewhere();
  std::erase_if(found, [&](pid_t pid) {
    std::error_code error;
    return fs::read_symlink("/proc/" + std::to_string(pid) + "/exe", error).filename() != name;
  });
  return found;
}

std::string Process::read_output(const char* name) const {
  return read_text(output_.path() / name);
}

ProcessResult run_process(const ProcessOptions& options) { return Process(options).wait(); }

}  // namespace lightloop::xrt_test
