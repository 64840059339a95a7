// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/run_host.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/verilated/failure_waves.hpp"
#include "sim/vpi/application.hpp"
#include "sim/vpi/attachment.hpp"
#include "sim/vpi/cocotb_environment.hpp"
#include "sim/vpi/exit_codes.hpp"
#include "sim/vpi/python_side.hpp"
#include "sim/vpi/results_file.hpp"
#include "sim/vpi/run_guard.hpp"
#include "sim/vpi/vpi_host.hpp"
#include "sim/vpi/vpi_state.hpp"

namespace lightloop::vpi {
namespace {

/// Why an application has not started, as far as the design says.
std::string why_not_started() {
  const VpiState& state = VpiState::instance();
  std::string modules;
  for (const auto& [name, scope] : state.design->roots().children()) {
    if (scope->kind() != ScopeKind::kModule) continue;
    modules += (modules.empty() ? "'" : ", '") + name + "'";
  }
  if (modules.empty()) {
    return "the design has no module with a visible signal: its top has no ports, or all signals "
           "are hidden; make them visible (ALL_PUBLIC, or --public-flat-rw in EXTRA_ARGS)";
  }
  const char* const wanted = std::getenv("TOPLEVEL");
  if (wanted != nullptr && modules.find("'" + std::string(wanted) + "'") == std::string::npos) {
    return "TOPLEVEL is '" + std::string(wanted) + "', expected " + modules;
  }
  if (!state.requests.first_python_error.empty()) return state.requests.first_python_error;
  return "it waits for nothing";
}

std::string describe(RunEnd end, const std::string& message) {
  switch (end) {
    case RunEnd::kRunning:
      return "the simulation stopped by itself";
    case RunEnd::kApplication:
      return "";
    case RunEnd::kApplicationStop:
      return "the VPI application called vpi_control(vpiStop)";
    case RunEnd::kRtlFinish:
      return "the RTL called $finish";
    case RunEnd::kRtlError:
      return "RTL error: " + message;
    case RunEnd::kNotStarted:
      return "the VPI application did not start: " + why_not_started();
    case RunEnd::kNothingLeft:
      return "nothing is left that could wake the VPI application: it waits for something that "
             "cannot happen";
    case RunEnd::kProtocol:
      return "broken bus rule: " + message;
    case RunEnd::kAttachment:
      return "attachment: " + message;
    case RunEnd::kKernel:
    case RunEnd::kTimeLimit:
      return message;
  }
  return message;
}

/// A run of one model, from the loaded application to the end of the simulation.
class Run final : public AttachmentPoint {
 public:
  Run(const HostOptions& options, const HostedModel& hosted)
      : options_(options), hosted_(hosted), simulation_("vpi") {
    const verilated::Simulation::Scope scope = simulation_.activate();
    // Before the first sc_time of this world.
    if (hosted.model.context().timeprecision() < -12) {
      sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
    }
    const std::uint64_t fs_per_unit = hosted.model.context().timeprecision() < -12 ? 1 : 1000;
    OwnedClock clock;
    if (options.owns_clock) {
      if (options.clock_period_fs % fs_per_unit != 0) {
        throw verilated::SimulationError("clock period is " +
                                         std::to_string(options.clock_period_fs) +
                                         " fs, expected whole picoseconds");
      }
      clock.pin = hosted.clock_pin();
      clock.period = sc_core::sc_time::from_value(options.clock_period_fs / fs_per_unit);
    }
    limit_ = options.time_limit_fs
                 ? sc_core::sc_time::from_value(*options.time_limit_fs / fs_per_unit)
                 : sc_core::sc_max_time() - sc_core::sc_time::from_value(1);
    host_ = &simulation_.make<VpiHost>("host", hosted.model, clock);
    if (!hosted.attach) return;
    partner_ = hosted.attach(*this);
    host_->attach(*partner_);
  }

