// SPDX-License-Identifier: Apache-2.0
// Inverse of ll_precoder, IEEE 802.3 120.5.7.2: G[j] = (D[j] + D[j-1]) mod 4, D[-1] = 0.
//
// Latency 1 clock, one beat a clock; beats may have gaps. With enable_i low the levels pass unchanged.
//
// SYMBOLS   PAM4 symbols a beat, first-sent one in the low bits
module ll_precoder_decoder #(
  parameter int unsigned SYMBOLS = 40
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 clear_i,   // D[-1] = 0 and the beat under way is dropped
  input  logic                 enable_i,  // constant while beats are under way
  input  logic                 valid_i,
  input  logic [2*SYMBOLS-1:0] level_i,
  output logic                 valid_o,
  output logic [2*SYMBOLS-1:0] level_o
);

  localparam int unsigned WIDTH = 2 * SYMBOLS;
  localparam logic [WIDTH-1:0] LOW = {SYMBOLS{2'b01}};

  logic [1:0]       last_q;
  logic [WIDTH-1:0] previous, sum;
  assign previous = {level_i[WIDTH-3:0], last_q};
  assign sum = level_i ^ previous ^ {(level_i[WIDTH-2:0] & previous[WIDTH-2:0] & LOW[WIDTH-2:0]), 1'b0};

  always_ff @(posedge clk_i) begin
    level_o <= enable_i ? sum : level_i;
    valid_o <= valid_i && rst_ni && !clear_i;
    if (!rst_ni || clear_i) last_q <= 2'd0;
    else if (valid_i) last_q <= level_i[WIDTH-1-:2];
  end

endmodule
