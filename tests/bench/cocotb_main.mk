# SPDX-License-Identifier: Apache-2.0
# word_pipeline with cocotb's own main program for Verilator, by cocotb's Makefiles as they are.
# SOURCES: the design. OUTPUT: folder of the program Vtop.
SIM := verilator
TOPLEVEL_LANG := verilog
TOPLEVEL := word_pipeline
MODULE := word_pipeline_bench
VERILOG_SOURCES := $(SOURCES)
SIM_BUILD := $(OUTPUT)
COCOTB_HDL_TIMEUNIT := 1ns
COCOTB_HDL_TIMEPRECISION := 1ps
include $(shell $(COCOTB_CONFIG) --makefiles)/Makefile.sim
