// SPDX-License-Identifier: Apache-2.0
// A VPI application that is not cocotb: counts rising edges of vpi_probe.clk_i and finishes after
// ten of them. It also removes a callback of the next time step, which may then never fire.
#include <cstdio>
#include <vpi_user.h>

namespace {

int edges = 0;
bool removed_fired = false;
vpiHandle clock_handle = nullptr;
s_vpi_time suppress_time{vpiSuppressTime, 0, 0, 0.0};
s_vpi_value integer_value{vpiIntVal, {}};

PLI_INT32 on_removed(s_cb_data* /*data*/) {
  removed_fired = true;
  return 0;
}

PLI_INT32 on_clock(s_cb_data* data) {
  if (data->value->value.integer == 0) return 0;
  ++edges;
  s_cb_data next{};
  next.reason = cbNextSimTime;
  next.cb_rtn = on_removed;
  next.time = &suppress_time;
  vpi_remove_cb(vpi_register_cb(&next));
  if (edges == 10) vpi_control(vpiFinish, 0);
  return 0;
}

PLI_INT32 on_start(s_cb_data* /*data*/) {
  char name[] = "vpi_probe.clk_i";
  clock_handle = vpi_handle_by_name(name, nullptr);
  if (clock_handle == nullptr) {
    std::puts("edge_counter: no clock");
    return 0;
  }
  s_cb_data change{};
  change.reason = cbValueChange;
  change.cb_rtn = on_clock;
  change.obj = clock_handle;
  change.time = &suppress_time;
  change.value = &integer_value;
  vpi_release_handle(vpi_register_cb(&change));
  return 0;
}

PLI_INT32 on_end(s_cb_data* /*data*/) {
  std::printf("edge_counter: %d edges, removed callback %s\n", edges,
              removed_fired ? "fired" : "did not fire");
  std::fflush(stdout);
  return 0;
}

void register_all() {
  s_cb_data callback{};
  callback.reason = cbStartOfSimulation;
  callback.cb_rtn = on_start;
  vpi_release_handle(vpi_register_cb(&callback));
  callback.reason = cbEndOfSimulation;
  callback.cb_rtn = on_end;
  vpi_release_handle(vpi_register_cb(&callback));
}

}  // namespace

// Declared by vpi_user.h, with C linkage.
void (*vlog_startup_routines[])() = {register_all, nullptr};
extern "C" void start_by_name() { register_all(); }
