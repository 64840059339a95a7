# SPDX-License-Identifier: Apache-2.0
# Read by make after the makefile of a model. The code that writes waveforms is compiled without
# optimisation: the compression of the file takes the time when it runs, and it saves build time. (Small models are a single file, with everything in it.)
%__Trace__0.o %__Trace__1.o %__Trace__2.o %__Trace__3.o: override OPT_FAST = -O0
