// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/simulation.hpp"

#include <algorithm>
#include <cstdio>

#ifdef LIGHTLOOP_SANITIZE_ADDRESS
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace lightloop::verilated {
namespace {

/// The SystemC library tells AddressSanitizer of its switches to the stack of an SC_THREAD, but not
/// the right size of the main stack when it comes back. The next exception would then be reported
/// as an error.
void restore_sanitizer_stack() {
#ifdef LIGHTLOOP_SANITIZE_ADDRESS
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  void* bottom = nullptr;
  std::size_t size = 0;
  pthread_attr_getstack(&attributes, &bottom, &size);
  pthread_attr_destroy(&attributes);
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, bottom, size);
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
}

void handle_report(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
  // Standard output belongs to results.
  if ((actions & sc_core::SC_DISPLAY) != 0) {
    std::fprintf(stderr, "%s\n", sc_core::sc_report_compose_message(report).c_str());
  }
  sc_core::sc_report_handler::default_handler(report, actions & ~sc_core::SC_DISPLAY);
}

/// Settings of the SystemC library that are global to the process.
void prepare_library() {
  static const bool once = [] {
    // Makes the library's own default world. Without it, leaving the first Simulation would set the
    // current context to null, and the library would make (and leak) a new one each time.
    sc_core::sc_get_curr_simcontext();
    using Handler = sc_core::sc_report_handler;
    Handler::set_handler(handle_report);
    Handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
    Handler::set_actions(sc_core::SC_FATAL, sc_core::SC_THROW);
    Handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
    return true;
  }();
  static_cast<void>(once);
}

/// Whether one of the objects, or of those below them, is a process with a stack of its own.
bool has_threads(const std::vector<sc_core::sc_object*>& objects) {
  return std::any_of(objects.begin(), objects.end(), [](const sc_core::sc_object* object) {
    const std::string_view kind = object->kind();
    return kind == "sc_thread_process" || kind == "sc_cthread_process" ||
           has_threads(object->get_child_objects());
  });
}

/// SystemC 3 crashes when a world with live threads is deleted: it frees their stacks after what
/// they were made with. Such a world stays, reachable, to the end of the process.
void keep(std::unique_ptr<sc_core::sc_simcontext> world) {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): it outlives what is destroyed at exit
  static auto* const worlds = new std::vector<std::unique_ptr<sc_core::sc_simcontext>>;
  worlds->push_back(std::move(world));
}

}  // namespace

Simulation::Scope::Scope(sc_core::sc_simcontext* context) : former_(sc_core::sc_curr_simcontext) {
  sc_core::sc_curr_simcontext = context;
}

Simulation::Scope::~Scope() { sc_core::sc_curr_simcontext = former_; }

Simulation::Simulation(std::string name) : name_(std::move(name)) {
  prepare_library();
  context_ = std::make_unique<sc_core::sc_simcontext>();
}

Simulation::~Simulation() {
  const Scope scope = activate();
  const bool stays = SC_VERSION_MAJOR >= 3 && has_threads(context_->get_child_objects());
  while (!owned_.empty()) owned_.pop_back();
  if (stays) keep(std::move(context_));
  context_.reset();
}

sc_core::sc_time Simulation::now() const { return context_->time_stamp(); }

void Simulation::check_open_for_construction(const char* name) const {
  if (context_->elaboration_done()) {
    throw SimulationError(name_ + ": cannot add '" + name +
                          "': modules are made before the first run");
  }
}

void Simulation::check_alive() const {
  if (!failure_.empty()) throw SimulationError(failure_);
  if (sc_core::sc_get_status() == sc_core::SC_STOPPED ||
      sc_core::sc_get_status() == sc_core::SC_END_OF_SIMULATION) {
    throw SimulationError(name_ + ": the simulation was ended by sc_stop() at " +
                          now().to_string());
  }
}

std::string Simulation::describe(const sc_core::sc_report& report) const {
  // An exception that left a process comes as a report of SystemC's own type; its text says it all.
  const std::string type = report.get_msg_type();
  const std::string message = report.get_msg();
  std::string text = name_ + ": ";
  if (message.empty()) {
    text += type;
  } else if (type == sc_core::SC_ID_SIMULATION_UNCAUGHT_EXCEPTION_) {
    text += message;
  } else {
    text += type + ": " + message;
  }
  if (report.get_process_name() != nullptr) {
    text += std::string(" (in process ") + report.get_process_name() + " at " +
            report.get_time().to_string() + ")";
  }
  return text;
}

sc_core::sc_time Simulation::after(const sc_core::sc_time& duration) const {
  return now() + std::min(duration, sc_core::sc_max_time() - now());
}

void Simulation::start(const sc_core::sc_time& duration) {
  try {
    sc_core::sc_start(duration, sc_core::SC_RUN_TO_TIME);
    restore_sanitizer_stack();
  } catch (const sc_core::sc_report& report) {
    restore_sanitizer_stack();
    failure_ = describe(report);
    throw SimulationError(failure_);
  }
}

void Simulation::run_for(const sc_core::sc_time& duration) {
  const Scope scope = activate();
  check_alive();
  const sc_core::sc_time end = after(duration);
  do {
    start(end - now());
    check_alive();
  } while (now() < end);  // a process paused
}

void Simulation::run_until_paused(const sc_core::sc_time& limit, std::string_view what) {
  const Scope scope = activate();
  check_alive();
  const sc_core::sc_time end = after(limit);
  start(end - now());
  check_alive();
  if (now() >= end) throw_timeout(limit, what);
}

void Simulation::run_until(const sc_core::sc_event& event, const sc_core::sc_time& limit,
                           std::string_view what) {
  const Scope scope = activate();
  check_alive();
  bool seen = false;
  sc_core::sc_spawn_options options;
  options.spawn_method();
  options.dont_initialize();
  options.set_sensitivity(&event);
  sc_core::sc_process_handle waiter = sc_core::sc_spawn(
      [&seen] {
        seen = true;
        sc_core::sc_pause();
      },
      sc_core::sc_gen_unique_name("run_until"), &options);
  const sc_core::sc_time end = after(limit);
  do {
    start(end - now());  // when it throws the world is dead: nothing will wake the waiter
    check_alive();
  } while (!seen && now() < end);
  waiter.kill();
  if (!seen) throw_timeout(limit, what);
}

bool Simulation::step(const sc_core::sc_time& end) {
  const Scope scope = activate();
  check_alive();
  if (!context_->elaboration_done()) start(sc_core::SC_ZERO_TIME);
  if (!sc_core::sc_pending_activity_at_current_time()) {
    const sc_core::sc_time next = now() + sc_core::sc_time_to_pending_activity();
    if (next >= end) {
      if (end > now()) start(end - now());
      check_alive();
      return false;
    }
    start(next - now());
  }
  while (sc_core::sc_pending_activity_at_current_time()) {
    start(sc_core::SC_ZERO_TIME);
    check_alive();
  }
  return true;
}

void Simulation::throw_timeout(const sc_core::sc_time& limit, std::string_view what) const {
  throw SimulationTimeout(name_ + ": " + std::string(what) + " did not happen within " +
                          limit.to_string() + " of simulated time (now " + now().to_string() + ")");
}

}  // namespace lightloop::verilated

/// The SystemC library contains a main() that calls this function, so every program that links the
/// library must have one. Ours have their own main(); this one runs only when a program has none.
int sc_main(int /*argc*/, char* /*argv*/[]) {
  std::fputs("lightloop: this program was linked without a main() of its own\n", stderr);
  return 3;
}
