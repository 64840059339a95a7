/* SPDX-License-Identifier: Apache-2.0 */
/* What a kernel library exports to the device process: one function that returns a table. Plain C,
 * so that a library and a device process of different builds, or compilers, still fit or say that
 * they do not. The libraries are made by scripts/pack-xclbin or lightloop_add_kernel; nobody writes
 * one by hand. */
#ifndef LIGHTLOOP_SIM_XRT_DEVICE_KERNEL_ABI_H_
#define LIGHTLOOP_SIM_XRT_DEVICE_KERNEL_ABI_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LIGHTLOOP_KERNEL_ABI_VERSION 3

struct LightloopPort {
  const char* name;       /* as in the RTL */
  void* data;             /* little endian value of the port, live as long as the model */
  uint32_t width;         /* bits */
  uint32_t storage_bytes; /* 1, 2, 4, 8, or a larger multiple of 4 */
  uint8_t is_input;       /* seen from the kernel */
};

/* Clocks in which nothing happens on the buses of a kernel. */
struct LightloopQuietRun {
  uint8_t* clock;                /* ap_clk */
  uint8_t* clock_2;              /* ap_clk_2, or null */
  const uint8_t* const* watched; /* ports of one bit: the run ends before a clock in which one is 1 */
  uint32_t watched_count;
  uint64_t time_ps; /* of the first rising edge; the clock falls half a period later */
  uint64_t period_ps;
};

/* A model is an opaque pointer. Not thread safe. Functions do not throw; one that fails prints why
 * on standard error. */
struct LightloopKernelApi {
  uint32_t version; /* LIGHTLOOP_KERNEL_ABI_VERSION */
  const char* top;  /* name of the RTL module */
  void* (*create)(const char* instance);
  /* The table of ports lives as long as the model. */
  uint32_t (*ports)(void* model, const struct LightloopPort** table);
  /* Null, or what went wrong ($fatal, $stop, failed assertion), after which the model cannot go on;
   * the text lives until the next call. */
  const char* (*eval)(void* model);
  /* Runs up to `clocks` whole clocks and returns how many. *error: as the result of eval(). */
  uint64_t (*run_quiet)(void* model, const struct LightloopQuietRun* run, uint64_t clocks,
                        const char** error);
  /* Simulation time that $time shows, in picoseconds. */
  void (*set_time)(void* model, uint64_t picoseconds);
  /* The model executed $finish. */
  int (*finished)(void* model);
  /* Opens an FST waveform; 0 is success. A library made without tracing has none. */
  int (*open_trace)(void* model, const char* path);
  /* Adds the present values at the time of set_time(). */
  void (*dump_trace)(void* model);
  void (*close_trace)(void* model);
  void (*destroy)(void* model);
};

const struct LightloopKernelApi* lightloop_kernel(void);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLOOP_SIM_XRT_DEVICE_KERNEL_ABI_H_ */
