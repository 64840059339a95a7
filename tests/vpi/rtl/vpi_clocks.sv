// SPDX-License-Identifier: Apache-2.0
// Clocks of all kinds for the tests of the clock take-over: two ports, bits of a vector, a variable
// without a driver. What each has done is seen at once.
module vpi_clocks (
    input  logic       a_i,
    input  logic       b_i,
    input  logic [1:0] pair_i,
    input  logic [7:0] data_i,
    output logic [7:0] a_count_o,   // rising edges of a_i
    output logic [7:0] b_count_o,   // falling edges of b_i
    output logic [7:0] pair_count_o,
    output logic [7:0] own_count_o,
    output logic [7:0] a_data_o,    // data_i at the last rising edge of a_i
    output logic [7:0] crossed_o,   // a_data_o at the last rising edge of b_i
    output logic [7:0] comb_o       // data_i and the clocks now
);
  logic own_clock  /*verilator public_flat_rw*/;
  logic [7:0] a_q = '0, b_q = '0, pair_q = '0, own_q = '0, data_q = '0, crossed_q = '0;

  always_ff @(posedge a_i) begin
    a_q    <= a_q + 1;
    data_q <= data_i;
  end
  always_ff @(negedge b_i) b_q <= b_q + 1;
  always_ff @(posedge b_i) crossed_q <= data_q;
  always_ff @(posedge pair_i[1]) pair_q <= pair_q + 1;
  always_ff @(posedge own_clock) own_q <= own_q + 1;

  assign a_count_o    = a_q;
  assign b_count_o    = b_q;
  assign pair_count_o = pair_q;
  assign own_count_o  = own_q;
  assign a_data_o     = data_q;
  assign crossed_o    = crossed_q;
  assign comb_o       = data_i ^ {4'b0, own_clock, pair_i[1], b_i, a_i};
endmodule