  ~Run() override {
    const verilated::Simulation::Scope scope = simulation_.activate();
    partner_.reset();
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// Runs the simulation; message() has the details of the end that it returns.
  RunEnd run() {
    RunEnd end = RunEnd::kRunning;
    try {
      simulation_.run_until_paused(limit_, "the end of the test");
      end = host_->run_end();
      message_ = host_->message();
    } catch (const verilated::SimulationTimeout& error) {
      // Without a limit the end of time comes when no module has anything left to do.
      end = options_.time_limit_fs ? RunEnd::kTimeLimit : RunEnd::kNothingLeft;
      message_ = error.what();
    } catch (const verilated::SimulationError& error) {
      end = RunEnd::kKernel;
      message_ = error.what();
    }
    return end;
  }

  /// Tells the application that the simulation is over. It ends now, and may call for the end of
  /// the simulation again.
  void tell_application() {
    const verilated::Simulation::Scope scope = simulation_.activate();
    Verilated::threadContextp(&hosted_.model.context());
    VpiState::instance().callbacks.call(cbEndOfSimulation);
  }

  /// Ends the model and looks at what is left. `end` is what run() returned; returns the same, or
  /// another end if there is a problem now.
  RunEnd finish(RunEnd end) {
    const verilated::Simulation::Scope scope = simulation_.activate();
    Verilated::threadContextp(&hosted_.model.context());
    try {
      hosted_.model.final();
    } catch (const std::exception& error) {
      if (message_.empty()) {
        end = RunEnd::kRtlError;
        message_ = error.what();
      }
    }
    hosted_.model.close_trace();
    if (partner_ != nullptr && message_.empty()) {
      message_ = problem_of_attachment();
      if (!message_.empty()) end = RunEnd::kAttachment;
    }
    return end;
  }

  const std::string& message() const { return message_; }

  void print_statistics() const {
    const CallbackTable& callbacks = VpiState::instance().callbacks;
    std::fprintf(stderr,
                 "lightloop: %llu clock cycles, %llu activations, %llu callbacks, %llu clock edges "
                 "in place of Python\n",
                 static_cast<unsigned long long>(host_->cycles()),
                 static_cast<unsigned long long>(host_->activations()),
                 static_cast<unsigned long long>(callbacks.calls()),
                 static_cast<unsigned long long>(callbacks.edges_taken()));
  }

  verilated::Simulation& simulation() override { return simulation_; }
  const sc_core::sc_event& rising_edge() override { return host_->rising_edge(); }
  void ports_changed() override { host_->ports_changed(); }
  void end(const std::string& reason) override { host_->end(RunEnd::kAttachment, reason); }
  const std::vector<std::string>& plusargs() const override { return options_.plusargs; }

 private:
  std::string problem_of_attachment() {
    try {
      return partner_->check();
    } catch (const std::exception& error) {
      return error.what();
    }
  }

  const HostOptions& options_;
  const HostedModel& hosted_;
  verilated::Simulation simulation_;
  std::unique_ptr<CyclePartner> partner_;
  VpiHost* host_ = nullptr;
  sc_core::sc_time limit_;
  std::string message_;
};

/// Plusargs as a C main() has them: the model keeps the pointers.
std::vector<const char*> as_argv(const char* program, const std::vector<std::string>& plusargs) {
  std::vector<const char*> argv{program};
  for (const std::string& argument : plusargs) argv.push_back(argument.c_str());
  return argv;
}

/// Everything that makes the run a failed one besides failed tests; empty if nothing does.
std::string problem_of_run(RunEnd end, const std::string& message,
                           const VerilatedContext& context) {
  std::string reason = describe(end, message);
  if (!reason.empty()) return reason;
  const VpiRequests& requests = VpiState::instance().requests;
  if (requests.refusals != 0) {
    return "the test " + requests.first_refusal + " (" + std::to_string(requests.refusals) +
           " writes were refused)";
  }
  if (context.errorCount() != 0) {
    return std::to_string(context.errorCount()) + " RTL errors ($error, failed assertions)";
  }
  return {};
}

int verdict(const HostOptions& options, const ResultsFile& file, std::string problem) {
  if (!options.expects_results) {
    if (!problem.empty()) std::fprintf(stderr, "lightloop: %s\n", problem.c_str());
    return problem.empty() ? kPassed : kEndedBadly;
  }
  const TestResults results = file.read();
  int code = results.failed == 0 ? kPassed : kTestFailed;
  if (!problem.empty()) {
    code = kEndedBadly;
  } else if (!results.written) {
    code = kEndedBadly;
    const std::string& error = VpiState::instance().requests.first_python_error;
    problem = "the VPI application wrote no results to " + file.path().string();
    if (!error.empty()) problem += ": " + error;
  } else if (results.tests == 0) {
    code = kTestFailed;
    problem = "no test ran";
  }
  const std::string& hidden = VpiState::instance().requests.first_hidden;
  // It may be why, or may not: a test can ask for what is not there and live with it.
  if (code != kPassed && !hidden.empty())
    std::fprintf(stderr, "lightloop: also: %s\n", hidden.c_str());
  if (!problem.empty()) std::fprintf(stderr, "lightloop: %s\n", problem.c_str());
  if (options.like_cocotb) return results.written ? kPassed : code;
  if (problem.empty()) {
    file.accept();
  } else {
    file.add_failure(problem);
  }
  return code;
}

void leave_waves_of_failure(const HostOptions& options, const ResultsFile& file,
                            const std::string& problem) {
  auto& waves = verilated::FailureWaves::of_process();
  if (!problem.empty()) {
    waves.fail(problem);
  } else if (options.expects_results && file.read().failed != 0) {
    waves.fail("a test failed, see " + file.path().string());
  }
}

void load_applications(const HostDefaults& defaults, const HostOptions& options) {
  enforce_cocotb_environment();
  const bool default_application = options.applications.empty() && options.python.empty();
  if (default_application && start_linked_application()) return;
  if (default_application || !options.python.empty()) {
    const CocotbInstallation cocotb = options.python.empty()
                                          ? CocotbInstallation::configured()
                                          : CocotbInstallation::of(options.python);
    prepare_cocotb_environment(cocotb, defaults.toplevel, options.plusargs);
    load_application(cocotb.library);
  }
  for (const std::string& application : options.applications) load_application(application);
}

/// Switches the failure waves on for the time of a run.
class WavesOfRun {
 public:
  WavesOfRun(const std::string& test, const std::string& command) {
    waves_.start(verilated::FailureWavesConfig::from_environment());
    waves_.begin_test(test, command);
  }
  ~WavesOfRun() {
    waves_.end_test();
    waves_.stop();
  }
  WavesOfRun(const WavesOfRun&) = delete;
  WavesOfRun& operator=(const WavesOfRun&) = delete;

