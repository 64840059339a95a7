// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/run_host.hpp"

#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>
#include <verilated_vpi.h>

#include "sim/vpi/application.hpp"
#include "sim/vpi/attachment.hpp"
#include "sim/vpi/cocotb_environment.hpp"
#include "sim/vpi/results_file.hpp"
#include "sim/vpi/vpi_host.hpp"
#include "sim/vpi/vpi_requests.hpp"

namespace lightloop::vpi {
namespace {

constexpr int kPassed = 0;
constexpr int kTestFailed = 1;
constexpr int kWrongUse = 2;
constexpr int kEndedBadly = 3;

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
      return "the VPI application did not start: it waits for nothing";
    case RunEnd::kNothingLeft:
      return "nothing is left that could wake the VPI application: it waits for something that "
             "cannot happen";
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
  Run(const HostDefaults& defaults, const HostOptions& options, const HostedModel& hosted)
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
      VpiRequests::instance().owned_clock = defaults.clock;
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

  /// Runs to the end and returns it; message() has the details.
  RunEnd run() {
    RunEnd end = RunEnd::kRunning;
    try {
      simulation_.run_until_paused(limit_, "the end of the test");
      end = host_->run_end();
      message_ = host_->message();
    } catch (const verilated::SimulationTimeout& error) {
      end = RunEnd::kTimeLimit;
      message_ = error.what();
    } catch (const verilated::SimulationError& error) {
      end = RunEnd::kKernel;
      message_ = error.what();
    }
    const verilated::Simulation::Scope scope = simulation_.activate();
    VerilatedContext& context = hosted_.model.context();
    Verilated::threadContextp(&context);
    // The application ends now, and may call for the end of the simulation again.
    VerilatedVpi::callCbs(cbEndOfSimulation);
    finish_model();
    if (partner_ != nullptr && message_.empty()) {
      const std::string problem = partner_->check();
      if (!problem.empty()) {
        end = RunEnd::kAttachment;
        message_ = problem;
      }
    }
    return end;
  }

  const std::string& message() const { return message_; }

  void print_statistics() const {
    std::fprintf(stderr, "lightloop: %llu clock cycles, %llu activations, %llu callbacks\n",
                 static_cast<unsigned long long>(host_->cycles()),
                 static_cast<unsigned long long>(host_->activations()),
                 static_cast<unsigned long long>(CallbackTable::instance().calls()));
  }

  verilated::Simulation& simulation() override { return simulation_; }
  const sc_core::sc_event& rising_edge() override { return host_->rising_edge(); }
  void ports_changed() override { host_->ports_changed(); }
  void end(const std::string& reason) override { host_->end(RunEnd::kAttachment, reason); }
  const std::vector<std::string>& plusargs() const override { return options_.plusargs; }

 private:
  void finish_model() {
    try {
      hosted_.model.final();
    } catch (const std::exception& error) {
      if (message_.empty()) message_ = error.what();
    }
    hosted_.model.close_trace();
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
  const std::string reason = describe(end, message);
  if (!reason.empty()) return reason;
  const VpiRequests& requests = VpiRequests::instance();
  if (requests.refused_clock_writes != 0) {
    return "the test wrote " + requests.owned_clock + ", the clock that SystemC drives, " +
           std::to_string(requests.refused_clock_writes) + " times";
  }
  if (context.errorCount() != 0) {
    return std::to_string(context.errorCount()) + " RTL errors ($error, failed assertions)";
  }
  return {};
}

int verdict(const HostOptions& options, ResultsFile* file, const std::string& problem) {
  if (!problem.empty()) std::fprintf(stderr, "lightloop: %s\n", problem.c_str());
  if (file == nullptr) return problem.empty() ? kPassed : kEndedBadly;
  const TestResults results = file->read();
  const bool exit_zero = options.exit_zero && results.written;
  if (!problem.empty()) {
    file->add_failure(problem);
    return exit_zero ? kPassed : kEndedBadly;
  }
  if (!results.written) {
    const std::string missing = "the VPI application wrote no results";
    std::fprintf(stderr, "lightloop: %s to %s\n", missing.c_str(), options.results_file.c_str());
    file->add_failure(missing);
    return kEndedBadly;
  }
  if (results.tests == 0) {
    std::fprintf(stderr, "lightloop: no test ran\n");
    file->add_failure("no test ran");
  }
  const bool passed = results.tests != 0 && results.failed == 0;
  return passed || exit_zero ? kPassed : kTestFailed;
}

void load_applications(const HostDefaults& defaults, const HostOptions& options) {
  const bool default_application = options.applications.empty() && options.python.empty();
  if (default_application && start_linked_application()) return;
  if (default_application || !options.python.empty()) {
    const CocotbInstallation cocotb = options.python.empty()
                                          ? CocotbInstallation::configured()
                                          : CocotbInstallation::of(options.python);
    prepare_cocotb_environment(cocotb, defaults.toplevel);
    load_application(cocotb.library);
  }
  for (const std::string& application : options.applications) load_application(application);
}

int run(const HostDefaults& defaults, const HostOptions& options, const HostedModel& hosted) {
  std::unique_ptr<ResultsFile> file;
  if (options.expects_results) file = std::make_unique<ResultsFile>(options.results_file);
  VerilatedContext& context = hosted.model.context();
  std::vector<const char*> argv = as_argv(defaults.toplevel.c_str(), options.plusargs);
  context.commandArgs(static_cast<int>(argv.size()), argv.data());
  context.fatalOnVpiError(false);  // applications probe for what Verilator does not have
  hosted.elaborate();
  load_applications(defaults, options);
  Run simulation(defaults, options, hosted);
  if (!options.waves.empty()) hosted.model.open_trace(options.waves);
  const RunEnd end = simulation.run();
  if (options.statistics) simulation.print_statistics();
  return verdict(options, file.get(), problem_of_run(end, simulation.message(), context));
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
