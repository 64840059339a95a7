// SPDX-License-Identifier: Apache-2.0
// Stops the clock of a block while it has nothing to do.
//
//   clk_i    __##__##__##__##__##__
//   enable_i ______####____________    settled before the rising edge of clk_i that it is for
//   clk_o    __________##__________    the edges at which enable_i is 1
//
// For blocks that nobody can tell from one whose clock runs on, as long as they have nothing to do:
// a gate saves the work of their clock, it is no part of what they do.
//
// Parameters  GATE      1: the clock stops, for a simulator, which then leaves out the block;
//                       0: clk_o is clk_i, for an FPGA, whose clock network would take a second
//                       clock buffer in series with the one of the platform, and its skew.
//                       The default takes the one that fits the tool.
// Ports       clk_i, rst_ni   clock; synchronous reset of the block, active low: it has its edges
//             enable_i        1: the block needs the next edge
//             clk_o           clock of the block
// Latency     none (combinational)

`ifdef VERILATOR
`define LL_CLOCK_GATE_GATE 1'b1
`else
`define LL_CLOCK_GATE_GATE 1'b0
`endif

module ll_clock_gate #(
  parameter bit GATE = `LL_CLOCK_GATE_GATE
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic enable_i,
  output logic clk_o
);

  if (GATE) begin : gen_gate
    logic open;

    // Changes while clk_i is low only, so clk_o has whole pulses. A latch and no register of the
    // falling edge: a simulator has nothing to do at that edge.
    always_latch if (!clk_i) open = enable_i || !rst_ni;
    assign clk_o = clk_i && open;
  end else begin : gen_wire
    assign clk_o = clk_i;
    logic unused;
    assign unused = &{rst_ni, enable_i};
  end

endmodule

`undef LL_CLOCK_GATE_GATE
