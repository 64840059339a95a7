# SPDX-License-Identifier: Apache-2.0
# Read by make after the makefile of a model. The code that writes waveforms is compiled without
# optimisation: when it runs, the compression of the file takes the time, and it saves build time.
# (Verilator puts a small model into a single file, with everything in it.)
%__Trace__0.o %__Trace__1.o %__Trace__2.o %__Trace__3.o: override OPT_FAST = -O0
