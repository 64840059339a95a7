// SPDX-License-Identifier: Apache-2.0
// Inverse of ll_pam4_map: PAM4 levels back to bits, IEEE 802.3 120.5.7.1. Combinational.
//
// SYMBOLS   PAM4 symbols side by side, first-sent one in the low bits
module ll_pam4_demap #(
  parameter int unsigned SYMBOLS = 40
) (
  input  logic [2*SYMBOLS-1:0] level_i,
  output logic [2*SYMBOLS-1:0] bits_o
);

  localparam logic [2*SYMBOLS-1:0] LOW = {SYMBOLS{2'b01}};

  // first = high bit of the level, second = high ^ low.
  logic [2*SYMBOLS-1:0] high;
  assign high   = {1'b0, level_i[2*SYMBOLS-1:1]} & LOW;
  assign bits_o = high | {(high[2*SYMBOLS-2:0] ^ (level_i[2*SYMBOLS-2:0] & LOW[2*SYMBOLS-2:0])), 1'b0};

endmodule
