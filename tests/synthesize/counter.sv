// SPDX-License-Identifier: Apache-2.0
// WIDTH flip-flops and an incrementer.
module counter #(
  parameter int unsigned WIDTH = 4
) (
  input  logic             clk_i,
  output logic [WIDTH-1:0] count_o
);
  always_ff @(posedge clk_i) count_o <= count_o + 1'b1;
endmodule
