// SPDX-License-Identifier: Apache-2.0
// A design that makes its own clock, with time steps of a femtosecond.
`timescale 1fs / 1fs
module rtl_clock (
    input  logic [7:0] data_i,
    output logic [7:0] data_o,  // data_i, one clock later
    output logic       clk_o
);
  logic clk;
  logic [7:0] data_q;

  initial clk = 1'b0;
  // A clock must change before what it clocks.
  /* verilator lint_off BLKSEQ */
  always #1250 clk = ~clk;
  /* verilator lint_on BLKSEQ */
  always_ff @(posedge clk) data_q <= data_i;

  assign clk_o  = clk;
  assign data_o = data_q;
endmodule
