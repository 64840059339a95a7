# SPDX-License-Identifier: Apache-2.0
# Read by make after the makefile of a model. The code that writes waveforms is compiled without
# optimisation: when it runs, the compression of the file takes the time, and it saves build time.
# (Verilator puts a small model into a single file, with everything in it.)
# Of the two names of the list, the second is that of newer Verilators, which compile the header first,
# once for each level of optimisation.
trace_objects := $(foreach object,$(VK_FAST_OBJS) $(VK_OBJS_FAST),\
                   $(if $(findstring __Trace__,$(object)),$(object)))
ifneq ($(trace_objects),)
$(trace_objects): private override OPT_FAST = -O0
ifdef VK_PCH_H
$(trace_objects): private override VK_PCH_I_FAST = $(VK_PCH_I_SLOW)
$(trace_objects): $(VK_PCH_H).slow.gch
endif
endif
