// SPDX-License-Identifier: Apache-2.0
// What can be forced: logic, registers, ports, wires between modules; and what was left out.
module vpi_force_counter (
    input  logic       clk_i,
    output logic [7:0] count_o
);
  logic [7:0] count_q = '0;
  always_ff @(posedge clk_i) count_q <= count_q + 8'd1;
  assign count_o = count_q;
endmodule

module vpi_force_wide (
    input  logic [99:0] word_i,
    output logic [99:0] word_o
);
  assign word_o = ~word_i;
endmodule

module vpi_force (
    input  logic        clk_i,
    input  logic        a_i,
    output logic        not_o,      // not a_i
    output logic        not_not_o,  // not not_o
    output logic        plain_o,    // a_i
    input  logic [ 7:0] word_i,
    output logic [ 7:0] word_o,     // not word_i
    output logic [ 7:0] count_o,
    output logic [99:0] wide_o,
    inout  wire  [ 3:0] pad_io      // 5 while a_i
);
  assign not_o     = ~a_i;
  assign not_not_o = ~not_o;
  assign plain_o   = a_i;
  assign word_o    = ~word_i;
  assign pad_io    = a_i ? 4'd5 : 4'bz;

  vpi_force_counter u_counter (
      .clk_i,
      .count_o
  );
  logic [99:0] zero;
  assign zero = '0;
  vpi_force_wide u_wide (
      .word_i(zero),
      .word_o(wide_o)
  );
endmodule
