// SPDX-License-Identifier: Apache-2.0
// running_sum: sum_o is the sum of all words taken so far, modulo 2^32, one cycle after the last.
module running_sum (
  input  logic        clk_i, rst_ni,
  input  logic        valid_i,
  input  logic [31:0] data_i,
  output logic [31:0] sum_o
);
  always_ff @(posedge clk_i)
    if (!rst_ni) sum_o <= '0;
    else if (valid_i) sum_o <= sum_o + data_i;
endmodule
