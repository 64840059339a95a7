// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/program.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "tests/host/temporary_directory.hpp"

namespace lightloop::tests {
namespace {

void redirect(int descriptor, const std::filesystem::path& file, int flags) {
  const int opened = ::open(file.c_str(), flags, 0600);
  if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
  ::close(opened);
}

}  // namespace

Program::Program(const std::vector<std::string>& command, const ProgramOptions& options)
    : end_(std::chrono::steady_clock::now() + options.limit) {
  std::string name = (std::filesystem::temp_directory_path() / "lightloop-cli-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  directory_ = name;
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (const auto& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("cannot fork");
  if (process_ > 0) return;
  redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
  redirect(STDOUT_FILENO, directory_ / "out", O_WRONLY | O_CREAT);
  redirect(STDERR_FILENO, directory_ / "err", O_WRONLY | O_CREAT);
  for (const auto& variable : options.unset) ::unsetenv(variable.c_str());
  for (const auto& [variable, value] : options.set) ::setenv(variable.c_str(), value.c_str(), 1);
  if (!options.working_directory.empty() && ::chdir(options.working_directory.c_str()) != 0)
    ::_exit(126);
  // A test that was started in the background ignores SIGINT, and passes that on.
  static_cast<void>(std::signal(SIGINT, SIG_DFL));
  // A process group of its own, so that a signal to it does not reach the test.
  static_cast<void>(::setpgid(0, 0));
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

Program::~Program() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void Program::send_signal(int signal) const { ::kill(process_, signal); }

std::string Program::out_so_far() const { return read_file(directory_ / "out"); }

ProgramResult Program::wait() {
  ProgramResult result;
  int status = 0;
  while (::waitpid(process_, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end_) {
      result.timed_out = true;
      ::kill(process_, SIGKILL);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  process_ = -1;
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  result.out = read_file(directory_ / "out");
  result.err = read_file(directory_ / "err");
  return result;
}

std::vector<pid_t> card_processes_of(pid_t process) {
  const std::string mark = "LIGHTLOOP_EMU_HOST=" + std::to_string(process) + '\0';
  std::vector<pid_t> result;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream stream(entry.path() / "environ", std::ios::binary);
    const std::string environment{std::istreambuf_iterator<char>(stream), {}};
    if (environment.find(mark) != std::string::npos) result.push_back(std::stoi(name));
  }
  return result;
}

ProgramResult run_program(const std::vector<std::string>& command, const ProgramOptions& options) {
  return Program(command, options).wait();
}

std::string lightloop_program() { return LIGHTLOOP_PROGRAM; }

ProgramResult run_lightloop(std::vector<std::string> arguments, const ProgramOptions& options) {
  arguments.insert(arguments.begin(), lightloop_program());
  return run_program(arguments, options);
}

}  // namespace lightloop::tests
