// SPDX-License-Identifier: Apache-2.0
// What the tests of the VPI host run on. Ports of several widths, registered once; and the ways in
// which RTL ends a simulation, each chosen by a plusarg with the number of the clock cycle:
// +finish_at=N, +stop_at=N, +fatal_at=N, +error_at=N, +assert_at=N.
module vpi_probe #(
    parameter int WIDTH = 512  // bits of the word
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic [WIDTH-1:0] word_i,
    output logic [WIDTH-1:0] word_o,   // word_i, one cycle later
    input  logic       [7:0] sum_i,
    output logic       [7:0] sum_o,    // sum of sum_i over all cycles out of reset
    output logic      [31:0] cycle_o,  // rising edges so far
    output logic      [31:0] plus_o    // value of +plus=N
);
  int unsigned finish_at, stop_at, fatal_at, error_at, assert_at, plus;

  initial begin
    if ($value$plusargs("finish_at=%d", finish_at) == 0) finish_at = 0;
    if ($value$plusargs("stop_at=%d", stop_at) == 0) stop_at = 0;
    if ($value$plusargs("fatal_at=%d", fatal_at) == 0) fatal_at = 0;
    if ($value$plusargs("error_at=%d", error_at) == 0) error_at = 0;
    if ($value$plusargs("assert_at=%d", assert_at) == 0) assert_at = 0;
    if ($value$plusargs("plus=%d", plus) == 0) plus = 0;
  end

  logic [WIDTH-1:0] word_q;
  logic       [7:0] sum_q;
  logic      [31:0] cycle_q;

  initial cycle_q = '0;

  always_ff @(posedge clk_i) begin
    word_q  <= word_i;
    sum_q   <= rst_ni ? sum_q + sum_i : '0;
    cycle_q <= cycle_q + 1;
    if (finish_at != 0 && cycle_q == finish_at) $finish;
    if (stop_at != 0 && cycle_q == stop_at) $stop;
    if (fatal_at != 0 && cycle_q == fatal_at) $fatal(1, "fatal by plusarg");
    if (error_at != 0 && cycle_q == error_at) $error("error by plusarg");
    not_forbidden : assert (assert_at == 0 || cycle_q != assert_at);
  end

  assign word_o  = word_q;
  assign sum_o   = sum_q;
  assign cycle_o = cycle_q;
  assign plus_o  = plus;
endmodule
