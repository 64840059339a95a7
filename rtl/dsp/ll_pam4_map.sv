// SPDX-License-Identifier: Apache-2.0
// Gray mapping of bits to PAM4 levels, IEEE 802.3 120.5.7.1. Combinational.
//
// Bits are taken in pairs in wire order, first-sent bit in the low position; level j comes from bits
// 2j (first) and 2j+1 (second): {first, second} = 00 -> 0, 01 -> 1, 11 -> 2, 10 -> 3.
//
// SYMBOLS   PAM4 symbols side by side, first-sent one in the low bits
module ll_pam4_map #(
  parameter int unsigned SYMBOLS = 40
) (
  input  logic [2*SYMBOLS-1:0] bits_i,
  output logic [2*SYMBOLS-1:0] level_o
);

  localparam logic [2*SYMBOLS-1:0] LOW = {SYMBOLS{2'b01}};

  // All symbols at once: the high bit of a level is the first bit, the low bit is first ^ second.
  assign level_o = {(bits_i[2*SYMBOLS-2:0] & LOW[2*SYMBOLS-2:0]), 1'b0} |
                   ((bits_i ^ {1'b0, bits_i[2*SYMBOLS-1:1]}) & LOW);

endmodule