 private:
  verilated::FailureWaves& waves_ = verilated::FailureWaves::of_process();
};

int run(const HostDefaults& defaults, const HostOptions& options, const HostedModel& hosted) {
  const ResultsFile file(options.results_file);
  const bool keeps_results = options.expects_results && !options.like_cocotb;
  if (options.expects_results) file.begin();
  std::optional<RunGuard> guard;
  if (options.like_cocotb) {
    std::filesystem::remove(options.results_file);
  } else {
    guard.emplace();
  }
  VerilatedContext& context = hosted.model.context();
  std::vector<const char*> argv = as_argv(defaults.toplevel.c_str(), options.plusargs);
  context.commandArgs(static_cast<int>(argv.size()), argv.data());
  context.fatalOnVpiError(false);  // applications probe for what Verilator does not have
  hosted.elaborate();
  VpiState::instance().use(context, hosted.describe ? hosted.describe() : DesignDescription{});
  // Python ends itself, and runs what was registered for that, before the simulation is over.
  if (keeps_results) VpiState::instance().requests.at_finish = [&file] { file.hold(); };
  load_applications(defaults, options);
  prepare_python(options.takes_clocks);
  const WavesOfRun waves(name_of_cocotb_run(), cocotb_settings_for_shell() + options.command);
  Run simulation(options, hosted);
  if (!options.waves.empty()) hosted.model.open_trace(options.waves);
  RunEnd end = simulation.run();
  // Before the application is told: then a copy of the process that repeats the run ends here too.
  leave_waves_of_failure(options, file, problem_of_run(end, simulation.message(), context));
  simulation.tell_application();
  if (keeps_results) file.hold();
  end = simulation.finish(end);
  if (options.statistics) simulation.print_statistics();
  return verdict(options, file, problem_of_run(end, simulation.message(), context));
}

}  // namespace

int run_host(const HostDefaults& defaults, const HostedModel& hosted, int argc, char** argv) {
  try {
    int exit_code = kPassed;
    const auto options = parse_host_options(defaults, argc, argv, exit_code);
    if (!options) return exit_code;
    return run(defaults, *options, hosted);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lightloop: %s\n", error.what());
    return kWrongUse;
  }
}

}  // namespace lightloop::vpi
